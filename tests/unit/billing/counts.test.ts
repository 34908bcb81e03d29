import { beforeAll, describe, expect, it } from 'vitest'
import { allow, limitOf } from '../../../lib/domain/billing/entitlements.ts'
import { contextFor } from '../../support/context.ts'
import { stubEnvironment } from '../../support/environment.ts'

beforeAll(() => stubEnvironment({ BILLING: 'off', DEFAULT_TIER: 'pro' }))

describe('what is counted without a window of time', () => {
  it('grows up to the limit of the tier, and is refused with what the limit is', async () => {
    expect(await limitOf(contextFor('a'), 'calendarConnections')).toBe(5)
    await allow(contextFor('a'), 'calendarConnections', 1, 4)
    await expect(allow(contextFor('a'), 'calendarConnections', 1, 5)).rejects.toMatchObject({
      status: 403,
      code: 'PLAN_LIMIT',
      details: { meter: 'calendarConnections', used: 5, limit: 5, tier: 'pro', upgradeTo: null, resetsAt: null },
    })
  })

  it('stays where it is above a limit since a downgrade: only adding is refused', async () => {
    const used = 50_000_000_000
    await allow(contextFor('b'), 'storageBytes', 0, used)
    await allow(contextFor('b'), 'storageBytes', -1, used)
    await expect(allow(contextFor('b'), 'storageBytes', 1, used)).rejects.toMatchObject({ code: 'PLAN_LIMIT' })
  })
})

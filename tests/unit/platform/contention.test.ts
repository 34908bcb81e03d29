import { expect, it } from 'vitest'
import { untilCommitted } from '../../../lib/platform/events/mutate.ts'
import { VersionConflict } from '../../../lib/platform/events/write.ts'
import { contextFor } from '../../support/context.ts'

it('a race that is lost until the deadline is a 503 that says when to come again, never a conflict', async () => {
  let plans = 0
  const lost = untilCommitted(contextFor('u', { deadline: Date.now() + 200 }), async () => {
    plans += 1
    throw new VersionConflict()
  })
  await expect(lost).rejects.toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 })
  expect(plans).toBeGreaterThan(1)
})

import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import type { StoredConnection } from '../../../../lib/domain/calendar/sync/connection.fields.ts'
import type { CalendarProviders } from '../../../../lib/domain/calendar/sync/provider.ts'
import { inHistory } from '../../../support/calendar-history.ts'
import { SYNC_HISTORIES } from '../../../support/histories.ts'
import { memoryTable } from '../../../support/memory-table.ts'
import { numbers } from '../../../support/numbers.ts'

vi.mock('../../../../lib/domain/calendar/sync/access.service.ts', () => ({
  openConnection: async (_ctx: unknown, providers: CalendarProviders, { provider }: StoredConnection) => ({
    provider: providers[provider],
    access: { secret: '', zone: 'UTC', window: { from: '', to: '' } },
  }),
}))

/** `HISTORY=seed` repeats one. */
const ONLY = process.env.HISTORY === undefined ? null : Number(process.env.HISTORY)

let random: () => number = Math.random
const table = memoryTable(() => random())
afterAll(table.restore)
beforeEach(table.clear)

it(`converges to what the provider has in ${SYNC_HISTORIES} histories of edits on both sides, expired cursors and crashes`, async () => {
  const totals = { runs: 0, crashes: 0, goneOn: 0, expired: 0, pushes: 0 }
  for (const seed of ONLY === null ? Array.from({ length: SYNC_HISTORIES }, (_, i) => i) : [ONLY]) {
    random = numbers(seed)
    table.clear()
    try {
      const counts = await inHistory(table, random)
      for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += counts[name]
    } catch (error) {
      throw new Error(`History ${seed}`, { cause: error })
    }
  }
  if (process.env.HISTORIES) console.log(totals)
  if (ONLY === null) for (const count of Object.values(totals)) expect(count).toBeGreaterThan(SYNC_HISTORIES / 10)
})

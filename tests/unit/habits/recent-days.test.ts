import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { History } from '../../../lib/domain/habits/history.ts'
import {
  afterStep,
  firstKept,
  historySince,
  NO_HISTORY,
  recentDaysIn,
  recentDaysItem,
} from '../../../lib/domain/habits/recent-days.ts'
import { addDays } from '../../../lib/domain/time/dates.ts'

const TODAY = '2026-03-10'
const from = firstKept(Date.parse(`${TODAY}T12:00:00Z`))
const sorted = ({ logs, skips }: History): History => ({
  logs: [...logs].sort((a, b) => (a.date < b.date ? -1 : 1)),
  skips: [...skips].sort(),
})
const date = fc.integer({ min: -400, max: 900 }).map((days) => addDays(TODAY, days))
const amount = fc.oneof(
  fc.constant(null),
  fc.constantFrom(1, 30, 2.5),
  fc.integer({ min: 1, max: 1e9 }),
  fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
  fc.constantFrom(1e-7, 1e22),
)
const history: fc.Arbitrary<History> = fc.record({
  logs: fc.uniqueArray(fc.record({ date, amount }), { selector: (log) => log.date, maxLength: 80 }),
  skips: fc.uniqueArray(date, { maxLength: 40 }),
})
const yearOf = (amountOf: (back: number) => number | null): History => ({
  logs: Array.from({ length: 368 }, (_, back) => ({ date: addDays(TODAY, -back), amount: amountOf(back) })),
  skips: [],
})
/** What DynamoDB counts of a row: names and values; a number takes a byte for two digits and one more. */
const bytesOf = (item: object) =>
  JSON.stringify(item).length + `PKUSER#${'u'.repeat(36)}SKHABIT+DAYS#${'h'.repeat(26)}`.length

describe('the row of recent days', () => {
  it('says of every day from its first on what was logged and skipped, whatever the amounts', () => {
    fc.assert(
      fc.property(history, (whole) => {
        const { held } = recentDaysIn(recentDaysItem(1, from, whole))
        const kept = {
          logs: whole.logs.filter((log) => log.date >= from),
          skips: whole.skips.filter((day) => day >= from),
        }
        expect(held).toEqual({ from, history: sorted(kept) })
      }),
    )
  })

  it('answers from a day on that it holds, and nothing where it does not go back so far', () => {
    const row = recentDaysItem(1, '2026-03-01', { logs: [{ date: '2026-03-02', amount: 2 }], skips: ['2026-03-05'] })
    expect(historySince(row, '2026-03-03')).toEqual({ logs: [], skips: ['2026-03-05'] })
    expect(historySince(row, '2026-03-01')).toMatchObject({ logs: [{ date: '2026-03-02', amount: 2 }] })
    expect(historySince(row, '2026-02-28')).toBeNull()
    expect(historySince(undefined, '2026-03-01')).toBeNull()
  })

  it('goes back a year and a day before the UTC day, for people whose day is behind it', () => {
    expect(addDays(TODAY, -1 - 366) >= from).toBe(true)
  })

  it('takes at most a kilobyte for a year of days without amounts, with one digit, or with the same amount', () => {
    const skipped = { logs: [], skips: yearOf(() => null).logs.map((log) => log.date) }
    for (const year of [yearOf(() => null), yearOf((back) => back % 10), yearOf(() => 12.5), skipped])
      expect(bytesOf(recentDaysItem(1_000, from, year))).toBeLessThan(1_024)
    expect(
      bytesOf(
        recentDaysItem(
          1_000,
          from,
          yearOf((back) => 1_000 + back),
        ),
      ),
    ).toBeLessThan(2_048)
  })

  it('holds nothing rather than grow without end', () => {
    const skips = Array.from({ length: 9_000 }, (_, ahead) => addDays(TODAY, ahead))
    const row = recentDaysItem(7, from, { logs: [], skips })
    expect(row).toEqual({ number: 7 })
    expect(recentDaysIn(row)).toEqual({ number: 7, held: null })
  })
})

describe('a step of one day', () => {
  it('sets, changes and takes away its log or its skip, and leaves the other and all other days', () => {
    const one = afterStep(NO_HISTORY, { date: TODAY, log: { amount: 2 } })
    const both = afterStep(one, { date: TODAY, skip: true })
    expect(both).toEqual({ logs: [{ date: TODAY, amount: 2 }], skips: [TODAY] })
    expect(afterStep(both, { date: TODAY, log: { amount: null } }).logs).toEqual([{ date: TODAY, amount: null }])
    expect(afterStep(both, { date: TODAY, log: null })).toEqual({ logs: [], skips: [TODAY] })
    expect(afterStep(both, { date: TODAY, skip: false })).toEqual(one)
    expect(afterStep(both, { date: addDays(TODAY, 1), log: null, skip: false })).toEqual(both)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currentStreak, daysLogged, longestStreak } from '../../../lib/domain/metrics/streak.ts'
import { addDays } from '../../../lib/domain/time/dates.ts'
import { localDateOf } from '../../../lib/domain/time/zone.ts'

const HOUR = 3_600_000
/** Years with a change of clocks at midnight in two of them. */
const PLACES: [string, string][] = [
  ['UTC', '2026-01-20'],
  ['America/Sao_Paulo', '2018-10-20'],
  ['Asia/Beirut', '2026-03-20'],
  ['Pacific/Kiritimati', '2026-06-20'],
  ['America/Los_Angeles', '2026-03-01'],
]

/** The day as a calendar on the wall shows it, by another road than the code's. */
const wallDay = (time: number, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(time)

/** Counted day by day over a whole calendar, without sorting or sets of the code under test. */
const naive = (times: number[], zone: string, now: number): { current: number; longest: number } => {
  const logged = times.map((time) => wallDay(time, zone))
  const has = (day: string) => logged.includes(day)
  const today = wallDay(now, zone)
  let [run, longest, current] = [0, 0, 0]
  for (let back = 80; back >= -5; back--) {
    const day = addDays(today, -back)
    run = has(day) ? run + 1 : 0
    longest = Math.max(longest, run)
    if (back === 0) current = run
  }
  return { current, longest }
}

describe.each(PLACES)('streaks in %s around %s', (zone, date) => {
  it('are those of a calendar walked day by day', () => {
    const centre = Date.parse(`${date}T12:00:00Z`)
    const hours = fc.array(fc.integer({ min: -40 * 24, max: 24 }), { maxLength: 90 })
    fc.assert(
      fc.property(hours, fc.integer({ min: 0, max: 47 }), (offsets, late) => {
        const times = offsets.map((offset) => centre + offset * HOUR)
        const now = centre + late * HOUR
        const days = daysLogged(times, zone)
        const found = { current: currentStreak(days, localDateOf(now, zone)), longest: longestStreak(days) }
        expect(found).toEqual(naive(times, zone, now))
      }),
      { numRuns: 60 },
    )
  })

  it('do not break on a log at midnight and one a minute before the next', () => {
    const first = Date.parse(`${date}T12:00:00Z`)
    const today = localDateOf(first, zone)
    const times = Array.from({ length: 24 * 60 }, (_, i) => first - i * 60 * 60_000)
    expect(currentStreak(daysLogged(times, zone), today)).toBe(new Set(times.map((time) => wallDay(time, zone))).size)
  })
})

describe('the current streak', () => {
  it('needs a log today', () => {
    expect(currentStreak(['2026-01-02', '2026-01-01'], '2026-01-02')).toBe(2)
    expect(currentStreak(['2026-01-02', '2026-01-01'], '2026-01-03')).toBe(0)
    expect(currentStreak([], '2026-01-03')).toBe(0)
  })
})

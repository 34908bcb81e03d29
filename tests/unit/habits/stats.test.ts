import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statsOf } from '../../../lib/domain/habits/stats.ts'
import { addDays } from '../../../lib/domain/time/dates.ts'
import { localDateOf } from '../../../lib/domain/time/zone.ts'
import { anyHabit, anyHistory, habitWith, PLACES, wallDay } from './habits-support.ts'
import { naiveStats } from './naive-habit.ts'

const HOUR = 3_600_000

describe.each(PLACES)('the figures of a habit in %s around %s', (zone, date) => {
  it('are those of a calendar walked day by day', () => {
    const moment = fc.record({
      now: fc.integer({ min: -30, max: 30 }).map((hours) => Date.parse(`${date}T12:00:00Z`) + hours * HOUR),
      age: fc.integer({ min: 0, max: 60 * 24 }),
      weekStart: fc.integer({ min: 1, max: 7 }),
    })
    const cases = moment.chain(({ now, age, weekStart }) => {
      const today = wallDay(now, zone)
      const createdAt = new Date(now - age * HOUR).toISOString()
      return fc.tuple(fc.constant({ now, zone, weekStart }), anyHabit(today, createdAt), anyHistory(today))
    })
    fc.assert(
      fc.property(cases, ([at, habit, history]) => {
        const calendar = { today: localDateOf(at.now, zone), zone, weekStart: at.weekStart }
        const { streakUnit: _, lastLoggedDate: __, ...found } = statsOf(habit, history, calendar)
        const expected = naiveStats(habit, history, at)
        for (const [name, value] of Object.entries(expected))
          expect(found[name as keyof typeof found], name).toBeCloseTo(value, 5)
      }),
      { numRuns: 200 },
    )
  })
})

const TODAY = '2026-03-11' // a Wednesday
const on = { today: TODAY, zone: 'UTC', weekStart: 1 }
const back = (...days: number[]) => days.map((day) => ({ date: addDays(TODAY, -day), amount: null as number | null }))
const figures = (fields: Parameters<typeof habitWith>[0], logs = back(), skips: string[] = []) =>
  statsOf(habitWith(fields), { logs, skips }, on)
const streaks = (...input: Parameters<typeof figures>) => {
  const { currentStreak, longestStreak } = figures(...input)
  return [currentStreak, longestStreak]
}

describe('streaks', () => {
  it('count up to today, or to yesterday while today is open', () => {
    expect(streaks({}, back())).toEqual([0, 0])
    expect(streaks({}, back(0))).toEqual([1, 1])
    expect(streaks({}, back(1, 2))).toEqual([2, 2])
    expect(streaks({}, back(2, 3))).toEqual([0, 2])
    expect(streaks({}, back(0, 1, 3, 4, 5))).toEqual([2, 3])
  })

  it('are neither broken nor lengthened by skipped days and pauses', () => {
    expect(streaks({}, back(0, 1, 3), [addDays(TODAY, -2)])).toEqual([3, 3])
    const pauses = [{ startDate: addDays(TODAY, -9), endDate: addDays(TODAY, -2) }]
    expect(streaks({ pauses }, back(0, 1, 10, 11))).toEqual([4, 4])
    expect(streaks({ pauses: [{ startDate: addDays(TODAY, -5), endDate: null }] }, back(6, 7))).toEqual([2, 2])
  })

  it('ask only for the weekdays that are named', () => {
    // Wednesday, Monday, Friday, Wednesday; the Tuesday between counts for nothing.
    expect(streaks({ weekdays: [1, 3, 5] }, back(0, 1, 2, 5, 7))).toEqual([4, 4])
    expect(streaks({ weekdays: [1, 3, 5] }, back(0, 1, 5, 7))).toEqual([1, 2])
  })

  it('count weeks for "3 times a week", by the day the person’s week begins', () => {
    const habit = { frequency: 'Weekly', weeklyTarget: 3, startDate: '2026-02-16' } as const
    const logs = ['2026-02-16', '2026-02-18', '2026-02-20', '2026-02-24', '2026-02-25', '2026-03-01', '2026-03-02']
    const history = { logs: logs.map((day) => ({ date: day, amount: null })), skips: [] }
    const of = (weekStart: number, today: string) =>
      statsOf(habitWith(habit), history, { ...on, weekStart, today }).currentStreak
    expect(of(1, '2026-03-04')).toBe(2)
    expect(of(1, '2026-03-09')).toBe(0)
    // Weeks from Sunday: 1 March belongs to the week that is still open.
    expect(of(7, '2026-02-28')).toBe(1)
    expect(of(7, '2026-03-04')).toBe(0)
  })

  it('count stretches of n days from the start', () => {
    const habit = { everyNDays: 3, startDate: addDays(TODAY, -9) }
    expect(streaks(habit, back(9, 6, 3, 0))).toEqual([4, 4])
    expect(streaks(habit, back(8, 5, 1))).toEqual([3, 3])
    expect(streaks(habit, back(9, 3))).toEqual([1, 1])
  })

  it('take an amount below the day’s target as not done, and of what one wants less one above it', () => {
    const logs = [
      { date: TODAY, amount: 8 },
      { date: addDays(TODAY, -1), amount: 7 },
    ]
    expect(streaks({ dailyTarget: 8 }, logs)).toEqual([1, 1])
    expect(streaks({ dailyTarget: 7, habitType: 'Reduce' }, logs)).toEqual([1, 1])
    expect(streaks({ dailyTarget: 7, habitType: 'Build' }, logs)).toEqual([2, 2])
    expect(streaks({ dailyTarget: 8 }, back(0, 1))).toEqual([2, 2])
  })

  it('sum amounts towards a week without a target for days', () => {
    const logs = [
      { date: '2026-03-09', amount: 100 },
      { date: '2026-03-10', amount: 49.5 },
    ]
    const habit = { frequency: 'Weekly', weeklyTarget: 149.5, startDate: '2026-03-09' } as const
    expect(streaks(habit, logs)).toEqual([1, 1])
    expect(streaks({ ...habit, weeklyTarget: 149.6 }, logs)).toEqual([0, 0])
  })
})

describe('strength', () => {
  it('of a perfect daily habit is 1 − 0.5^(days / 13)', () => {
    for (const days of [1, 13, 26, 100]) {
      const logs = back(...Array.from({ length: days }, (_, i) => i))
      expect(figures({}, logs).strength).toBeCloseTo(1 - 0.5 ** (days / 13), 6)
    }
  })

  it('of a weekly habit changes with the root of its frequency', () => {
    const logs = back(...Array.from({ length: 20 }, (_, i) => i * 7))
    const perfect = figures({ frequency: 'Weekly', weeklyTarget: 1 }, logs).strength
    const daysLived = 20 * 7 - 6
    expect(perfect).toBeCloseTo(1 - 0.5 ** ((Math.sqrt(1 / 7) / 13) * daysLived), 6)
  })

  it('stays as it was over a pause, and sinks over days that are missed', () => {
    const logs = back(...Array.from({ length: 30 }, (_, i) => i + 20))
    const strong = figures({}, back(...Array.from({ length: 30 }, (_, i) => i))).strength
    expect(figures({ pauses: [{ startDate: addDays(TODAY, -19), endDate: null }] }, logs).strength).toBe(strong)
    expect(figures({}, logs).strength).toBeCloseTo(strong * 0.5 ** (19 / 13), 5)
  })
})

import fc from 'fast-check'
import type { HabitRecord } from '../../../lib/domain/habits/habit.fields.ts'
import { HABIT } from '../../../lib/domain/habits/habit.ts'
import type { History } from '../../../lib/domain/habits/history.ts'
import { addDays } from '../../../lib/domain/time/dates.ts'

/** Zones and days around which clocks change there: at midnight in the first two. */
export const PLACES: [string, string][] = [
  ['America/Sao_Paulo', '2018-11-04'],
  ['Asia/Beirut', '2026-03-29'],
  ['Pacific/Kiritimati', '2026-02-28'],
  ['America/Los_Angeles', '2026-03-08'],
  ['UTC', '2024-02-29'],
]

/** The day as a calendar on the wall shows it, by another road than the code's. */
export const wallDay = (time: number, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(time)

export const habitWith = (fields: Partial<HabitRecord>): HabitRecord =>
  ({
    ...HABIT.defaults,
    id: 'H',
    userId: 'U',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    name: 'Read',
    area: 'Health',
    habitType: 'Build',
    frequency: 'Daily',
    ...fields,
  }) as HabitRecord

const target = fc.option(fc.integer({ min: 1, max: 4 }), { nil: null })

/** Habits of every frequency, some with targets, weekdays and pauses (of days before or after `today`). */
export const anyHabit = (today: string, createdAt: string): fc.Arbitrary<HabitRecord> =>
  fc
    .record({
      frequency: fc.constantFrom('Daily', 'Weekly', 'Monthly', 'Custom'),
      habitType: fc.constantFrom('Build', 'Maintain', 'Reduce', 'Quit'),
      dailyTarget: target,
      weeklyTarget: target,
      monthlyTarget: target,
      weekdays: fc.oneof(fc.constant([]), fc.subarray([1, 2, 3, 4, 5, 6, 7])),
      everyNDays: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null, freq: 1 }),
      startDate: fc.option(
        fc.integer({ min: -60, max: 5 }).map((back) => addDays(today, back)),
        { nil: null },
      ),
      pauses: fc.array(
        fc
          .tuple(fc.integer({ min: -60, max: 3 }), fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }))
          .map(([from, length]) => ({
            startDate: addDays(today, from),
            endDate: length === null ? null : addDays(today, from + length),
          })),
        { maxLength: 2 },
      ),
    })
    .map((fields) => habitWith({ ...(fields as Partial<HabitRecord>), createdAt }))

/** Logs of some of the last 70 days, dense enough for streaks, and a few skips. */
export const anyHistory = (today: string): fc.Arbitrary<History> =>
  fc
    .record({
      logs: fc.array(fc.tuple(fc.integer({ min: 0, max: 70 }), fc.constantFrom(null, null, 1, 2, 3, 4)), {
        maxLength: 70,
      }),
      skips: fc.uniqueArray(fc.integer({ min: -3, max: 70 }), { maxLength: 12 }),
    })
    .map(({ logs, skips }) => ({
      logs: [...new Map(logs)].map(([back, amount]) => ({ date: addDays(today, -back), amount })),
      skips: skips.map((back) => addDays(today, -back)),
    }))

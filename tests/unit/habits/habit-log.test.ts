import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogRecord } from '../../../lib/domain/habits/habit-log.fields.ts'
import { CreateHabitLog } from '../../../lib/domain/habits/habit-log.schema.ts'
import { dayFor, logOrAdd } from '../../../lib/domain/habits/habit-log.ts'
import { statsOf } from '../../../lib/domain/habits/stats.ts'
import { addDays } from '../../../lib/domain/time/dates.ts'
import { instantOf } from '../../../lib/domain/time/zone.ts'
import { anyHabit, PLACES, wallDay } from './habits-support.ts'

const HOUR = 3_600_000

/** What a person does: on some day, some amount or just "done". */
type Deed = { back: number; amount: number | null }
type Post = { date: string; amount: number | null; now: number }

/** The rows there are after posts, in the order given. */
const rowsAfter = (posts: Post[], zone: string): LogRecord[] => {
  const rows = new Map<string, LogRecord>()
  for (const [i, { date, amount, now }] of posts.entries()) {
    const day = dayFor(date, { now, zone })
    const writing = { userId: 'U', habitId: 'H', now, zone }
    const change = logOrAdd(rows.get(day) ?? null, { date: day, amount }, `L${i}`, writing)
    if (change) rows.set(day, change.after)
  }
  return [...rows.values()]
}

describe.each(PLACES)('logs in %s around %s', (zone, date) => {
  const centre = Date.parse(`${date}T12:00:00Z`)

  it('that come late, in any order, give the same figures as logs on time', () => {
    const today = wallDay(centre, zone)
    const deeds = fc.array(
      fc.record({ back: fc.integer({ min: 0, max: 40 }), amount: fc.constantFrom(null, 0.1, 0.2, 1, 2.5) }),
      { maxLength: 60 },
    )
    const shuffled = deeds.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
    )
    const habits = anyHabit(today, new Date(centre - 20 * 24 * HOUR).toISOString())
    fc.assert(
      fc.property(habits, shuffled, fc.integer({ min: 1, max: 7 }), (habit, [list, other], weekStart) => {
        const noon = (day: string) => instantOf(Date.parse(`${day}T12:00:00Z`), zone)
        const onTime = [...list]
          .sort((a, b) => b.back - a.back)
          .map(({ back, amount }: Deed) => {
            const day = addDays(today, -back)
            return { date: day, amount, now: noon(day) }
          })
        const late = other.map(({ back, amount }: Deed) => ({ date: addDays(today, -back), amount, now: noon(today) }))
        const figures = (posts: Post[]) =>
          statsOf(habit, { logs: rowsAfter(posts, zone), skips: [] }, { today, zone, weekStart })
        expect(figures(late)).toEqual(figures(onTime))
      }),
      { numRuns: 100 },
    )
  })

  it('show the day they are for in their completedAt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: -24, max: 24 }), (back, hours) => {
        const now = centre + hours * HOUR
        const day = addDays(wallDay(now, zone), -back)
        const [row] = rowsAfter([{ date: day, amount: null, now }], zone)
        expect(row?.date).toBe(day)
        expect(wallDay(Date.parse(row?.completedAt ?? ''), zone)).toBe(day)
      }),
    )
  })

  it('are never for a day to come: the UTC day that has not begun there is today', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 47 }), fc.integer({ min: -3, max: 3 }), (hours, ahead) => {
        const now = centre + hours * HOUR
        const [local, utc] = [wallDay(now, zone), wallDay(now, 'UTC')]
        const asked = addDays(local, ahead)
        const expected = asked <= local ? asked : asked === utc ? local : 'refused'
        let found = 'refused'
        try {
          found = dayFor(asked, { now, zone })
        } catch (error) {
          expect(error).toMatchObject({ status: 400, details: [{ loc: ['body', 'date'] }] })
        }
        expect(found).toBe(expected)
      }),
    )
  })
})

describe('a log', () => {
  const writing = { userId: 'U', habitId: 'H', now: Date.parse('2026-03-11T10:00:00Z'), zone: 'UTC' }
  const first = logOrAdd(null, { date: '2026-03-11', notes: 'n' }, 'L', writing)?.after as LogRecord

  it('adds an amount only when one is given, and keeps notes that are not sent', () => {
    expect(first).toMatchObject({ amount: null, notes: 'n', version: 1, completedAt: '2026-03-11T10:00:00.000Z' })
    expect(logOrAdd(first, { date: first.date }, 'X', writing)).toBeNull()
    const second = logOrAdd(first, { date: first.date, amount: 0.1 }, 'X', writing)?.after as LogRecord
    const third = logOrAdd(second, { date: first.date, amount: 0.2, notes: null }, 'X', writing)
    expect(third?.after).toMatchObject({ id: 'L', amount: 0.3, notes: null, version: 3 })
    expect(third?.type).toBe('habitlog.updated')
  })

  it.each([true, 'True', 'true', undefined])('may say %s for completed', (completed) => {
    expect(CreateHabitLog.safeParse({ completed, date: '2026-03-11' }).success).toBe(true)
  })

  it.each([false, 'False', '', 'yes', 1])('may not say %s for completed', (completed) => {
    expect(CreateHabitLog.safeParse({ completed, date: '2026-03-11' }).success).toBe(false)
  })
})

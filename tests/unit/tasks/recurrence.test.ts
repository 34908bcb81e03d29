import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf, daysAfter as daysAfterIn, movedDates, movedInstant } from '../../../lib/domain/tasks/recurrence.ts'
import type { RecurrenceRule } from '../../../lib/domain/tasks/task.fields.ts'
import type { Task } from '../../../lib/domain/tasks/task.schema.ts'
import { newTask } from '../../../lib/domain/tasks/task.ts'
import { addDays } from '../../../lib/domain/time/dates.ts'
import { isRecurrenceRule } from '../../../lib/domain/time/rrule-check.ts'
import { wallClock } from '../../../lib/domain/time/zone.ts'
import { cpuMs } from '../../support/timing.ts'

const task = (fields: Partial<Task>): Task => ({
  ...newTask('u', 'id', { title: 't', area: 'Health' }, { now: 0, zone: 'UTC' }),
  isRecurring: true,
  ...fields,
})
const daysAfter = (of: Task, from: string, count: number) => daysAfterIn(of, from, count, 'UTC')
const every = (frequency: RecurrenceRule['frequency'], interval = 1, endDate: string | null = null) => ({
  frequency,
  interval,
  endDate,
})

/** The same, written another way: step through the calendar, with short months using their last day. */
const naive = ({ frequency, interval }: RecurrenceRule, start: string, n: number): string => {
  if (frequency === 'Daily') return addDays(start, n * interval)
  if (frequency === 'Weekly') return addDays(start, 7 * n * interval)
  const [year = 0, month = 1, day = 1] = start.split('-').map(Number)
  const months = month - 1 + n * interval * (frequency === 'Yearly' ? 12 : 1)
  const [y, m] = [year + Math.floor(months / 12), months % 12]
  const last = new Date(Date.UTC(y, m + 1, 0)).getUTCDate()
  return new Date(Date.UTC(y, m, Math.min(day, last))).toISOString().slice(0, 10)
}

const starts = fc.integer({ min: 0, max: 3_000 }).map((n) => addDays('2024-01-01', n))
const rules = fc.record({
  frequency: fc.constantFrom('Daily' as const, 'Weekly' as const, 'Monthly' as const, 'Yearly' as const),
  interval: fc.integer({ min: 1, max: 5 }),
  endDate: fc.constant(null),
})

describe('a rule of frequency and interval', () => {
  it('gives the days of a calendar walked by hand', () => {
    fc.assert(
      fc.property(starts, rules, (start, recurrenceRule) => {
        const days = daysAfter(task({ dueDate: start, seriesStart: start, recurrenceRule }), start, 6)
        expect(days).toEqual([1, 2, 3, 4, 5, 6].map((n) => naive(recurrenceRule, start, n)))
      }),
      { numRuns: 300 },
    )
  })

  it('uses the last day of months that are too short', () => {
    const monthly = task({ dueDate: '2026-01-31', seriesStart: '2026-01-31', recurrenceRule: every('Monthly') })
    expect(daysAfter(monthly, '2026-01-31', 4)).toEqual(['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'])
    const leap = task({ dueDate: '2024-02-29', seriesStart: '2024-02-29', recurrenceRule: every('Yearly') })
    expect(daysAfter(leap, '2024-02-29', 4)).toEqual(['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'])
  })

  it('ends on its end date, which still counts', () => {
    const weekly = task({
      dueDate: '2026-01-05',
      seriesStart: '2026-01-05',
      recurrenceRule: every('Weekly', 1, '2026-01-19'),
    })
    expect(daysAfter(weekly, '2026-01-05', 9)).toEqual(['2026-01-12', '2026-01-19'])
  })
})

describe('an RRULE', () => {
  const of = (rrule: string, more: Partial<Task> = {}) =>
    task({ dueDate: '2026-01-05', seriesStart: '2026-01-05', rrule, ...more })

  it('wins over the simple rule', () => {
    expect(daysAfter(of('FREQ=DAILY', { recurrenceRule: every('Yearly') }), '2026-01-05', 2)).toEqual([
      '2026-01-06',
      '2026-01-07',
    ])
  })
  it('knows the third Friday and the last weekday', () => {
    expect(daysAfter(of('FREQ=MONTHLY;BYDAY=3FR'), '2026-01-05', 3)).toEqual(['2026-01-16', '2026-02-20', '2026-03-20'])
    expect(daysAfter(of('RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'), '2026-01-05', 2)).toEqual([
      '2026-01-30',
      '2026-02-27',
    ])
  })
  it('keeps every second week counted from its start', () => {
    expect(daysAfter(of('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH'), '2026-01-08', 3)).toEqual([
      '2026-01-19',
      '2026-01-22',
      '2026-02-02',
    ])
  })
  it('ends after COUNT occurrences, those before this one included', () => {
    expect(daysAfter(of('FREQ=DAILY;COUNT=5', { occurrence: 3 }), '2026-01-07', 9)).toEqual([
      '2026-01-08',
      '2026-01-09',
    ])
    expect(daysAfter(of('FREQ=DAILY;COUNT=5', { occurrence: 5 }), '2026-01-09', 9)).toEqual([])
    expect(daysAfter(of('COUNT=3;FREQ=DAILY', { repeatFrom: 'completion', occurrence: 2 }), '2026-03-01', 9)).toEqual([
      '2026-03-02',
    ])
  })
  it.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2,4;BYDAY=MO',
  ])('that never comes up gives nothing, and for no more work than one that always does: %s', (rrule) => {
    const days = (text: string) => daysAfter(of(text), '2026-01-05', Number.POSITIVE_INFINITY)
    const always = cpuMs(() => expect(days('FREQ=DAILY').length).toBeGreaterThan(10_000))
    // The library alone would look for days up to the year 9999, 200 times as far.
    expect(cpuMs(() => expect(days(rrule)).toEqual([]))).toBeLessThan(20 * always)
  })
  it('ends on the person’s day at an UNTIL that is an instant, and on the day that midnight in UTC names', () => {
    const until = (text: string, zone: string) => daysAfterIn(of(`FREQ=DAILY;UNTIL=${text}`), '2026-01-05', 9, zone)
    expect(until('20260108T045959Z', 'America/New_York')).toEqual(['2026-01-06', '2026-01-07']) // 23:59:59 there
    expect(until('20260107T150000Z', 'Asia/Tokyo')).toEqual(['2026-01-06', '2026-01-07', '2026-01-08']) // 00:00 there
    expect(until('20260107T000000Z', 'America/New_York')).toEqual(['2026-01-06', '2026-01-07'])
    expect(until('20260107', 'America/New_York')).toEqual(['2026-01-06', '2026-01-07'])
  })
  it('counts from completion when asked to', () => {
    expect(daysAfter(of('FREQ=DAILY;INTERVAL=3', { repeatFrom: 'completion' }), '2026-04-10', 2)).toEqual([
      '2026-04-13',
      '2026-04-16',
    ])
  })
  it('is refused when it is not one, or goes below a day', () => {
    const good = ['FREQ=DAILY', 'RRULE:FREQ=WEEKLY;BYDAY=MO', 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20300101T000000Z']
    const bad = [
      '',
      'daily',
      'FREQ=HOURLY',
      'FREQ=SECONDLY',
      'INTERVAL=2',
      'FREQ=DAILY;INTERVAL=0',
      'FREQ=DAILY;BYHOUR=9',
      'DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY',
      'FREQ=DAILY;FOO=1',
    ]
    expect(good.map(isRecurrenceRule)).toEqual(good.map(() => true))
    expect(bad.map(isRecurrenceRule)).toEqual(bad.map(() => false))
  })
})

describe('moving a task to another day', () => {
  const zones = ['America/New_York', 'America/Sao_Paulo', 'Asia/Beirut', 'Europe/Berlin', 'Pacific/Kiritimati']

  it('keeps the wall clock of its instants across daylight saving', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2017, 0, 1), max: Date.UTC(2028, 0, 1) }),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(...zones),
        (instant, days, zone) => {
          const moved = Date.parse(movedInstant(new Date(instant).toISOString(), days, zone))
          const off = wallClock(moved, zone) - (wallClock(instant, zone) + days * 86_400_000)
          expect([0, 3_600_000]).toContain(off) // an hour later only where the clock skips that hour
        },
      ),
      { numRuns: 300 },
    )
  })
  it('shows 09:00 in New York before and after the clocks change', () => {
    const before = task({
      dueDate: '2026-03-07',
      scheduledStart: '2026-03-07T14:00:00.000Z',
      scheduledEnd: '2026-03-07T15:00:00.000Z',
      scheduledDate: '2026-03-06',
    })
    expect(movedDates(before, '2026-03-08', 'America/New_York')).toEqual({
      dueDate: '2026-03-08',
      scheduledDate: '2026-03-07',
      scheduledStart: '2026-03-08T13:00:00.000Z',
      scheduledEnd: '2026-03-08T14:00:00.000Z',
      seriesTime: null,
    })
  })
  it('keeps the length of a block that daylight saving would shorten', () => {
    const night = task({
      dueDate: '2026-03-07',
      scheduledStart: '2026-03-07T07:30:00.000Z', // 02:30 in New York, which the next day does not have
      scheduledEnd: '2026-03-07T08:30:00.000Z',
    })
    expect(movedDates(night, '2026-03-08', 'America/New_York')).toMatchObject({
      scheduledStart: '2026-03-08T07:30:00.000Z',
      scheduledEnd: '2026-03-08T08:30:00.000Z',
    })
  })
  it('goes back to a wall clock that one day did not have', () => {
    const at = (time: string) => `2026-03-${time}.000Z`
    const night = task({ dueDate: '2026-03-07', scheduledStart: at('07T07:30:00'), scheduledEnd: at('07T08:30:00') })
    const zone = 'America/New_York'
    const skipped = { ...night, ...movedDates(night, '2026-03-08', zone) } // 02:30 is skipped: 03:30 there
    expect(skipped).toMatchObject({ scheduledStart: at('08T07:30:00'), seriesTime: '02:30:00' })
    const after = movedDates(skipped, '2026-03-09', zone) // 02:30 again
    expect(after).toMatchObject({
      scheduledStart: at('09T06:30:00'),
      scheduledEnd: at('09T07:30:00'),
      seriesTime: null,
    })
    expect(movedDates(night, '2026-03-09', zone)).toEqual(after)
  })
  it('comes to the same by steps as in one, in every zone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2017, 0, 1), max: Date.UTC(2028, 0, 1) }),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...zones),
        (instant, steps, zone) => {
          const start = new Date(instant - (instant % 1_000)).toISOString()
          const first = task({ scheduledStart: start, scheduledEnd: new Date(instant + 3_600_000).toISOString() })
          const move = (from: Task, days: number) =>
            ({ ...from, ...movedDates(from, addDays(dayOf(from, zone) ?? '', days), zone) }) as Task
          const total = steps.reduce((sum, days) => sum + days, 0)
          expect(steps.reduce(move, first)).toEqual(move(first, total))
        },
      ),
      { numRuns: 300 },
    )
  })
  it('takes the scheduled day where there is no due day, in the person’s zone', () => {
    expect(dayOf(task({ scheduledStart: '2026-01-01T11:00:00.000Z' }), 'Pacific/Kiritimati')).toBe('2026-01-02')
    expect(dayOf(task({}), 'UTC')).toBeNull()
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Pattern, patternDays, type Recurrence } from '../../../../infra/local/fake-microsoft/pattern-days.ts'
import { ruleDays } from '../../../../lib/domain/calendar/occurrences.ts'
import { daysOfRule } from '../../../../lib/domain/time/rrule.ts'
import { recurrenceOfRule } from '../../../../lib/providers/microsoft/recurrence-of-rule.ts'
import { ruleOfRecurrence } from '../../../../lib/providers/microsoft/rule-of-recurrence.ts'

const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const addDays = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

const someDays = fc.subarray(NAMES, { minLength: 1 })
const name = fc.constantFrom(...NAMES)
const index = fc.constantFrom('first', 'second', 'third', 'fourth', 'last')
const month = fc.integer({ min: 1, max: 12 })
const dayOfMonth = fc.integer({ min: 1, max: 31 })
const interval = fc.integer({ min: 1, max: 5 })

const patterns: fc.Arbitrary<Pattern> = fc.oneof(
  fc.record({ type: fc.constant('daily'), interval }),
  fc.record({ type: fc.constant('weekly'), interval, daysOfWeek: someDays, firstDayOfWeek: name }),
  fc.record({ type: fc.constant('absoluteMonthly'), interval, dayOfMonth }),
  fc.record({ type: fc.constant('absoluteYearly'), interval: fc.integer({ min: 1, max: 3 }), dayOfMonth, month }),
  fc.record({ type: fc.constant('relativeMonthly'), interval, daysOfWeek: someDays, index }),
  fc.record({
    ...{ type: fc.constant('relativeYearly'), interval: fc.integer({ min: 1, max: 3 }) },
    ...{ daysOfWeek: someDays, index, month },
  }),
)

/** Exchange lets a series begin on the first day of its pattern. */
const settled = (pattern: Pattern, from: string): Recurrence => {
  const range = { type: 'noEnd', startDate: from, recurrenceTimeZone: 'UTC' }
  const [first = from] = patternDays({ pattern, range: { ...range, startDate: from } }, addDays(from, 1_500))
  return { pattern, range: { ...range, startDate: first } }
}

const recurrences: fc.Arbitrary<Recurrence> = fc
  .record({
    pattern: patterns,
    from: fc.integer({ min: 0, max: 3_000 }).map((days) => addDays('2024-01-01', days)),
    end: fc.oneof(
      fc.constant({ type: 'noEnd' as const }),
      fc.record({ type: fc.constant('numbered' as const), count: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ type: fc.constant('endDate' as const), days: fc.integer({ min: 0, max: 900 }) }),
    ),
  })
  .map(({ pattern, from, end }) => {
    const { range } = settled(pattern, from)
    const numbered = end.type === 'numbered' ? { numberOfOccurrences: end.count } : {}
    const dated = end.type === 'endDate' ? { endDate: addDays(range.startDate, end.days) } : {}
    return { pattern, range: { ...range, type: end.type, ...numbered, ...dated } }
  })

const seriesOf = (rrule: string, day: string) => ({
  ...{ start: day, end: addDays(day, 1), allDay: true, timeZone: 'UTC', rrule },
})

const startOn = (day: string) => ({ day, zone: 'UTC', isWithin: (one: string, until: string) => one <= until })

describe('recurrence of Graph', () => {
  test('each pattern and range gives the same days as the rule it is read as', () => {
    fc.assert(
      fc.property(recurrences, (recurrence) => {
        const { startDate } = recurrence.range
        const rrule = ruleOfRecurrence(recurrence)
        const last = addDays(startDate, 1_500)
        // The calendar gives 500 days of a rule at most.
        const days = patternDays(recurrence, last).slice(0, 500)
        expect(ruleDays(seriesOf(rrule ?? '', startDate), startDate, last)).toEqual(days)
      }),
      { numRuns: 200 },
    )
  })

  test('a rule read from Graph and written again gives the same days', () => {
    fc.assert(
      fc.property(recurrences, (recurrence) => {
        const { startDate } = recurrence.range
        const written = recurrenceOfRule(ruleOfRecurrence(recurrence) ?? '', startOn(startDate))
        const last = addDays(startDate, 1_200)
        expect(written).not.toBeNull()
        if (written) expect(patternDays(written, last)).toEqual(patternDays(recurrence, last))
      }),
      { numRuns: 200 },
    )
  })

  test('a rule that is written gives the days that the calendar shows, and others are refused', () => {
    const weekdays = fc.subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 })
    const dates = fc.constantFrom('1', '15', '28', '29', '31', '-1', '28,29', '1,15')
    const months = fc.constantFrom('', '', ';BYMONTH=2', ';BYMONTH=11', ';BYMONTH=3,4')
    const nths = fc.constantFrom('', '1', '2', '4', '5', '-1', '-2')
    const inMonth = fc.oneof(
      fc.constant(''),
      fc.tuple(weekdays, nths).map(([days, nth]) => `;BYDAY=${days.map((day) => nth + day).join(',')}`),
      fc.tuple(fc.constantFrom('MO', 'SU'), nths).map(([day, nth]) => `;BYDAY=${nth}${day}`),
      fc.tuple(weekdays, fc.constantFrom('1', '3', '-1', '-2')).map(([days, nth]) => `;BYDAY=${days};BYSETPOS=${nth}`),
      dates.map((date) => `;BYMONTHDAY=${date}`),
    )
    const ofWeek = fc.option(weekdays).map((days) => (days ? `;BYDAY=${days}` : ''))
    const rules = fc
      .tuple(
        fc.oneof(
          fc.tuple(fc.constantFrom('DAILY', 'WEEKLY'), ofWeek),
          fc.tuple(fc.constantFrom('MONTHLY', 'YEARLY'), inMonth),
        ),
        ...[fc.integer({ min: 1, max: 3 }), months, fc.constantFrom('', ';COUNT=7', ';UNTIL=20290101')],
      )
      .map(([[freq, days], every, inMonths, end]) => `FREQ=${freq};INTERVAL=${every}${days}${inMonths}${end}`)
    let written = 0
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 1_000 }), (rrule, days) => {
        const from = addDays('2026-01-01', days)
        const [day = from] = daysOfRule(rrule, { start: from, from, until: addDays(from, 400), count: 1 })
        const recurrence = recurrenceOfRule(rrule, startOn(day))
        if (!recurrence) return
        written += 1
        const last = addDays(day, 450)
        expect(patternDays(recurrence, last)).toEqual(ruleDays(seriesOf(rrule, day), day, last))
      }),
      { numRuns: 1_000 },
    )
    expect(written).toBeGreaterThan(100)
  })

  test.each([
    ['FREQ=MONTHLY;BYMONTHDAY=31', '2026-01-31'],
    ['FREQ=MONTHLY;BYDAY=5MO', '2026-03-30'],
    ['FREQ=MONTHLY;BYMONTHDAY=1,15', '2026-01-01'],
    ['FREQ=YEARLY;BYWEEKNO=20', '2026-05-11'],
    ['FREQ=WEEKLY;BYDAY=MO', '2026-01-06'],
    ['FREQ=DAILY;COUNT=1000', '2026-01-06'],
  ])('%s from %s is nothing that Outlook can hold', (rrule, day) => {
    expect(recurrenceOfRule(rrule, startOn(day))).toBeNull()
  })

  test('an UNTIL in UTC ends on the day that the zone of the series has then', () => {
    // 01:00 UTC on the 2nd is the evening of the 1st in New York.
    const start = { day: '2026-01-01', zone: 'America/New_York' }
    const isWithin = (day: string, until: string) => Date.parse(`${day}T18:00:00-05:00`) <= Date.parse(until)
    const recurrence = recurrenceOfRule('FREQ=DAILY;UNTIL=20260111T010000Z', { ...start, isWithin })
    expect(recurrence?.range).toMatchObject({ type: 'endDate', endDate: '2026-01-10' })
  })

  test('the samples of the reference', () => {
    const range = { type: 'numbered', startDate: '2026-09-08', numberOfOccurrences: 10, recurrenceTimeZone: 'UTC' }
    const rule = (pattern: Pattern) => ruleOfRecurrence({ pattern, range })
    expect(rule({ type: 'daily', interval: 3 })).toBe('FREQ=DAILY;INTERVAL=3;COUNT=10')
    expect(rule({ type: 'weekly', interval: 2, daysOfWeek: ['monday', 'tuesday'] })).toBe(
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;WKST=SU;COUNT=10',
    )
    expect(rule({ type: 'absoluteMonthly', interval: 3, dayOfMonth: 15 })).toBe(
      'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15;COUNT=10',
    )
    expect(rule({ type: 'relativeMonthly', interval: 3, daysOfWeek: ['thursday', 'friday'], index: 'second' })).toBe(
      'FREQ=MONTHLY;INTERVAL=3;BYDAY=TH,FR;BYSETPOS=2;COUNT=10',
    )
    expect(rule({ type: 'absoluteYearly', interval: 3, dayOfMonth: 15, month: 3 })).toBe(
      'FREQ=YEARLY;INTERVAL=3;BYMONTH=3;BYMONTHDAY=15;COUNT=10',
    )
    expect(rule({ type: 'hourly', interval: 1 })).toBeNull()
  })
})

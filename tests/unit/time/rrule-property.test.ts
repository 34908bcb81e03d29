import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CalendarEvent } from '../../../lib/domain/calendar/calendar.schema.ts'
import { newEvent } from '../../../lib/domain/calendar/calendar-event.ts'
import { occurrencesOf } from '../../../lib/domain/calendar/occurrences.ts'
import { addDays, dayNumber } from '../../../lib/domain/time/dates.ts'
import { daysOfRule } from '../../../lib/domain/time/rrule.ts'
import { ruleProblem } from '../../../lib/domain/time/rrule-check.ts'
import { formatRule, type Rule } from '../../../lib/domain/time/rrule-text.ts'
import { instantOf } from '../../../lib/domain/time/zone.ts'
import { naiveDays } from './rrule-naive.ts'

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
const some = <T>(one: fc.Arbitrary<T>, most = 3) => maybe(fc.uniqueArray(one, { minLength: 1, maxLength: most }))
const signed = (most: number) => fc.integer({ min: -most, max: most }).filter((n) => n !== 0)
const weekday = fc.integer({ min: 1, max: 7 })
const plainDays = some(fc.record({ weekday }), 4)
const nthDays = some(fc.oneof(fc.record({ weekday }), fc.record({ weekday, ordinal: signed(5) })), 3)
const common = {
  interval: maybe(fc.integer({ min: 1, max: 6 })),
  weekStart: maybe(weekday),
  byMonth: some(fc.integer({ min: 1, max: 12 })),
  bySetPos: some(signed(6), 2),
  count: maybe(fc.integer({ min: 1, max: 12 })),
}
const freq = <F extends Rule['freq']>(one: F) => fc.constant(one)
const rules: fc.Arbitrary<Rule> = fc
  .oneof(
    fc.record({ ...common, freq: freq('DAILY'), byMonthDay: some(signed(31)), byDay: plainDays }),
    fc.record({ ...common, freq: freq('WEEKLY'), byDay: plainDays }),
    fc.record({ ...common, freq: freq('MONTHLY'), byMonthDay: some(signed(31)), byDay: nthDays }),
    fc.record({ ...common, freq: freq('YEARLY'), byMonthDay: some(signed(31)), byDay: nthDays }),
    fc.record({ ...common, freq: freq('YEARLY'), byYearDay: some(signed(366)), byDay: plainDays }),
    fc.record({ ...common, freq: freq('YEARLY'), byWeekNo: some(signed(53)), byDay: plainDays }),
    fc.record({ ...common, freq: freq('YEARLY'), byWeekNo: some(signed(53)), byMonthDay: some(signed(31), 9) }),
  )
  .filter((rule) => ruleProblem(formatRule(rule)) === null)

/** Ends and beginnings of years, leap days, and all else. */
const starts = fc.oneof(
  fc.integer({ min: 0, max: 4_000 }).map((n) => addDays('2019-06-01', n)),
  fc
    .integer({ min: -6, max: 6 })
    .chain((n) => fc.constantFrom(...[2020, 2021, 2024, 2026, 2027].map((year) => addDays(`${year}-01-01`, n)))),
  fc.constant('2024-02-29'),
)

it('a rule gives the days that a second, naive reading of the RFC gives', () => {
  fc.assert(
    fc.property(rules, starts, (rule, start) => {
      const until = addDays(start, 1_200)
      const days = daysOfRule(rule, { start, from: addDays(start, -1), until, count: Number.POSITIVE_INFINITY })
      expect(days).toEqual(naiveDays(rule, start, until))
    }),
    { numRuns: 80 },
  )
})

it('a rule gives the same days wherever in its series one begins to look', () => {
  fc.assert(
    fc.property(rules, starts, fc.nat({ max: 1_500 }), (rule, start, offset) => {
      const [from, until] = [addDays(start, offset), addDays(start, 2_000)]
      const range = { start, until, count: Number.POSITIVE_INFINITY }
      const all = daysOfRule(rule, { ...range, from: addDays(start, -1) })
      expect(daysOfRule(rule, { ...range, from })).toEqual(all.filter((day) => day > from))
    }),
    { numRuns: 80 },
  )
})

/** Clocks change at midnight, at two, by half an hour, on other days in the south, or never. */
const ZONES = ['America/Sao_Paulo', 'Asia/Beirut', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Auckland', 'UTC']

it('an event takes place on the days of its rule at its wall clock, in every zone', () => {
  const minutes = fc.integer({ min: 0, max: 1_439 })
  fc.assert(
    fc.property(rules, starts, fc.constantFrom(...ZONES), minutes, (rule, start, timeZone, minute) => {
      const at = (day: string) => instantOf(dayNumber(day) * 86_400_000 + minute * 60_000, timeZone)
      const begins = new Date(at(start)).toISOString()
      const [first] = naiveDays(rule, start, start)
      if (first !== start) return // an event's first day counts although its rule does not name it
      const input = { title: 'Once more', start: begins, end: begins, rrule: formatRule(rule), timeZone }
      const event: CalendarEvent = newEvent('u', 'e', input, 'UTC')
      const until = addDays(start, 120)
      const shown = occurrencesOf(event, { from: at(start), to: at(until), zone: 'UTC' }).map((one) => one.start)
      const expected = naiveDays(rule, start, until).filter((day) => at(day) < at(until))
      expect(shown).toEqual(expected.map((day) => new Date(at(day)).toISOString()))
    }),
    { numRuns: 80 },
  )
})

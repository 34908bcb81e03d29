import { type Frequency, formatRule, type RuleWeekday } from '../../time/rrule-text.ts'

/** The parts of an RFC 5545 rule that text can name, without its end. */
export type Rule = {
  freq: Frequency
  interval: number
  months?: number[]
  weeks?: number[]
  yearDays?: number[]
  /** From the end of the month for negative ones. */
  monthDays?: number[]
  /** `nth`: 0 for every such weekday. */
  weekdays?: { nth: number; weekday: number }[]
  positions?: number[]
}

export const WORKDAYS = [1, 2, 3, 4, 5]

/** Each once, in ascending order, those from the end behind the others. */
const sorted = (numbers: number[]): number[] =>
  [...new Set(numbers)].sort((a, b) => Math.sign(b) - Math.sign(a) || a - b)

const sortedWeekdays = (weekdays: NonNullable<Rule['weekdays']>): RuleWeekday[] => {
  const inOrder = [...weekdays].sort(
    (a, b) => a.weekday - b.weekday || Math.sign(b.nth) - Math.sign(a.nth) || a.nth - b.nth,
  )
  const distinct = inOrder.filter(({ nth, weekday }, i) => {
    const before = inOrder[i - 1]
    return before?.nth !== nth || before.weekday !== weekday
  })
  return distinct.map(({ nth, weekday }) => (nth === 0 ? { weekday } : { ordinal: nth, weekday }))
}

/** The rule as an RRULE, its parts and their values always in the same order. */
export const ruleText = ({ freq, interval, ...by }: Rule): string =>
  formatRule({
    freq,
    interval,
    ...(by.months && { byMonth: sorted(by.months) }),
    ...(by.weeks && { byWeekNo: sorted(by.weeks) }),
    ...(by.yearDays && { byYearDay: sorted(by.yearDays) }),
    ...(by.monthDays && { byMonthDay: sorted(by.monthDays) }),
    ...(by.weekdays && { byDay: sortedWeekdays(by.weekdays) }),
    ...(by.positions && { bySetPos: sorted(by.positions) }),
  })

/** Every such weekday. */
export const plainDays = (weekdays: number[]): Rule['weekdays'] => weekdays.map((weekday) => ({ nth: 0, weekday }))

/** The parts of an RFC 5545 rule that text can name, without its end. */
export type Rule = {
  freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'
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

export const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
export const WORKDAYS = [1, 2, 3, 4, 5]

const part = (name: string, values: (number | string)[] | undefined): string =>
  values && values.length > 0 ? `;${name}=${values.join(',')}` : ''

const sorted = (numbers: number[] | undefined): number[] | undefined =>
  numbers && [...new Set(numbers)].sort((a, b) => Math.sign(b) - Math.sign(a) || a - b)

/** The rule as an RRULE, its parts and their values always in the same order. */
export const ruleText = ({ freq, interval, ...by }: Rule): string => {
  const weekdays = [...(by.weekdays ?? [])].sort(
    (a, b) => a.weekday - b.weekday || Math.sign(b.nth) - Math.sign(a.nth) || a.nth - b.nth,
  )
  const days = [...new Set(weekdays.map(({ nth, weekday }) => `${nth || ''}${CODES[weekday - 1]}`))]
  return [
    `FREQ=${freq}`,
    interval > 1 ? `;INTERVAL=${interval}` : '',
    part('BYMONTH', sorted(by.months)),
    part('BYWEEKNO', sorted(by.weeks)),
    part('BYYEARDAY', sorted(by.yearDays)),
    part('BYMONTHDAY', sorted(by.monthDays)),
    part('BYDAY', days),
    part('BYSETPOS', sorted(by.positions)),
  ].join('')
}

/** Every such weekday. */
export const plainDays = (weekdays: number[]): Rule['weekdays'] => weekdays.map((weekday) => ({ nth: 0, weekday }))

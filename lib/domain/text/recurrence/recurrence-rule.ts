import type { Rule } from './rule.ts'

/** How often, before it is said on which days. */
export type Frequency = {
  freq: Rule['freq']
  interval: number
  /** Every quarter: its first or last day is one of certain months. */
  quarter?: true
}

/** On which days, as text says it. `nths`: days by number, of the month or the year. */
export type Choice = {
  months?: number[]
  weeks?: number[]
  weekdays?: { nth: number; weekday: number }[]
  positions?: number[]
  nths?: number[]
  /** The word "day" stands with the numbers: "the 100th day". */
  named?: boolean
  /** What the days are counted in, where that is said. */
  of?: 'month' | 'year'
}

/** Two choices at once; null where both choose the same thing, which would need two rules. */
export const both = (a: Choice, b: Choice): Choice | null => {
  for (const key of ['months', 'weeks', 'weekdays', 'nths', 'of'] as const) if (a[key] && b[key]) return null
  if ((a.nths && b.weekdays) || (a.weekdays && b.nths)) return null
  return { ...a, ...b }
}

const within = (numbers: number[], most: number): boolean =>
  numbers.every((number) => number !== 0 && Math.abs(number) <= most)

/** The rule that says exactly this; null where no rule does, or text says two things at once. */
export const ruleOf = (every: Frequency, choice: Choice): Rule | null => {
  const { freq, interval } = every
  if (every.quarter && (choice.months || choice.weeks)) return null
  const byNumber = choice.nths ? ruleByNumber(every, choice, choice.nths) : { freq, interval }
  return byNumber && withParts(byNumber, choice)
}

const ruleByNumber = ({ freq, interval }: Frequency, { months, named, of }: Choice, nths: number[]): Rule | null => {
  if (freq === 'MONTHLY' && of !== 'year') return within(nths, 31) ? { freq, interval, monthDays: nths } : null
  if (freq !== 'YEARLY') return null
  if (months) return within(nths, 31) ? { freq, interval, monthDays: nths } : null
  return (named || of === 'year') && of !== 'month' && within(nths, 366) ? { freq, interval, yearDays: nths } : null
}

const withParts = (rule: Rule, { months, weeks, weekdays, positions, of }: Choice): Rule | null => {
  if (weeks && rule.freq !== 'YEARLY') return null
  if (weekdays && (of === 'year') !== (rule.freq === 'YEARLY') && of === 'year') return null
  const base = { ...rule, ...(months && { months }), ...(weeks && { weeks }) }
  if (!weekdays) return base
  const chosen = { ...base, weekdays, ...(positions && { positions }) }
  const plain = weekdays.every(({ nth }) => nth === 0)
  if (rule.freq === 'DAILY') return plain && rule.interval === 1 && !positions ? { ...chosen, freq: 'WEEKLY' } : null
  if (rule.freq === 'WEEKLY') return plain && !positions ? chosen : null
  if (rule.freq === 'MONTHLY' || months) {
    const most = plain || weekdays.every(({ nth }) => nth !== 0 && Math.abs(nth) <= 5)
    return most && !weeks ? chosen : null
  }
  if (weeks) return plain && !positions ? chosen : null
  if (of === 'month') return null
  return plain && !positions ? null : chosen
}

/** How often days come up by themselves: "every friday", "every 27th", "every june 3". */
export const frequencyOf = ({ months, weeks, weekdays, positions, nths, of }: Choice): Rule['freq'] => {
  if (weeks || of === 'year') return 'YEARLY'
  const plain = weekdays !== undefined && !positions && weekdays.every(({ nth }) => nth === 0)
  if (plain) return 'WEEKLY'
  if (months) return 'YEARLY'
  return weekdays || nths ? 'MONTHLY' : 'DAILY'
}

const OPENING = [1, 4, 7, 10]
const CLOSING = [3, 6, 9, 12]

/** The choice within every quarter: days counted from its start are in its first month, from its end in its last. */
export const inQuarters = (choice: Choice): { every: Frequency; choice: Choice } | null => {
  const nths = [...(choice.nths ?? []), ...(choice.weekdays ?? []).map(({ nth }) => nth)]
  const [first, last] = [nths.every((nth) => nth > 0), nths.every((nth) => nth < 0)]
  if (nths.length === 0 || (!first && !last) || choice.months) return null
  return { every: { freq: 'YEARLY', interval: 1 }, choice: { ...choice, months: first ? OPENING : CLOSING } }
}

/** All but some of the days or months; null where the rule has nothing to take them from. */
export const without = (rule: Rule, except: { weekdays?: number[]; months?: number[] }): Rule | null => {
  if (except.months) {
    const left = (rule.months ?? MONTHS).filter((of) => !except.months?.includes(of))
    return left.length > 0 && left.length < (rule.months ?? MONTHS).length ? { ...rule, months: left } : null
  }
  if (rule.freq !== 'WEEKLY' && rule.freq !== 'DAILY') return null
  if (rule.interval > 1 || (rule.freq === 'WEEKLY' && !rule.weekdays)) return null
  const all = rule.weekdays?.map(({ weekday }) => weekday) ?? [1, 2, 3, 4, 5, 6, 7]
  const left = all.filter((on) => !except.weekdays?.includes(on))
  if (left.length === 0 || left.length === all.length) return null
  return { ...rule, freq: 'WEEKLY', weekdays: left.map((weekday) => ({ nth: 0, weekday })) }
}

const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

import { unit } from '../times/span.ts'
import type { Part, Unit } from '../tokens/lexicon.ts'
import { amount, count, digits, ordinal, whole } from '../tokens/numbers.ts'
import { longest, map, once, opt, phrase, type Reader, seq, token, word } from '../tokens/reader.ts'
import type { Choice, Frequency } from './recurrence-rule.ts'
import { plainDays, WORKDAYS } from './rule.ts'

/** How often: "every 2 weeks", "each month", "fortnightly", "once a year", "twice a month". */

export type Often = {
  /** Null: no rule by days says it ("every 4 hours"). */
  every: Frequency | null
  choice: Choice
  part?: Part
  /** So many times in each: as many days must be named. */
  times?: number
  /** An adverb, which may also describe a thing ("daily news"). */
  adverb?: true
}

const EVERY_WORD = longest<unknown>(
  word('every each ev evry'),
  phrase('each and every'),
  seq(word('once'), word('every each')),
)
/** "every", and whether it counts from completion ("every!"). */
export const EVERY: Reader<{ completion: boolean }> = map(seq(EVERY_WORD, opt(word('!'))), ([, mark]) => ({
  completion: mark !== null,
}))

/** "other", "second" and "2nd" before a unit; "3", "three". */
const step: Reader<number> = longest(
  map(word('other alternate alternating'), () => 2),
  map(word('single'), () => 1),
  map(ordinal, (nth) => (nth >= 2 ? nth : null)),
  count,
)

/** Before weekdays an ordinal in digits counts in the month, "second" means every other. */
export const weekdayStep: Reader<number> = longest(
  map(word('other alternate alternating second'), () => 2),
  map(word('single'), () => 1),
  map(whole, (n) => n),
)

const FREQUENCIES: Partial<Record<Unit, Frequency>> = {
  day: { freq: 'DAILY', interval: 1 },
  week: { freq: 'WEEKLY', interval: 1 },
  fortnight: { freq: 'WEEKLY', interval: 2 },
  month: { freq: 'MONTHLY', interval: 1 },
  quarter: { freq: 'MONTHLY', interval: 3, quarter: true },
  year: { freq: 'YEARLY', interval: 1 },
}

const MOST = 999

const oftenOf = (n: number, of: Unit): Often => {
  if (of === 'workday' || of === 'weekend') {
    const weekdays = plainDays(of === 'workday' ? WORKDAYS : [6, 7])
    if (of === 'workday' && n > 1) return { every: null, choice: {} }
    return { every: { freq: 'WEEKLY', interval: n }, choice: weekdays ? { weekdays } : {} }
  }
  const base = FREQUENCIES[of]
  if (!base || n * base.interval > MOST) return { every: null, choice: {} }
  return {
    every: { ...base, interval: n * base.interval, ...(base.quarter && n > 1 && { quarter: true }) },
    choice: {},
  }
}

const EACH_DAY = map(word('everyday'), () => oftenOf(1, 'day'))

/** "every 2 weeks" behind its "every". */
export const unitsOf: Reader<Often> = once(
  longest(
    map(seq(opt(step), unit), ([n, of]) => oftenOf(n ?? 1, of)),
    map(seq(word('few several'), unit), () => ({ every: null, choice: {} })),
    map(seq(word('half'), opt(word('a')), word('year')), () => oftenOf(6, 'month')),
    map(seq(digits(3), word('- to or'), digits(3), unit), () => ({ every: null, choice: {} })),
    map(seq(amount, unit), ([n]) => (Number.isInteger(n) ? null : { every: null, choice: {} })),
    map(word('decade semester'), () => ({ every: null, choice: {} })),
    map(
      seq(
        opt(step),
        token((one) => one.kind === 'word' && one.text === 'hour' && one.unit),
      ),
      () => ({
        every: null,
        choice: {},
      }),
    ),
  ),
)

const ADVERBS: Record<string, [number, Unit]> = {
  daily: [1, 'day'],
  weekly: [1, 'week'],
  biweekly: [2, 'week'],
  fortnightly: [2, 'week'],
  monthly: [1, 'month'],
  bimonthly: [2, 'month'],
  quarterly: [1, 'quarter'],
  semiannually: [6, 'month'],
  biannually: [6, 'month'],
  yearly: [1, 'year'],
  annually: [1, 'year'],
  biennially: [2, 'year'],
}
const UNSUPPORTED = /^(?:hourly|semimonthly|semiweekly|biyearly|triweekly)$/u

const simpleAdverb: Reader<Often> = token(({ text }) => {
  const [n, of] = ADVERBS[text] ?? []
  if (n && of) return { ...oftenOf(n, of), adverb: true as const }
  if (text === 'nightly') return { ...oftenOf(1, 'day'), part: 'night' as const, adverb: true as const }
  return UNSUPPORTED.test(text) ? { every: null, choice: {}, adverb: true as const } : null
})

const PREFIXED: Record<string, string> = {
  'bi weekly': 'biweekly',
  'bi monthly': 'bimonthly',
  'bi annually': 'biannually',
  'semi annually': 'semiannually',
  'half yearly': 'semiannually',
}

const adverb: Reader<Often> = longest(
  simpleAdverb,
  map(seq(word('bi semi half'), opt(word('-')), word('weekly monthly annually yearly')), ([before, , name]) => {
    const [n, of] = ADVERBS[PREFIXED[`${before} ${name}`] ?? ''] ?? []
    return n && of ? { ...oftenOf(n, of), adverb: true as const } : { every: null, choice: {}, adverb: true as const }
  }),
)

const TIMES: Reader<number> = longest(
  map(word('once'), () => 1),
  map(word('twice'), () => 2),
  map(word('thrice'), () => 3),
  map(seq(whole, word('times time x')), ([n]) => n),
  token(({ text }) => (/^x[1-9]\d?$/u.test(text) ? Number(text.slice(1)) : null)),
)

/** "once a year", "twice per month", "3x every 2 weeks". */
/** "twice daily": on no days that a rule could name. */
const timesAdverb: Reader<Often> = map(seq(TIMES, word('daily weekly monthly yearly annually')), ([times, name]) => {
  const [n, of] = ADVERBS[name] ?? []
  if (!n || !of) return null
  return { ...oftenOf(n, of), ...(times > 1 && { times }) }
})

const timesPer: Reader<Often> = map(
  seq(TIMES, word('a an per each every ev in /'), opt(longest(digits(3), step)), unit),
  ([times, , n, of]) => ({ ...oftenOf(n ?? 1, of), ...(times > 1 && { times }) }),
)

/** A frequency that says itself how often, without "every". */
export const oftenAlone: Reader<Often> = once(longest(EACH_DAY, adverb, timesPer, timesAdverb))

/** Counts of occurrences, as an end: "twice", "3x", "10 times". */
export const times: Reader<number> = once(TIMES)

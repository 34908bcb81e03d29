import { monthAlone, weekday } from './day-dates.ts'
import { EVERY, type Often, oftenAlone, unitsOf, weekdayStep } from './frequency.ts'
import { holiday } from './holidays.ts'
import type { Part } from './lexicon.ts'
import { digits, ordinal } from './numbers.ts'
import {
  AND,
  list,
  longest,
  map,
  once,
  opt,
  phrase,
  type Reader,
  type Source,
  seq,
  token,
  unless,
  word,
} from './reader.ts'
import {
  datesOfYear,
  monthList,
  nthDays,
  nthWeekdays,
  nthWorkdays,
  ofThe,
  weekdayList,
  weekNumbers,
} from './recurrence-days.ts'
import { both, type Choice, frequencyOf, inQuarters, ruleOf, without } from './recurrence-rule.ts'
import { plainDays, type Rule, ruleText, WORKDAYS } from './rule.ts'

/** That something repeats. */
export type Recurrence = {
  /** RFC 5545, without its end; null: it repeats in a way that no rule by days says. */
  rule: string | null
  /** The part of the day: "every morning". */
  part: Part | null
  /** The next one counts from completion. */
  completion: boolean
  /** It repeats whatever stands around it; others ("fridays", "daily") need their neighbours' word for it. */
  sure: boolean
}

const THE = opt(word('the'))
const OF_MONTH = ofThe('month')
const OF_YEAR = ofThe('year')
const IN_MONTHS = map(seq(opt(word('of in during')), monthList), ([, months]) => months)

/** Days with what they are counted in: "2nd and last friday of november", "the 100th day of the year". */
const counted = (days: Reader<Choice>): Reader<Choice> =>
  longest(
    days,
    map(seq(days, OF_MONTH), ([choice]): Choice => ({ ...choice, of: 'month' })),
    map(seq(days, OF_YEAR), ([choice]): Choice => ({ ...choice, of: 'year' })),
    map(seq(days, IN_MONTHS), ([choice, months]): Choice => ({ ...choice, months })),
  )

const plainWeekdays: Reader<Choice> = map(
  seq(weekdayList, opt(longest(ofThe('week'), OF_MONTH, OF_YEAR))),
  ([days]) => {
    const weekdays = plainDays(days)
    return weekdays ? { weekdays } : null
  },
)
const asChoice = <T>(reader: Reader<T>, of: (value: T) => Choice | null): Reader<Choice> => map(reader, of)

const EDGE: Reader<Choice> = longest<Choice>(
  asChoice(seq(THE, word('end close')), () => ({ nths: [-1], named: true })),
  asChoice(seq(THE, word('start beginning')), () => ({ nths: [1], named: true })),
)

const holidays: Reader<Choice> = map(holiday, (of) => {
  if ('fromEaster' in of || ('later' in of && of.later > 0)) return null
  return 'day' in of ? { months: [of.month], nths: [of.day] } : { months: [of.month], weekdays: [of] }
})

const datesChoice: Reader<Choice> = map(datesOfYear, ({ months, monthDays }) => ({
  ...(months && { months }),
  ...(monthDays && { nths: monthDays }),
}))

const byNumber: Reader<Choice> = map(nthDays, ({ days, named }) => ({ nths: days, named }))

const DAYS_OF_WEEK = longest<Choice>(
  datesChoice,
  holidays,
  counted(map(nthWeekdays, ({ weekdays }) => (weekdays ? { weekdays } : null))),
  counted(map(nthWorkdays, ({ weekdays, positions }) => (weekdays && positions ? { weekdays, positions } : null))),
  counted(byNumber),
  plainWeekdays,
  map(seq(weekNumbers, opt(OF_YEAR)), ([weeks]): Choice => ({ weeks })),
)

/** "in june", "of november and december". */
const monthsOnly: Reader<Choice> = map(monthList, (months) => ({ months }))

const CHOICE_GAP = opt(
  longest<unknown>(seq(opt(word(',')), word('on in of during')), phrase('on the'), word(','), phrase('only on')),
)

/** Everything that narrows the days, one after another. */
const narrowed: Reader<Choice> = once(
  map(list(longest<Choice>(DAYS_OF_WEEK, monthsOnly), CHOICE_GAP), (choices) =>
    choices.reduce<Choice | null>((so, one) => so && both(so, one), {}),
  ),
)

const NARROWED_AFTER = map(seq(CHOICE_GAP, narrowed), ([, choice]) => choice)

type Said = { rule: Rule | null; part: Part | null; completion: boolean; sure: boolean }

const PART = token(({ part }) => part)
const partAfter = opt(PART)

const said = (
  often: Often,
  choice: Choice | null,
  { part = null, completion = false }: Partial<Said> = {},
): Said | null => {
  const found = { part: part ?? often.part ?? null, completion, sure: often.adverb !== true || choice !== null }
  const all = both(often.choice, choice ?? {})
  if (!often.every || !all) return often.every ? null : { ...found, rule: null }
  const rule = ruleOf(often.every, all)
  if (rule === null) return null
  return { ...found, rule: often.times && often.times !== daysIn(rule) ? null : rule }
}

/** How many days in each period a rule names. */
const daysIn = ({ monthDays, weekdays, yearDays, positions, months }: Rule): number => {
  const days = positions?.length ?? weekdays?.length ?? monthDays?.length ?? yearDays?.length ?? 1
  return days * (monthDays || !months ? 1 : months.length)
}

const OF_EACH = opt(longest<unknown>(ofThe('week'), OF_MONTH, OF_YEAR))

/** "every 2 weeks on monday and friday", "every year on the 4th thursday in november", "every friday evening". */
const everyUnit: Reader<Said> = longest<Said>(
  map(seq(EVERY, unitsOf, OF_EACH, partAfter), ([{ completion }, often, of, part]) =>
    of === null || often.every?.interval === 1 ? said(often, null, { part, completion }) : null,
  ),
  map(seq(EVERY, unitsOf, NARROWED_AFTER), ([{ completion }, often, choice]) => said(often, choice, { completion })),
)

/** "daily", "monthly on the 15th", "once a year on june 3". */
const alone: Reader<Said> = longest(
  map(oftenAlone, (often) => said(often, null)),
  map(seq(oftenAlone, NARROWED_AFTER), ([often, choice]) => said(often, choice)),
)

const choiceAlone = (choice: Choice, interval: number): Rule | null => {
  if (interval > 1 && choice.weekdays?.length === WORKDAYS.length) return null
  const freq = frequencyOf(choice)
  if (freq === 'DAILY') return choice.months ? ruleOf({ freq: 'YEARLY', interval }, choice) : null
  return ruleOf({ freq, interval }, choice)
}

/** "every friday the 13th". */
const everyFridayThe13th: Reader<Said> = map(
  seq(EVERY, weekday, word('the'), ordinal),
  ([{ completion }, on, , nth]) =>
    nth <= 31
      ? {
          rule: { freq: 'MONTHLY', interval: 1, monthDays: [nth], weekdays: [{ nth: 0, weekday: on }] },
          part: null,
          completion,
          sure: true,
        }
      : null,
)

const EVERY_UNITS: Reader<Often> = map(seq(EVERY, unitsOf), ([, often]) => often)

/** "monthly on 15": a bare number is a day of the month. */
const monthlyOn: Reader<Said> = map(
  seq(longest(EVERY_UNITS, oftenAlone), word('on'), list(digits(2), AND)),
  ([often, , nths]) => (often.every?.freq === 'MONTHLY' ? said(often, { nths }) : null),
)

/** "every mon and wed", "every 2nd friday", "every june 3", "every other tuesday", "every 27th". */
const everyChoice: Reader<Said> = longest<Said>(
  map(seq(EVERY, opt(weekdayStep), plainWeekdays, partAfter), ([{ completion }, n, choice, part]) => ({
    rule: choiceAlone(choice, n ?? 1),
    part,
    completion,
    sure: true,
  })),
  map(
    seq(EVERY, opt(weekdayStep), plainWeekdays, partAfter, IN_MONTHS),
    ([{ completion }, n, choice, part, months]) => ({
      rule: choiceAlone({ ...choice, months }, n ?? 1),
      part,
      completion,
      sure: true,
    }),
  ),
  map(
    seq(EVERY, opt(word('the')), unless(word('day days')), narrowed, partAfter),
    ([{ completion }, , , choice, part]) => {
      const rule = choiceAlone(choice, 1)
      return rule && { rule, part, completion, sure: true }
    },
  ),
  map(seq(EVERY, list(digits(2), seq(AND, opt(EVERY)))), ([{ completion }, nths]) => {
    const rule = choiceAlone({ nths }, 1)
    return rule && { rule, part: null, completion, sure: false }
  }),
  map(seq(EVERY, opt(word('other single')), PART), ([{ completion }, n, part]) => ({
    rule: { freq: 'DAILY', interval: n === 'other' ? 2 : 1 },
    part,
    completion,
    sure: true,
  })),
)

const frequency: Reader<Often & { completion?: boolean }> = longest<Often & { completion?: boolean }>(
  oftenAlone,
  map(seq(EVERY, unitsOf), ([{ completion }, often]) => ({ ...often, completion })),
)

const IN_EACH = opt(word('of in on ,'))

/** "4th and 10th of every month", "thanksgiving-like: 4th thursday in november every year", "fridays every other week". */
const choiceOften: Reader<Said> = map(
  seq(opt(EVERY), opt(word('on in at')), longest<Choice>(narrowed, EDGE), IN_EACH, frequency),
  ([every, , choice, gap, often]) => {
    const completion = (every?.completion ?? false) || (often.completion ?? false)
    if (often.every?.quarter && gap !== null && often.every.interval === 3) {
      const quarters = inQuarters(choice)
      return quarters && said({ ...often, every: quarters.every }, quarters.choice, { completion })
    }
    const ofYear = isEdge(choice) && often.every?.freq === 'YEARLY' ? { ...choice, of: 'year' as const } : choice
    const found = said(often, ofYear, { completion })
    return found && { ...found, sure: true }
  },
)

const isEdge = ({ nths, named }: Choice): boolean =>
  named === true && nths?.length === 1 && Math.abs(nths[0] ?? 0) === 1

/** "every month end", "every end of the month". */
const everyEdge: Reader<Said> = longest(
  map(seq(EVERY, word('month'), opt(word('-')), word('end')), ([{ completion }]) => ({
    rule: { freq: 'MONTHLY' as const, interval: 1, monthDays: [-1] },
    part: null,
    completion,
    sure: true,
  })),
  map(seq(EVERY, EDGE, opt(OF_MONTH), opt(word('month'))), ([{ completion }, { nths = [] }, of, name]) =>
    of || name
      ? { rule: { freq: 'MONTHLY' as const, interval: 1, monthDays: nths }, part: null, completion, sure: true }
      : null,
  ),
)

/** "4th and 10th of the month": more days than one can only repeat. */
const manyOfTheMonth: Reader<Said> = map(seq(opt(word('on')), DAYS_OF_WEEK), ([, choice]) => {
  const many = (choice.nths?.length ?? 0) > 1 || (choice.weekdays?.length ?? 0) > 1
  const rule = choice.of === 'month' && many && !isPlain(choice) ? choiceAlone(choice, 1) : null
  return rule && { rule, part: null, completion: false, sure: true }
})

const isPlain = ({ weekdays, positions }: Choice): boolean =>
  positions !== undefined || (weekdays?.some(({ nth }) => nth === 0) ?? false)

/** "fridays", "on weekends", "mondays and thursdays", "mon-wed", "friday evenings". */
const plural: Reader<Said> = (source, at) => {
  const found = pluralDays(source, at)
  if (!found) return null
  const { choice, part } = found.value
  return isRepeated(source, at, found.next)
    ? { value: { rule: choiceAlone(choice, 1), part, completion: false, sure: false }, next: found.next }
    : null
}

const pluralDays: Reader<{ choice: Choice; part: Part | null }> = map(
  seq(
    opt(word('on all')),
    opt(word('the')),
    plainWeekdays,
    partAfter,
    opt(map(seq(word('in during of'), monthList), ([, months]) => months)),
  ),
  ([, , choice, part, months]) => ({ choice: { ...choice, ...(months && { months }) }, part }),
)

const isRepeated = ({ tokens }: Source, from: number, to: number): boolean => {
  const read = tokens.slice(from, to)
  const days = read.filter(({ weekday, unit }) => weekday !== undefined || unit === 'workday' || unit === 'weekend')
  if (read.some(({ plural: many }) => many)) return true
  const [first, last] = days.map(({ weekday }) => weekday)
  if (days.length !== 2 || first === undefined) return false
  return (
    read.some(({ text }) => /^(?:-|–|through|thru)$/u.test(text)) ||
    (first === 1 && last === 5 && read.some(({ text }) => text === 'to'))
  )
}

const mornings: Reader<Said> = map(
  seq(
    opt(longest<unknown>(phrase('in the'), word('at'))),
    token(({ part, plural: many }) => many && part),
  ),
  ([, part]) => ({ rule: { freq: 'DAILY', interval: 1 }, part, completion: false, sure: false }),
)

const EXCEPT = longest<unknown>(
  seq(word('except excluding'), opt(word('for on'))),
  seq(word('but'), opt(word('not')), opt(word('on in'))),
  seq(phrase('other than'), opt(word('on'))),
)
const excepted = longest<{ weekdays?: number[]; months?: number[] }>(
  map(weekdayList, (weekdays) => ({ weekdays })),
  map(seq(opt(word('in')), monthList), ([, months]) => ({ months })),
)

const COMPLETION = seq(
  word('after from since'),
  longest<unknown>(
    word('completion completing done finishing'),
    phrase("i'm done"),
    phrase('last completion'),
    phrase('the last completion'),
  ),
)

const FORMS = [
  everyUnit,
  everyFridayThe13th,
  monthlyOn,
  everyChoice,
  choiceOften,
  everyEdge,
  alone,
  manyOfTheMonth,
  plural,
  mornings,
]

/** The form that reads most; of equal ones the first that has a rule. */
const core: Reader<Said> = once((source, at) => {
  const found = FORMS.map((form) => form(source, at)).filter((one) => one !== null)
  const next = Math.max(...found.map((one) => one.next))
  const best = found.filter((one) => one.next === next)
  return best.find(({ value }) => value.rule !== null) ?? best[0] ?? null
})

const REPEATS = opt(word('repeat repeats repeating recurring'))

const withTail: Reader<Said> = map(
  seq(
    REPEATS,
    opt(word('on')),
    core,
    opt(map(seq(opt(word(',')), EXCEPT, excepted), ([, , except]) => except)),
    opt(COMPLETION),
  ),
  ([, , found, except, completion]) => {
    const rule = except && found.rule ? without(found.rule, except) : found.rule
    if (except && found.rule && !rule) return null
    return { ...found, rule, completion: found.completion || completion !== null }
  },
)

/** A phrase that says that something repeats. */
export const recurrence: Reader<Recurrence> = map(withTail, ({ rule, ...found }) => ({
  ...found,
  rule: rule && ruleText(rule),
}))

/** What begins a recurrence, whether or not the rest of it is understood. */
export const recurrenceStart: Reader<unknown> = longest<unknown>(
  seq(EVERY, longest<unknown>(unitsOf, plainWeekdays, monthAlone, holiday, PART, word('other few'), nthDays)),
  oftenAlone,
)

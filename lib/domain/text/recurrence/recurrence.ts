import { monthAlone } from '../days/day-dates.ts'
import { holiday } from '../days/holidays.ts'
import type { Part } from '../tokens/lexicon.ts'
import { longest, map, once, opt, phrase, type Reader, seq, word } from '../tokens/reader.ts'
import { EVERY, oftenAlone, unitsOf } from './frequency.ts'
import { plainWeekdays } from './recurrence-choice.ts'
import { monthList, nthDays, weekdayList } from './recurrence-days.ts'
import { choiceOften, everyEdge, manyOfTheMonth, mornings, plural } from './recurrence-days-first.ts'
import { everyChoice, everyFridayThe13th, everyUnit, frequencyFirst, monthlyOn } from './recurrence-every.ts'
import { without } from './recurrence-rule.ts'
import { PART, type Series } from './recurrence-series.ts'
import { ruleText } from './rule.ts'

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

const EXCEPT = longest<unknown>(
  seq(word('except excluding'), opt(word('for on'))),
  seq(word('but'), opt(word('not')), opt(word('on in'))),
  seq(phrase('other than'), opt(word('on'))),
)
const excepted = longest<{ weekdays?: number[]; months?: number[] }>(
  map(weekdayList, (weekdays) => ({ weekdays })),
  map(seq(opt(word('in')), monthList), ([, months]) => ({ months })),
)

const COMPLETION = longest<unknown>(
  seq(
    word('after from since'),
    longest<unknown>(
      word('completion completing done finishing'),
      phrase("i'm done"),
      phrase('last completion'),
      phrase('the last completion'),
    ),
  ),
  seq(
    word('when once'),
    opt(longest<unknown>(phrase('it is'), word("it's i'm"), phrase('i am'))),
    word('done complete completed finished'),
  ),
)

const FORMS = [
  everyUnit,
  everyFridayThe13th,
  monthlyOn,
  everyChoice,
  choiceOften,
  everyEdge,
  frequencyFirst,
  manyOfTheMonth,
  plural,
  mornings,
]

/** The form that reads most; of equal ones the first that has a rule. */
const core: Reader<Series> = once((source, at) => {
  const found = FORMS.map((form) => form(source, at)).filter((one) => one !== null)
  const next = Math.max(...found.map((one) => one.next))
  const best = found.filter((one) => one.next === next)
  return best.find(({ value }) => value.rule !== null) ?? best[0] ?? null
})

const REPEATS = opt(word('repeat repeats repeating recurring'))

const withTail: Reader<Series> = map(
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

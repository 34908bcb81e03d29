import type { Part } from '../tokens/lexicon.ts'
import { opt, token } from '../tokens/reader.ts'
import type { Often } from './frequency.ts'
import { both, type Choice, frequencyOf, ruleOf } from './recurrence-rule.ts'
import { type Rule, WORKDAYS } from './rule.ts'

/** How often and on which days, joined to a rule. */

export type Series = { rule: Rule | null; part: Part | null; completion: boolean; sure: boolean }

export const PART = token(({ part }) => part)
export const PART_AFTER = opt(PART)

export const seriesOf = (
  often: Often,
  choice: Choice | null,
  { part = null, completion = false }: Partial<Series> = {},
): Series | null => {
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

export const choiceAlone = (choice: Choice, interval: number): Rule | null => {
  if (interval > 1 && choice.weekdays?.length === WORKDAYS.length) return null
  const freq = frequencyOf(choice)
  if (freq === 'DAILY') return choice.months ? ruleOf({ freq: 'YEARLY', interval }, choice) : null
  return ruleOf({ freq, interval }, choice)
}

import type { Part } from '../tokens/lexicon.ts'
import { longest, map, opt, phrase, type Reader, type Source, seq, token, word } from '../tokens/reader.ts'
import { EVERY, type Often, oftenAlone, unitsOf } from './frequency.ts'
import { DAYS_OF_WEEK, EDGE, narrowed, OF_MONTH, plainWeekdays } from './recurrence-choice.ts'
import { monthList } from './recurrence-days.ts'
import { type Choice, inQuarters } from './recurrence-rule.ts'
import { choiceAlone, PART_AFTER, type Series, seriesOf } from './recurrence-series.ts'

/** Recurrences that begin with the days: "4th and 10th of every month", "fridays", "mornings". */

const frequency: Reader<Often & { completion?: boolean }> = longest<Often & { completion?: boolean }>(
  oftenAlone,
  map(seq(EVERY, unitsOf), ([{ completion }, often]) => ({ ...often, completion })),
)

const IN_EACH = opt(word('of in on ,'))

/** "4th and 10th of every month", "4th thursday in november every year", "fridays every other week". */
export const choiceOften: Reader<Series> = map(
  seq(opt(EVERY), opt(word('on in at')), longest<Choice>(narrowed, EDGE), IN_EACH, frequency),
  ([every, , choice, gap, often]) => {
    const completion = (every?.completion ?? false) || (often.completion ?? false)
    if (often.every?.quarter && gap !== null && often.every.interval === 3) {
      const quarters = inQuarters(choice)
      return quarters && seriesOf({ ...often, every: quarters.every }, quarters.choice, { completion })
    }
    const ofYear = isEdge(choice) && often.every?.freq === 'YEARLY' ? { ...choice, of: 'year' as const } : choice
    const found = seriesOf(often, ofYear, { completion })
    return found && { ...found, sure: true }
  },
)

const isEdge = ({ nths, named }: Choice): boolean =>
  named === true && nths?.length === 1 && Math.abs(nths[0] ?? 0) === 1

/** "every month end", "every end of the month". */
export const everyEdge: Reader<Series> = longest(
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
export const manyOfTheMonth: Reader<Series> = map(seq(opt(word('on')), DAYS_OF_WEEK), ([, choice]) => {
  const many = (choice.nths?.length ?? 0) > 1 || (choice.weekdays?.length ?? 0) > 1
  const rule = choice.of === 'month' && many && !isPlain(choice) ? choiceAlone(choice, 1) : null
  return rule && { rule, part: null, completion: false, sure: true }
})

const isPlain = ({ weekdays, positions }: Choice): boolean =>
  positions !== undefined || (weekdays?.some(({ nth }) => nth === 0) ?? false)

/** "fridays", "on weekends", "mondays and thursdays", "mon-wed", "friday evenings". */
export const plural: Reader<Series> = (source, at) => {
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
    PART_AFTER,
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

export const mornings: Reader<Series> = map(
  seq(
    opt(longest<unknown>(phrase('in the'), word('at'))),
    token(({ part, plural: many }) => many && part),
  ),
  ([, part]) => ({ rule: { freq: 'DAILY', interval: 1 }, part, completion: false, sure: false }),
)

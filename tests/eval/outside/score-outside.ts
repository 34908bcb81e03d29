import type { ParseContext, ParsedTask } from '../../../lib/domain/ai/core/parse/parse-task.ts'
import { instantOf } from '../../../lib/domain/time/zone.ts'
import { isAsExpected } from './compare.ts'
import { KINDS, type Kind, type Phrase, type Source } from './phrase.ts'

/** Phrases are tried as people type them: after the title of a task, which must be all that is left. */
const TITLE = 'Call Bob'

/**
 * `wrong`: a value that is not the expected one, or words lost or left over, and nothing that says so. `notRead`: the
 * text is as it was, or the parser named in `unparsed` what it did not understand and gave no wrong value. `guessed`: a wrong
 * value of words that the parser named in `assumed`, as meant in more than one way, and nothing but the title left.
 */
export const OUTCOMES = ['right', 'notRead', 'guessed', 'wrong'] as const
export type Outcome = (typeof OUTCOMES)[number]

export type Miss = { source: string; text: string; outcome: Outcome; expected: string; found: string }
export type Tally = Record<Outcome, number> & { of: number; misses: Miss[] }

export type Parse = (text: string, context: ParseContext) => ParsedTask

/** How a parser does on the phrases of other parsers, by kind. */
export const scoreOutside = (sources: Source[], parse: Parse): Record<Kind, Tally> => {
  const tally = (kind: Kind): Tally => {
    const result: Tally = { of: 0, right: 0, notRead: 0, guessed: 0, wrong: 0, misses: [] }
    for (const source of sources) {
      for (const phrase of source.phrases.filter((each) => each.kind === kind)) {
        const { outcome, task } = outcomeOf(phrase, source, parse)
        result.of += 1
        result[outcome] += 1
        if (outcome !== 'right') result.misses.push(missOf(phrase, source, outcome, task))
      }
    }
    return result
  }
  return Object.fromEntries(KINDS.map((kind) => [kind, tally(kind)])) as Record<Kind, Tally>
}

type Answer = ReturnType<Parse>

const outcomeOf = (phrase: Phrase, source: Source, parse: Parse): { outcome: Outcome; task: Answer } => {
  const local = phrase.now ?? source.now
  const now = instantOf(Date.parse(`${local}:00Z`), source.zone)
  const text = `${TITLE} ${phrase.text}`
  const task = parse(text, { now, zone: source.zone })
  const expected = isAsExpected(phrase, task, local.slice(0, 10), source.zone)
  if (task.unparsed.length > 0) return { task, outcome: expected || !hasValue(phrase, task) ? 'notRead' : 'wrong' }
  const isOnlyTitle = letters(task.title) === TITLE
  if (isOnlyTitle && expected) return { task, outcome: 'right' }
  if (isOnlyTitle && task.assumed.length > 0) return { task, outcome: 'guessed' }
  return { task, outcome: isUntouched(task, text) ? 'notRead' : 'wrong' }
}

/** Punctuation around the phrase may go or stay. */
const letters = (title: string): string => title.replace(/[\s\p{P}]+$/u, '').replace(/\s+/gu, ' ')

const hasValue = (phrase: Phrase, task: Answer): boolean => {
  if (phrase.kind === 'recurrence') return task.rrule !== null
  if (phrase.kind === 'day') return task.dueDate !== null
  return 'minutes' in phrase ? task.size !== null : task.scheduledStart !== null
}

const isUntouched = ({ title, dueDate, scheduledDate, scheduledStart, size, rrule }: Answer, text: string): boolean =>
  [dueDate, scheduledDate, scheduledStart, size, rrule].every((value) => value === null) &&
  letters(title) === letters(text)

const missOf = (phrase: Phrase, source: Source, outcome: Outcome, task: Answer): Miss => {
  const { kind: _kind, text, now: _now, ...expected } = phrase
  const { title, dueDate, scheduledStart, rrule, size, unparsed } = task
  return {
    source: source.name,
    text,
    outcome,
    expected: shown(expected),
    found: shown({ title, dueDate, scheduledStart, rrule, size, unparsed }),
  }
}

const shown = (values: object): string =>
  Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

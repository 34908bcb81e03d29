import type { ParsedTask } from '../../lib/domain/ai/core/parse/parse-task.ts'
import { wallClock } from '../../lib/domain/time/zone.ts'
import { type Sample, ZONE } from './sample.ts'

/** What a parser is scored on: dates take the due day, the day to do it on and the time together. */
export const FIELDS = [
  'recurrences',
  'days',
  'times',
  'dates',
  'priorities',
  'durations',
  'labels',
  'titles',
  'areas',
] as const
export type Field = (typeof FIELDS)[number]

export type Miss = { text: string; expected: string; found: string }

/** `notRead`: nothing was found, or the parser said that it had not understood; `guessed`: it said that words could be meant otherwise; `wrong`: anything else that is not right. */
export type Score = { of: number; right: number; notRead: Miss[]; guessed: Miss[]; wrong: Miss[] }

export type Answer = Record<Field, string> & { unparsed: string[]; assumed: string[] }

const meant = (sample: Sample): Record<Field, string> => ({
  ...moments([sample.due, sample.scheduled], sample.at),
  priorities: sample.priority ?? '',
  recurrences: sample.rule ?? '',
  durations: String(sample.size ?? ''),
  labels: (sample.labels ?? []).join(),
  titles: sample.title,
  areas: sample.area ?? '',
})

/** What of a parsed task is scored. */
export type Found = Pick<
  ParsedTask,
  'title' | 'dueDate' | 'scheduledDate' | 'scheduledStart' | 'size' | 'priority' | 'labels' | 'rrule' | 'area'
> & { unparsed?: string[]; assumed?: string[] }

export const found = (task: Found): Answer => ({
  ...moments([task.dueDate, task.scheduledDate], timeOf(task.scheduledStart)),
  priorities: task.priority ?? '',
  recurrences: task.rrule ?? '',
  durations: String(task.size ?? ''),
  labels: task.labels.join(),
  titles: task.title,
  areas: task.area ?? '',
  unparsed: task.unparsed ?? [],
  assumed: task.assumed ?? [],
})

const moments = (named: (string | null | undefined)[], times = ''): Record<'days' | 'times' | 'dates', string> => {
  const days = named.map((day) => day ?? '').join(' ')
  return { days: days.trim(), times, dates: `${days} ${times}`.trim() }
}

const timeOf = (instant: string | null): string =>
  instant === null ? '' : new Date(wallClock(Date.parse(instant), ZONE)).toISOString().slice(11, 16)

/**
 * Right answers of those that count: where a field is meant or something was found for it, so that saying nothing of
 * the many fields a sentence does not have earns nothing. Areas count only where they are named.
 */
export const scoreOf = (samples: Sample[], parse: (text: string) => Answer): Record<Field, Score> => {
  const answers = samples.map(({ text }) => parse(text))
  const scoreOfField = (field: Field): Score => {
    const score: Score = { of: 0, right: 0, notRead: [], guessed: [], wrong: [] }
    for (const [index, sample] of samples.entries()) {
      const [expected, answer] = [meant(sample)[field], answers[index]?.[field] ?? '']
      if (expected === '' && (field === 'areas' || answer === '')) continue
      score.of += 1
      const { unparsed = [], assumed = [] } = answers[index] ?? {}
      const outcome = answer === '' || unparsed.length > 0 ? 'notRead' : assumed.length > 0 ? 'guessed' : 'wrong'
      if (expected === answer) score.right += 1
      else score[outcome].push({ text: sample.text, expected, found: answer })
    }
    return score
  }
  return Object.fromEntries(FIELDS.map((field) => [field, scoreOfField(field)])) as Record<Field, Score>
}

export const shareOf = ({ right, of }: Pick<Score, 'right' | 'of'>): number => (of === 0 ? 1 : right / of)

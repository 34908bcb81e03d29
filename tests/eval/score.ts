import type { ParsedTask } from '../../lib/domain/ai/core/parse/parse-task.ts'
import { wallClock } from '../../lib/domain/time/zone.ts'
import { type Sample, ZONE } from './sample.ts'

/** What a parser is scored on: dates take the due day, the day to do it on and the time together. */
export const FIELDS = ['dates', 'priorities', 'recurrences', 'durations', 'labels', 'titles', 'areas'] as const
export type Field = (typeof FIELDS)[number]

export type Score = { right: number; of: number; wrong: { text: string; expected: string; found: string }[] }

export type Answer = Record<Field, string>

const meant = (sample: Sample): Answer => ({
  dates: [sample.due ?? '', sample.scheduled ?? '', sample.at ?? ''].join(' ').trim(),
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
>

export const found = (task: Found): Answer => ({
  dates: [task.dueDate ?? '', task.scheduledDate ?? '', timeOf(task.scheduledStart)].join(' ').trim(),
  priorities: task.priority ?? '',
  recurrences: task.rrule ?? '',
  durations: String(task.size ?? ''),
  labels: task.labels.join(),
  titles: task.title,
  areas: task.area ?? '',
})

const timeOf = (instant: string | null): string =>
  instant === null ? '' : new Date(wallClock(Date.parse(instant), ZONE)).toISOString().slice(11, 16)

/**
 * Right answers of those that count: where a field is meant or something was found for it, so that saying nothing of
 * the many fields a sentence does not have earns nothing. Areas count only where they are named.
 */
export const scoreOf = (samples: Sample[], parse: (text: string) => Answer): Record<Field, Score> => {
  const scores = Object.fromEntries(
    FIELDS.map((field) => [field, { right: 0, of: 0, wrong: [] }]),
  ) as unknown as Record<Field, Score>
  for (const sample of samples) {
    const [expected, answer] = [meant(sample), parse(sample.text)]
    for (const field of FIELDS) {
      const counts = field === 'areas' ? expected[field] !== '' : expected[field] !== '' || answer[field] !== ''
      if (!counts) continue
      const score = scores[field]
      score.of += 1
      if (expected[field] === answer[field]) score.right += 1
      else score.wrong.push({ text: sample.text, expected: expected[field], found: answer[field] })
    }
  }
  return scores
}

export const shareOf = ({ right, of }: Score): number => (of === 0 ? 1 : right / of)

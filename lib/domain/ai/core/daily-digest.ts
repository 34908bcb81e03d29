import type { LogbookEntry } from '../../logbook/logbook.schema.ts'
import type { Task } from '../../tasks/task.schema.ts'
import type { DateString } from '../../time/dates.ts'
import { mean } from './statistics.ts'

type Entry = Pick<LogbookEntry, 'date' | 'title' | 'notes' | 'mood' | 'energyLevel' | 'habitIds'>
type Finished = Pick<Task, 'title' | 'priority' | 'area' | 'pointsPaid'>

export type DigestFacts = {
  date: DateString
  /** The day's entry, if there is one, and those of the days before. */
  entries: Entry[]
  tasksDone: Finished[]
}

export type Digest = {
  summary: string
  highlights: { type: 'accomplishment' | 'learning' | 'challenge' | 'insight'; description: string }[]
  momentum: 'declining' | 'stable' | 'building'
  tomorrowFocus: string[]
  confidence: number
}

const MOST = 6
const MOODS = { Low: 1, Steady: 2, High: 3 }

/**
 * A day in figures and in the person's own words: what was done, the sentences about something learned or difficult, and
 * whether energy and mood are above or below those of the days before (by more than 1 of 10, or half a mood).
 */
export const dailyDigest = ({ date, entries, tasksDone }: DigestFacts): Digest => {
  const entry = entries.find((one) => one.date === date)
  const before = entries.filter((one) => one.date < date)
  const wins = [...tasksDone].sort((a, b) =>
    a.priority < b.priority ? -1 : a.priority > b.priority ? 1 : (b.pointsPaid ?? 0) - (a.pointsPaid ?? 0),
  )
  const told = confidenceAndReasoning(entry?.notes ?? '')
  return {
    summary: summaryOf(entry, tasksDone),
    highlights: [
      ...wins.slice(0, 3).map(({ title }) => ({ type: 'accomplishment' as const, description: title })),
      ...told,
    ].slice(0, MOST),
    momentum: momentumOf(entry, before),
    tomorrowFocus: focusIn(entry?.notes ?? ''),
    confidence: entry ? 0.8 : tasksDone.length > 0 ? 0.6 : 0.3,
  }
}

const summaryOf = (entry: Entry | undefined, tasksDone: Finished[]): string => {
  const tasks =
    tasksDone.length === 0 ? 'No task done' : `${tasksDone.length} ${tasksDone.length === 1 ? 'task' : 'tasks'} done`
  const areas = [...new Set(tasksDone.map(({ area }) => area))]
  const where = areas.length > 0 ? ` in ${areas.join(', ')}` : ''
  const feeling = [
    ...(entry?.energyLevel != null ? [`energy ${entry.energyLevel} of 10`] : []),
    ...(entry?.mood != null ? [`mood ${entry.mood.toLowerCase()}`] : []),
  ]
  return `${[tasks + where, ...feeling].join(', ')}.${entry?.title ? ` ${entry.title}` : ''}`
}

const LEARNED = /\b(?:learn(?:ed|t)?|realis?zed|realised|realized|understood|discovered|found out|turns out|lesson)\b/iu
const HARD =
  /\b(?:struggl\w+|hard|difficult|stuck|blocked|failed|stress\w*|tired|exhausted|frustrat\w+|missed|worried|anxious|problem)\b/iu
const GOOD = /\b(?:grateful|thankful|proud|happy|great|finally|finished|succeeded|loved|enjoyed|glad)\b/iu
const NEXT = /\b(?:tomorrow|next time|next week|need to|must|have to|should)\b/iu

/** Sentences and list items of a text, without Markdown marks, headings and empty lines. */
export const sentencesOf = (text: string): string[] =>
  text
    .slice(0, 20_000)
    .split(/\n+|(?<=[.!?])\s+/u)
    .map((line) =>
      line
        .replace(/^[\s>*#-]+(?:\[[ xX]?\]\s*)?/u, '')
        .replaceAll(/\*\*|__|`/gu, '')
        .trim(),
    )
    .filter((line) => line.length > 2)

const confidenceAndReasoning = (notes: string): Digest['highlights'] =>
  sentencesOf(notes).flatMap((line): Digest['highlights'] => {
    const type = LEARNED.test(line) ? 'learning' : HARD.test(line) ? 'challenge' : GOOD.test(line) ? 'insight' : null
    return type ? [{ type, description: line.slice(0, 500) }] : []
  })

const focusIn = (notes: string): string[] =>
  sentencesOf(notes)
    .filter((line) => NEXT.test(line))
    .map((line) => line.slice(0, 500))
    .slice(0, 3)

const momentumOf = (entry: Entry | undefined, before: Entry[]): Digest['momentum'] => {
  const energies = before.flatMap(({ energyLevel }) => (energyLevel === null ? [] : [energyLevel]))
  const moods = before.flatMap(({ mood }) => (mood === null ? [] : [MOODS[mood]]))
  const energy = entry?.energyLevel != null && energies.length > 0 ? entry.energyLevel - mean(energies) : 0
  const mood = entry?.mood != null && moods.length > 0 ? MOODS[entry.mood] - mean(moods) : 0
  const signs = (energy > 1 ? 1 : energy < -1 ? -1 : 0) + (mood >= 0.5 ? 1 : mood <= -0.5 ? -1 : 0)
  return signs > 0 ? 'building' : signs < 0 ? 'declining' : 'stable'
}

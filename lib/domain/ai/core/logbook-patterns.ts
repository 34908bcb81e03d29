import type { LogbookEntry } from '../../logbook/logbook.schema.ts'
import { dayNumber, isoWeekday } from '../../time/dates.ts'
import { meaningful } from './likeness.ts'
import { lineOf, type Series, shown, weekdayName } from './series.ts'
import { adjustedPValues, correlationPValue, mean, spearman } from './statistics.ts'

type Entry = Pick<LogbookEntry, 'date' | 'title' | 'notes' | 'mood' | 'energyLevel'>
type Towards = 'declining' | 'stable' | 'improving'

export type LogbookPatterns = {
  patterns: {
    pattern: string
    frequency: string
    significance: 'low' | 'medium' | 'high'
    examples: string[]
    insights: string
  }[]
  trends: { energyTrend?: Towards; moodTrend?: Towards }
  correlations: { factor1: string; factor2: string; relationship: string; strength: 'weak' | 'moderate' | 'strong' }[]
  recommendations: string[]
  confidence: number
}

const LEAST = 5
const MOODS = { Low: 1, Steady: 2, High: 3 }

/**
 * Patterns in the logbook: trends of energy and mood (least squares, significant at 5 %), weekdays and words that go
 * with more or less energy (Spearman's correlation with "is it such a day", corrected for the number of tests by
 * Benjamini-Hochberg), and energy against mood. Null below 5 entries.
 */
export const logbookPatterns = (entries: Entry[]): LogbookPatterns | null => {
  if (entries.length < LEAST) return null
  const energy = entries.flatMap((entry) =>
    entry.energyLevel === null ? [] : [{ ...entry, value: entry.energyLevel }],
  )
  const mood = entries.flatMap((entry) => (entry.mood === null ? [] : [{ ...entry, value: MOODS[entry.mood] }]))
  const found = associations(energy)
  const weekdays = found.filter(({ kind }) => kind === 'weekday')
  return {
    patterns: found.map(({ days, rest, label, examples, r }) => ({
      pattern: `Energy is ${r > 0 ? 'higher' : 'lower'} ${label}`,
      frequency: `${examples.length} ${examples.length === 1 ? 'day' : 'days'}`,
      significance: Math.abs(r) >= 0.5 ? 'high' : Math.abs(r) >= 0.3 ? 'medium' : 'low',
      examples: examples.slice(-3),
      insights: `${shown(days)} of 10 on average, ${shown(rest)} on other days`,
    })),
    trends: {
      ...(energy.length >= LEAST && { energyTrend: towards(energy) }),
      ...(mood.length >= LEAST && { moodTrend: towards(mood) }),
    },
    correlations: energyAndMood(entries),
    recommendations: recommendationsOf(weekdays, energy),
    confidence: Math.min(0.85, 0.25 + entries.length / 60),
  }
}

type Rated = Entry & { value: number }

const towards = (rated: Rated[]): Towards => {
  const first = Math.min(...rated.map(({ date }) => dayNumber(date)))
  const last = Math.max(...rated.map(({ date }) => dayNumber(date)))
  const series: Series = { from: first, values: new Array<number | null>(last - first + 1).fill(null) }
  for (const { date, value } of rated) series.values[dayNumber(date) - first] = value
  const line = lineOf(series)
  return !line || line.chance >= 0.05 ? 'stable' : line.slope > 0 ? 'improving' : 'declining'
}

type Association = {
  kind: 'weekday' | 'word'
  label: string
  r: number
  days: number
  rest: number
  examples: string[]
  isOf: (entry: Rated) => boolean
}

const LEAST_DAYS = 3
const WORDS_ASKED = 30

/** Weekdays, and the words used on the most days (but not on nearly all of them). */
const questions = (rated: Rated[]): Pick<Association, 'kind' | 'label' | 'isOf'>[] => {
  const words = rated.map(
    (entry) =>
      new Map(
        meaningful(`${entry.title ?? ''} ${(entry.notes ?? '').slice(0, 5_000)}`).map(({ word, root }) => [root, word]),
      ),
  )
  const counts = new Map<string, { word: string; days: number }>()
  for (const [root, word] of words.flatMap((found) => [...found]))
    counts.set(root, { word, days: (counts.get(root)?.days ?? 0) + 1 })
  const common = [...counts].filter(
    ([root, { days }]) => root.length > 2 && days >= LEAST_DAYS && days <= rated.length * 0.8,
  )
  const asked = common.sort((a, b) => b[1].days - a[1].days).slice(0, WORDS_ASKED)
  const has = new Map(rated.map((entry, i) => [entry.date, words[i]]))
  return [
    ...[1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
      kind: 'weekday' as const,
      label: `on ${weekdayName(weekday)}s`,
      isOf: ({ date }: Rated) => isoWeekday(date) === weekday,
    })),
    ...asked.map(([root, { word }]) => ({
      kind: 'word' as const,
      label: `on days with "${word}"`,
      isOf: ({ date }: Rated) => has.get(date)?.has(root) ?? false,
    })),
  ]
}

const associations = (rated: Rated[]): Association[] => {
  const values = rated.map(({ value }) => value)
  const asked = questions(rated).flatMap((question) => {
    const inside = rated.filter(question.isOf)
    const outside = rated.filter((entry) => !question.isOf(entry))
    if (inside.length < LEAST_DAYS || outside.length < LEAST_DAYS) return []
    const r = spearman(
      rated.map((entry) => (question.isOf(entry) ? 1 : 0)),
      values,
    )
    return [
      {
        ...question,
        r,
        days: mean(inside.map(({ value }) => value)),
        rest: mean(outside.map(({ value }) => value)),
        examples: inside.map(({ date }) => date),
      },
    ]
  })
  const chances = adjustedPValues(asked.map(({ r }) => correlationPValue(r, rated.length)))
  return asked
    .filter((_, i) => (chances[i] ?? 1) < 0.05)
    .sort((a, b) => Math.abs(b.r) - Math.abs(a.r))
    .slice(0, 8)
}

const energyAndMood = (entries: Entry[]): LogbookPatterns['correlations'] => {
  const both = entries.flatMap(({ energyLevel, mood }) =>
    energyLevel === null || mood === null ? [] : [{ energy: energyLevel, mood: MOODS[mood] }],
  )
  const r = spearman(
    both.map(({ energy }) => energy),
    both.map(({ mood }) => mood),
  )
  if (both.length < LEAST || correlationPValue(r, both.length) >= 0.05) return []
  const strength = Math.abs(r) >= 0.7 ? 'strong' : Math.abs(r) >= 0.4 ? 'moderate' : 'weak'
  return [
    {
      factor1: 'Energy',
      factor2: 'Mood',
      relationship: r > 0 ? 'They rise and fall together' : 'One is high when the other is low',
      strength,
    },
  ]
}

const recommendationsOf = (weekdays: Association[], energy: Rated[]): string[] => {
  const [high, low] = [weekdays.find(({ r }) => r > 0), weekdays.find(({ r }) => r < 0)]
  return [
    ...(high ? [`Put demanding work ${high.label}`] : []),
    ...(low ? [`Keep what takes energy off your plan ${low.label}`] : []),
    ...(energy.length < 14 ? ['Log your energy each day: two weeks of it show more'] : []),
  ]
}

import type { Task } from '../../tasks/task.schema.ts'
import { lengthIn } from '../../text/read.ts'
import { likeness, rootSet } from './likeness.ts'
import { draftOf } from './parse/draft.ts'
import { median, quantile } from './statistics.ts'

export type EffortFacts = {
  title: string
  description: string | null
  task: Pick<Task, 'size' | 'area' | 'seriesId'> | null
  done: Pick<Task, 'id' | 'title' | 'size' | 'actualMinutes' | 'area' | 'seriesId'>[]
}

export type Effort = {
  /** Minutes, like all the figures here. */
  estimatedSize: number
  low: number
  high: number
  reasoning: string
  confidence: number
  comparisons: string[]
  factors: string[]
}

const ALIKE = 0.25
const MOST = 15
/** The minutes assumed for a task without a size: docs/formulas.md, Task points. */
const UNKNOWN = 30
const LONGEST = 10_000

type Measured = EffortFacts['done'][number] & { actualMinutes: number }

/**
 * How long a task takes, from the best source there is: the median of what similar tasks took (same series, or a quarter of
 * the words in common), with quartiles as the interval; the time that the text or the task states, times the person's usual
 * ratio of actual to expected minutes ("reference class forecasting", Kahneman & Tversky 1979); the time that similar finished
 * tasks were expected to take; the median of the area, or of all tasks; 30 minutes.
 */
export const effortOf = ({ title, description, task, done }: EffortFacts): Effort => {
  const measured = done.filter((one): one is Measured => one.actualMinutes !== null && one.actualMinutes > 0)
  const said = lengthIn(draftOf(`${title} ${description ?? ''}`.slice(0, 500)).left) ?? task?.size ?? null
  const alike = alikeOf(title, task, measured)
  if (alike.length > 0) return byHistory(alike, said)
  if (said) return bySaid(said, measured)
  const sized = done.flatMap((one) => (one.size ? [{ ...one, actualMinutes: one.size }] : []))
  const expected = alikeOf(title, task, sized)
  return expected.length > 0 ? byExpectation(expected) : byNothing(task, measured)
}

const alikeOf = (title: string, task: EffortFacts['task'], measured: Measured[]): Measured[] => {
  const words = rootSet(title)
  const rated = measured.map((one) => ({
    one,
    like: task?.seriesId && one.seriesId === task.seriesId ? 1 : likeness(words, rootSet(one.title)),
  }))
  return rated
    .filter(({ like }) => like >= ALIKE)
    .sort((a, b) => b.like - a.like)
    .slice(0, MOST)
    .map(({ one }) => one)
}

const byHistory = (alike: Measured[], said: number | null): Effort => {
  const minutes = alike.map(({ actualMinutes }) => actualMinutes)
  const [low, high] = [quantile(minutes, 0.25), quantile(minutes, 0.75)]
  return {
    ...sizes(median(minutes), low, high),
    reasoning: `${counted(alike)} took ${Math.round(median(minutes))} minutes at the median, half of them ${Math.round(low)} to ${Math.round(high)}`,
    confidence: Math.min(0.9, 0.35 + 0.1 * alike.length) * (high > 3 * low ? 0.8 : 1),
    comparisons: compared(alike, 'minutes'),
    factors: ['How long such tasks took you', ...(said ? [`Expected: ${said} minutes`] : [])],
  }
}

/** When no actual times are known: similar tasks, with their estimate as `actualMinutes`. */
const byExpectation = (alike: Measured[]): Effort => {
  const minutes = alike.map(({ actualMinutes }) => actualMinutes)
  const [low, high] = [quantile(minutes, 0.25), quantile(minutes, 0.75)]
  return {
    ...sizes(median(minutes), low, high),
    reasoning: `You gave ${counted(alike)} ${Math.round(median(minutes))} minutes at the median; how long they took was not noted`,
    confidence: Math.min(0.6, 0.25 + 0.05 * alike.length) * (high > 3 * low ? 0.8 : 1),
    comparisons: compared(alike, 'minutes expected'),
    factors: ['What you expected of such tasks'],
  }
}

/** The titles of a few of them, without repeats: occurrences of one series add nothing. */
const compared = (alike: Measured[], unit: string): string[] =>
  [...new Set(alike.map(({ title, actualMinutes }) => `${title}: ${actualMinutes} ${unit}`))].slice(0, 5)

const counted = (alike: Measured[]): string => `${alike.length} ${alike.length === 1 ? 'task' : 'tasks'} like it`

const bySaid = (said: number, measured: Measured[]): Effort => {
  const ratios = measured.flatMap(({ size, actualMinutes }) => (size ? [actualMinutes / size] : []))
  const known = ratios.length >= 3
  const ratio = known ? median(ratios) : 1
  const [low, high] = known ? [quantile(ratios, 0.25), quantile(ratios, 0.75)] : [0.75, 1.5]
  return {
    ...sizes(said * ratio, said * low, said * high),
    reasoning: known
      ? `${said} minutes expected; your tasks take ${ratio.toFixed(2)} times what you expect`
      : `${said} minutes, as it says`,
    confidence: known ? 0.6 : 0.5,
    comparisons: [],
    factors: ['What the task says', ...(known ? ['How your expectations turned out'] : [])],
  }
}

const byNothing = (task: EffortFacts['task'], measured: Measured[]): Effort => {
  const near = measured.filter(({ area }) => area === task?.area)
  const [pool, whose] = near.length >= 3 ? [near, `your ${task?.area} tasks`] : [measured, 'your tasks']
  const minutes = pool.map(({ actualMinutes }) => actualMinutes)
  if (minutes.length < 3)
    return {
      ...sizes(UNKNOWN, UNKNOWN / 2, UNKNOWN * 3),
      reasoning: 'No finished task is like it; half an hour is a guess',
      confidence: 0.15,
      comparisons: [],
      factors: [],
    }
  return {
    ...sizes(median(minutes), quantile(minutes, 0.25), quantile(minutes, 0.75)),
    reasoning: `No finished task is like it; ${whose} took ${Math.round(median(minutes))} minutes at the median`,
    confidence: 0.3,
    comparisons: [],
    factors: [`The median of ${whose}`],
  }
}

const sizes = (estimate: number, low: number, high: number) => {
  const minutes = (value: number) => Math.min(LONGEST, Math.max(1, Math.round(value)))
  return { estimatedSize: minutes(estimate), low: minutes(low), high: minutes(high) }
}

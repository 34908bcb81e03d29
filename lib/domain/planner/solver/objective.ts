import type { Priority } from '../../vocabulary.ts'
import { type Block, type PlannerTask, type Problem, type Span, shared } from './problem.ts'

const DAY = 1_440
const PRIORITY: Record<Priority, number> = { P1: 8, P2: 4, P3: 2, P4: 1 }
export const WEIGHTS = { slack: 0.2, late: 0.5, peak: 0.3, wait: 0.1, split: 0.05, moved: 0.15 } as const
const MOST_SPLITS = 5
/** Minutes from the earlier plan at which a task counts as wholly moved. */
export const FAR = 240

/** What the objective is made of for one task, each part between 0 and 1 (splits: 0 to 5). */
export type Terms = {
  worth: number
  urgency: number
  slack: number
  late: number
  peak: number
  wait: number
  splits: number
  moved: number
}

/** What is constant about a task: P × (30 + minutes, at most 240) / 60, P = 8, 4, 2, 1 from P1 to P4. */
export const worthOf = ({ priority, minutes }: PlannerTask): number =>
  (PRIORITY[priority] * (30 + Math.min(minutes, 240))) / 60

/** 1 when due by the range's start or earlier, and 1 / (1 + days left) after that; 0 without a due date. */
export const urgencyOf = ({ due, deadline }: PlannerTask, { start }: Span): number => {
  const limit = Math.min(due ?? Number.POSITIVE_INFINITY, deadline ?? Number.POSITIVE_INFINITY)
  return 1 / (1 + Math.max(0, limit - start) / DAY)
}

/**
 * The objective, to be as large as possible: the sum over placed tasks of
 *
 *   worth × (1 + urgency + 0.2 slack + 0.3 peak − 0.5 late − 0.1 wait − 0.05 splits − 0.15 moved)
 *
 * slack: days from its end to its due time, at most 1. late: 1 when it ends after its due time. peak (P1 and P2 only): share
 * of its minutes in peak hours. wait: its end's place in the range, 0 to 1. splits: blocks beyond the fewest its size
 * allows, at most 5. moved: hours from the start an earlier plan gave it, over 4, at most 1. Always above 0, so
 * placing a task is always worth something.
 */
export const placeValue = (task: PlannerTask, blocks: Block[], problem: Problem): number => {
  // The search values hundreds of thousands of places: an object for each would take half of its time.
  const end = endOf(blocks)
  const favours =
    urgencyOf(task, problem) + WEIGHTS.slack * slackOf(task, end) + WEIGHTS.peak * peakShare(task, blocks, problem)
  const costs =
    WEIGHTS.late * lateOf(task, end) +
    WEIGHTS.wait * waitOf(end, problem) +
    WEIGHTS.split * splitsOf(task, blocks, problem) +
    WEIGHTS.moved * movedOf(task, startOf(blocks))
  return worthOf(task) * (1 + favours - costs)
}

/** The parts of a task's value, to explain it by. */
export const termsOf = (task: PlannerTask, blocks: Block[], problem: Problem): Terms => ({
  worth: worthOf(task),
  urgency: urgencyOf(task, problem),
  slack: slackOf(task, endOf(blocks)),
  late: lateOf(task, endOf(blocks)),
  wait: waitOf(endOf(blocks), problem),
  moved: movedOf(task, startOf(blocks)),
  peak: peakShare(task, blocks, problem),
  splits: splitsOf(task, blocks, problem),
})

/** More than any plan can give a task: what the score is measured against. */
export const bestValueOf = (task: PlannerTask, problem: Problem): number => {
  const peak = isDemanding(task) && problem.peaks.some((day) => day.length > 0) ? WEIGHTS.peak : 0
  const slack = task.due === null ? 0 : WEIGHTS.slack
  return worthOf(task) * (1 + urgencyOf(task, problem) + peak + slack)
}

export const isDemanding = ({ priority }: PlannerTask): boolean => priority === 'P1' || priority === 'P2'

const startOf = (blocks: Block[]): number => blocks[0]?.start ?? 0
const endOf = (blocks: Block[]): number => blocks[blocks.length - 1]?.end ?? 0

const slackOf = ({ due }: PlannerTask, end: number): number =>
  due === null ? 0 : Math.min(1, Math.max(0, (due - end) / DAY))

const lateOf = ({ due }: PlannerTask, end: number): number => (due !== null && end > due ? 1 : 0)

const waitOf = (end: number, range: Span): number =>
  Math.min(1, Math.max(0, (end - range.start) / Math.max(1, range.end - range.start)))

const movedOf = ({ previousStart }: PlannerTask, start: number): number =>
  previousStart === null ? 0 : Math.min(1, Math.abs(start - previousStart) / FAR)

const peakShare = (task: PlannerTask, blocks: Block[], { peaks }: Problem): number => {
  if (!isDemanding(task)) return 0
  let minutes = 0
  for (const block of blocks) for (const peak of peaks[block.day] ?? []) minutes += shared(block, peak)
  return minutes / Math.max(1, task.minutes)
}

const splitsOf = (task: PlannerTask, blocks: Block[], { rules }: Problem): number =>
  Math.min(MOST_SPLITS, Math.max(0, blocks.length - Math.ceil(task.minutes / rules.maxBlock)))

import { type FreeTime, withoutSpan } from './free-time.ts'
import { FAR, isDemanding, placeValue } from './objective.ts'
import type { Block, PlannerTask, Problem, Window } from './problem.ts'

/** From when and until when a task may be worked on, dependencies in both directions considered. */
export type Bounds = { earliest: number; latest: number }

export type Placement = { blocks: Block[]; value: number }

const DAY = 1_440
/** The cost of valuing one place, where checking whether a free stretch is long enough costs 1. */
const PLACE_COST = 4

/**
 * The places of most value for a task in what is free, best first, at most `count`; none when it does not fit. `trials`
 * counts the places that were looked at.
 */
export const placesFor = (
  task: PlannerTask,
  { free, focus }: FreeTime,
  bounds: Bounds,
  problem: Problem,
  { count, trials }: { count: number; trials: { count: number } },
): Placement[] => {
  const freeTime = { focus, free: task.avoid.reduce((rest, { start, end }) => withoutSpan(rest, start, end), free) }
  const best: Placement[] = []
  const consider = (blocks: Block[]) => {
    trials.count += PLACE_COST
    const value = placeValue(task, blocks, problem)
    if (best.length === count && value <= (best.at(-1)?.value ?? 0)) return
    const at = best.findIndex((one) => value > one.value)
    best.splice(at < 0 ? best.length : at, 0, { blocks, value })
    if (best.length > count) best.pop()
  }
  trials.count += freeTime.free.length
  if (task.minutes <= problem.rules.maxBlock) whole(task, freeTime, bounds, problem, consider)
  // Parts cost something: a task that fits in one piece is cut only to bring it into peak hours.
  const alsoPeaks = isDemanding(task) && problem.peaks.some((day) => day.length > 0)
  if (task.minutes >= 2 * problem.rules.minBlock && (alsoPeaks || best.length === 0)) {
    trials.count += freeTime.free.length * 2
    inParts(task, freeTime, bounds, problem, { consider, byDay: best.length === 0 })
  }
  return best
}

/** In one block. Between the moments tried here the value is linear, so no place in between is better. */
const whole = (
  task: PlannerTask,
  { free, focus }: FreeTime,
  { earliest, latest }: Bounds,
  problem: Problem,
  consider: (blocks: Block[]) => void,
): void => {
  const { minutes } = task
  const moments = momentsOf(task)
  for (const { start, end, day } of free) {
    const low = Math.max(start, earliest)
    const high = Math.min(end, latest) - minutes
    if (high < low || (focus[day] ?? 0) < minutes) continue
    consider([{ start: low, end: low + minutes, day }])
    if (high > low) consider([{ start: high, end: high + minutes, day }])
    if (high - low < 2) continue
    const between = (at: number) => at > low && at < high && consider([{ start: at, end: at + minutes, day }])
    for (const at of moments) between(at)
    if (!isDemanding(task)) continue
    for (const peak of problem.peaks[day] ?? [])
      for (const at of [peak.start - minutes, peak.start, peak.end - minutes, peak.end]) between(at)
  }
}

/** Starts at which the slope of a task's value changes, wherever peak hours are. */
const momentsOf = ({ minutes, due, previousStart }: PlannerTask): number[] => [
  ...(previousStart === null ? [] : [previousStart, previousStart - FAR, previousStart + FAR]),
  ...(due === null ? [] : [due - minutes, due - minutes - DAY]),
]

/** In several blocks: filled from each day on, in order of time, and with peak hours first. */
const inParts = (
  task: PlannerTask,
  freeTime: FreeTime,
  bounds: Bounds,
  problem: Problem,
  { consider, byDay }: { consider: (blocks: Block[]) => void; byDay: boolean },
): void => {
  const days = new Set(freeTime.free.map(({ day }) => day))
  const offer = (windows: Window[]) => {
    const blocks = filled(task, { ...freeTime, free: windows }, bounds, problem)
    if (blocks && (blocks.length > 1 || task.minutes > problem.rules.maxBlock)) consider(blocks)
  }
  if (byDay) for (const from of days) offer(freeTime.free.filter(({ day }) => day >= from))
  if (isDemanding(task)) offer(peakFirst(freeTime.free, problem))
}

/** The parts of free stretches in peak hours, and then the others, cut where peak hours begin and end. */
const peakFirst = (free: Window[], { peaks, rules }: Problem): Window[] => {
  const inside: Window[] = []
  const outside: Window[] = []
  const add = (list: Window[], { day }: Window, start: number, end: number) => {
    if (end - start >= rules.minBlock) list.push({ start, end, day })
  }
  for (const window of free) {
    let from = window.start
    for (const peak of peaks[window.day] ?? []) {
      if (peak.end <= from || peak.start >= window.end) continue
      add(outside, window, from, Math.min(window.end, peak.start - rules.buffer))
      add(inside, window, Math.max(from, peak.start), Math.min(window.end, peak.end))
      from = Math.max(from, peak.end + rules.buffer)
    }
    add(outside, window, from, window.end)
  }
  return [...inside, ...outside]
}

/** Blocks of at least minBlock and at most maxBlock in the first windows that take them, or null when they do not fit. */
const filled = (task: PlannerTask, { free, focus }: FreeTime, bounds: Bounds, { rules }: Problem): Block[] | null => {
  const { minBlock, maxBlock, buffer } = rules
  const blocks: Block[] = []
  const left = [...focus]
  let rest = task.minutes
  for (const { start, end, day } of free) {
    const until = Math.min(end, bounds.latest)
    for (let at = Math.max(start, bounds.earliest); rest > 0; ) {
      const room = Math.min(maxBlock, until - at, left[day] ?? 0, rest)
      const length = rest - room > 0 && rest - room < minBlock ? rest - minBlock : room
      if (length < minBlock) break
      blocks.push({ start: at, end: at + length, day })
      left[day] = (left[day] ?? 0) - length
      rest -= length
      at += length + buffer
    }
    if (rest === 0) return blocks.sort((a, b) => a.start - b.start)
  }
  return null
}

import type { Block, Problem, Window } from './problem.ts'

/** What is still free: windows in which a whole block fits, in order of time, and the minutes of focus left for each day. */
export type FreeTime = { free: Window[]; focus: number[] }

/**
 * Free time before any task is placed: working windows minus busy events and locked blocks with the buffer around them.
 * Locked blocks use up focus time.
 */
export const initialFreeTime = ({ windows, busy, tasks, days, rules }: Problem): FreeTime => {
  const locked = tasks.flatMap(({ locked }) => (locked ? [locked] : []))
  let free = [...windows].filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start)
  for (const { start, end } of [...busy, ...locked])
    if (end > start) free = withoutSpan(free, start - rules.buffer, end + rules.buffer)
  const focus = Array.from({ length: days }, () => rules.maxFocus)
  for (const span of locked) {
    const day = windows.find(({ start, end }) => span.start < end && span.end > start)?.day
    if (day !== undefined) focus[day] = Math.max(0, (focus[day] ?? 0) - (span.end - span.start))
  }
  return { free, focus }
}

/** Free time once blocks are placed, with the buffer around each. */
export const withoutBlocks = ({ free, focus }: FreeTime, blocks: Block[], buffer: number): FreeTime => {
  let rest = free
  const left = [...focus]
  for (const { start, end, day } of blocks) {
    rest = withoutSpan(rest, start - buffer, end + buffer)
    left[day] = (left[day] ?? 0) - (end - start)
  }
  return { free: rest, focus: left }
}

/** The windows with a span cut out of them. */
export const withoutSpan = (free: Window[], start: number, end: number): Window[] => {
  const rest: Window[] = []
  for (const window of free) {
    if (window.end <= start || window.start >= end) rest.push(window)
    else {
      if (window.start < start) rest.push({ ...window, end: start })
      if (window.end > end) rest.push({ ...window, start: end })
    }
  }
  return rest
}

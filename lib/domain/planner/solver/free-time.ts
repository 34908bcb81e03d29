import type { Block, Problem, Window } from './problem.ts'

/** What is still free: stretches in which a whole block may lie, in order of time, and the focus time left by day. */
export type Space = { free: Window[]; focus: number[] }

/**
 * The space before any task is placed: working windows, less busy events and locked blocks with the buffer around them.
 * Locked blocks use up focus time.
 */
export const emptySpace = ({ windows, busy, tasks, days, rules }: Problem): Space => {
  const locked = tasks.flatMap(({ locked }) => (locked ? [locked] : []))
  let free = [...windows].filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start)
  for (const { start, end } of [...busy, ...locked])
    if (end > start) free = without(free, start - rules.buffer, end + rules.buffer)
  const focus = Array.from({ length: days }, () => rules.maxFocus)
  for (const span of locked) {
    const day = windows.find(({ start, end }) => span.start < end && span.end > start)?.day
    if (day !== undefined) focus[day] = Math.max(0, (focus[day] ?? 0) - (span.end - span.start))
  }
  return { free, focus }
}

/** The space once blocks are placed: other blocks keep the buffer from them. */
export const occupied = ({ free, focus }: Space, blocks: Block[], buffer: number): Space => {
  let rest = free
  const left = [...focus]
  for (const { start, end, day } of blocks) {
    rest = without(rest, start - buffer, end + buffer)
    left[day] = (left[day] ?? 0) - (end - start)
  }
  return { free: rest, focus: left }
}

/** Stretches less a span. */
export const without = (free: Window[], start: number, end: number): Window[] => {
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

import type { Priority } from '../../vocabulary.ts'

/** What the solver is given and what it answers. All times are whole minutes since 1970 (UTC): no clock, no zones. */

export type Span = { start: number; end: number }

/** A stretch in which blocks may lie. `day` is its index in the range: focus time is counted by day. */
export type Window = Span & { day: number }

export type Busy = Span & { id: string; title: string }

export type PlannerTask = {
  id: string
  title: string
  minutes: number
  priority: Priority
  /** When it should be finished; finishing later costs, and is possible. */
  due: number | null
  /** When it must be finished. */
  deadline: number | null
  /** It must not begin before. */
  earliest: number | null
  /** Tasks of this problem that must be finished first. */
  dependsOnIds: string[]
  /** Open tasks outside this problem that must be finished first: it cannot be placed at all. */
  waitsFor: string[]
  /** When it must not take place. */
  avoid: Span[]
  /** Where an earlier plan put it. */
  previousStart: number | null
  /** It stays exactly here. */
  locked: Span | null
}

export type Rules = {
  /** Minutes between a block and any other block or busy event. */
  buffer: number
  /** Minutes of blocks in one day. */
  maxFocus: number
  /** Shortest and longest block. A task shorter than the shortest is one block of its own size. */
  minBlock: number
  maxBlock: number
}

export type Problem = Span & {
  days: number
  windows: Window[]
  /** The windows without the times that the person asked to keep free. */
  allWindows: Window[]
  /** Peak hours by day. */
  peaks: Span[][]
  busy: Busy[]
  tasks: PlannerTask[]
  rules: Rules
}

export type Block = Span & { day: number }

/** Where each placed task lies, its blocks in order of time; tasks that are absent were not placed. */
export type Schedule = { placed: Map<string, Block[]>; objective: number }

/** The minutes that two spans share. */
export const shared = (a: Span, b: Span): number => Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start))

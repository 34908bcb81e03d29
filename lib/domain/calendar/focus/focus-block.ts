import { createHash } from 'node:crypto'
import { MINUTE_MS } from '../../../platform/units.ts'

/** When a block is. Instants, ISO. */
export type Times = { start: string; end: string }

/** One part of the time that a plan gives a task, counted from 1. The first one is the task's own time. */
export type Block = Times & { part: number }

/** A calendar into which blocks are written. */
export type Home = { connectionId: string; calendarId: string }

/** The event in a calendar that stands for a block. */
export type Placed = Home & {
  part: number
  /** The provider's names for it; until the provider has answered, the id that was wished for. */
  externalId: string
  ref: string | null
  /** What was asked of the provider last. An event that has these times was not moved by hand. */
  asked: Times
  /** The times on which LifeOS and the calendar last agreed; null: the event may not be there yet. */
  seen: Times | null
  title: string
}

/** What a focus calendar holds for one task. */
export type FocusTask = {
  taskId: string
  /** The plan that chose the blocks. */
  planId: string
  /** As the plan chose them, or the person in the calendar; none once the plan is reverted. */
  blocks: Block[]
  placed: Placed[]
  /** Counts the events that went: providers take the id of a deleted event for no other one. */
  generation: number
}

/** What counts of a task. */
export type FollowedTask = {
  title: string
  scheduledStart: string | null
  scheduledEnd: string | null
  isFinished: boolean
}

/** An event as it was mirrored last. */
export type SeenEvent = Times & { etag: string | null; ref: string | null }

/** The events of placed blocks, by `placeOf`: null where one is gone, absent where its calendar cannot be read. */
export type SeenEvents = ReadonlyMap<string, SeenEvent | null>

export const placeOf = ({ calendarId, part }: Pick<Placed, 'calendarId' | 'part'>): string => `${calendarId} ${part}`

export const isSame = (a: Times | null | undefined, b: Times | null | undefined): boolean =>
  a != null && b != null && a.start === b.start && a.end === b.end

/** The blocks that should be in the calendar. A task that was given another time in LifeOS has that one instead of those of
 * its plan. One without a time, finished, deleted (null), or of a reverted plan has none. */
export const wantedBlocks = ({ blocks }: Pick<FocusTask, 'blocks'>, task: FollowedTask | null): Block[] => {
  const [first] = blocks
  if (!task || !first || task.isFinished) return []
  const own = timesOf(task, first)
  if (!own) return []
  return isSame(own, first) ? blocks : [{ ...own, part: first.part }]
}

/** The task's own time; null where it has none. A start without an end keeps the length of the block. */
const timesOf = ({ scheduledStart, scheduledEnd }: FollowedTask, first: Times): Times | null => {
  if (!scheduledStart) return null
  const start = Date.parse(scheduledStart)
  const length = Date.parse(first.end) - Date.parse(first.start)
  const end = scheduledEnd ? Date.parse(scheduledEnd) : start + Math.max(length, MINUTE_MS)
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() }
}

/** The id that the event of a block shall have: the same when the writing of it is repeated. Characters that all providers take. */
export const wishedId = ({ taskId, planId, generation }: FocusTask, { connectionId, calendarId }: Home, part: number) =>
  createHash('sha256')
    .update(JSON.stringify([connectionId, calendarId, taskId, planId, generation, part]))
    .digest('hex')
    .slice(0, 32)

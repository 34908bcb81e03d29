import {
  type Block,
  type FocusTask,
  type FollowedTask,
  type Home,
  isSame,
  type Placed,
  placeOf,
  type SeenEvent,
  type SeenEvents,
  wantedBlocks,
} from './focus-block.ts'

/** One write that brings a calendar to what LifeOS wants. */
export type DueWrite =
  | { type: 'create'; block: Block; placed: Placed | null; title: string }
  | { type: 'update'; block: Block; placed: Placed; event: SeenEvent; title: string }
  | { type: 'delete'; placed: Placed; event: SeenEvent | null }
  /** The event stays as it is, and is not followed any more. */
  | { type: 'forget'; placed: Placed }

/**
 * What has to be written for a task, after what the person did in the calendar was taken over (`heard`). None where all is in
 * place. Blocks that have begun stay in the calendar as a record when their task is finished or deleted; those of a reverted plan go.
 * `now`: epoch ms. `connectionId`: whose calendars are written; `home`: the one for blocks, null where it has none.
 */
export const dueWrites = (
  focus: FocusTask,
  task: FollowedTask | null,
  events: SeenEvents,
  { now, connectionId, home }: { now: number; connectionId: string; home: Home | null },
): DueWrite[] => {
  const wanted = new Map(home ? wantedBlocks(focus, task).map((block) => [block.part, block]) : [])
  const title = task?.title ?? ''
  const due: DueWrite[] = []
  for (const placed of focus.placed.filter((one) => one.connectionId === connectionId)) {
    const isHome = placed.calendarId === home?.calendarId
    const block = isHome ? wanted.get(placed.part) : undefined
    const event = events.get(placeOf(placed))
    if (isHome) wanted.delete(placed.part)
    if (event === undefined) continue
    const isBegun = Date.parse((placed.seen ?? placed.asked).start) <= now
    if (block && event === null) {
      if (isOver(block, now)) due.push({ type: 'forget', placed })
      else due.push({ type: 'create', block, placed, title })
    } else if (block && event) {
      if (!isSame(block, event) || title !== placed.title) due.push({ type: 'update', block, placed, event, title })
    } else if (!isBegun || focus.blocks.length === 0) due.push({ type: 'delete', placed, event })
    else if (!isHome) due.push({ type: 'forget', placed })
  }
  const fresh = [...wanted.values()].filter((block) => !isOver(block, now))
  return [...due, ...fresh.map((block): DueWrite => ({ type: 'create', block, placed: null, title }))]
}

const isOver = ({ end }: Block, now: number): boolean => Date.parse(end) <= now

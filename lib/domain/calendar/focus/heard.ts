import {
  type Block,
  type FocusTask,
  type FollowedTask,
  type Home,
  isSame,
  type Placed,
  placeOf,
  type SeenEvents,
  wantedBlocks,
} from './focus-block.ts'

/** What the person did in the calendar. `task`: its new time, null where that stays. */
export type Heard = {
  focus: FocusTask
  task: { scheduledStart: string | null; scheduledEnd: string | null } | null
}

/**
 * Takes over what the person did in the focus calendar since LifeOS looked last: a block that was moved moves the task, one that
 * was deleted takes its time from the task. Null where nothing was done.
 *
 * Where both sides changed a block its time in the calendar holds. But an event that was deleted before its task got another time
 * here is written again, and what is no longer wanted goes wherever it was moved to.
 */
export const heard = (
  focus: FocusTask,
  task: FollowedTask | null,
  events: SeenEvents,
  home: Home | null,
): Heard | null => {
  const before = wantedBlocks(focus, task)
  const wanted = new Map(before.map((block) => [block.part, block]))
  const placed: Placed[] = []
  for (const one of focus.placed) {
    const event = one.calendarId === home?.calendarId ? events.get(placeOf(one)) : undefined
    const block = wanted.get(one.part)
    if (event === undefined || (event === null && one.seen === null)) placed.push(one)
    else if (event === null) {
      if (isSame(block, one.seen)) wanted.delete(one.part)
    } else {
      const { ref } = event
      const times = { start: event.start, end: event.end }
      const isMoved = block !== undefined && !isSame(times, one.seen) && !isSame(times, one.asked)
      if (isMoved) wanted.set(one.part, { part: one.part, ...times })
      placed.push({ ...one, ref, seen: times, ...(isMoved && { asked: times }) })
    }
  }
  const blocks = [...wanted.values()]
  const isMoved = !areSame(blocks, before)
  const isOther = placed.length !== focus.placed.length
  if (!isMoved && !isOther && placed.every((one, i) => isKnown(one, focus.placed[i]))) return null
  const after = { ...focus, placed, ...(isMoved && { blocks }), generation: focus.generation + Number(isOther) }
  const [first, had] = [blocks[0], before[0]]
  const isRetimed = isMoved && !isSame(first, had)
  return {
    focus: after,
    task: isRetimed ? { scheduledStart: first?.start ?? null, scheduledEnd: first?.end ?? null } : null,
  }
}

const areSame = (a: Block[], b: Block[]): boolean =>
  a.length === b.length && a.every((one, i) => one.part === b[i]?.part && isSame(one, b[i]))

const isKnown = (one: Placed, before: Placed | undefined): boolean =>
  one.ref === before?.ref && (one.seen === before.seen || isSame(one.seen, before.seen))

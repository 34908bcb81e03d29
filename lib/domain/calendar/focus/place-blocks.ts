import { inParallel } from '../../../platform/batches.ts'
import { type DueWrite, dueWrites } from './due-writes.ts'
import {
  type Block,
  type FocusTask,
  type FollowedTask,
  type Home,
  isSame,
  type Placed,
  type SeenEvent,
  type SeenEvents,
  wishedId,
} from './focus-block.ts'
import { type Heard, heard } from './heard.ts'

export type Known = { focus: FocusTask; task: FollowedTask | null }

/** Where the blocks of tasks are stored. */
export type FocusStore = {
  /**
   * Stores what `decide` makes of the newest state, the task and its blocks in one transaction, and decides again after a lost
   * race. Resolves to the state after it, null where nothing is known of the task.
   */
  change: (taskId: string, decide: (known: Known) => Heard | null) => Promise<Known | null>
}

/** The event as the provider has it after a write. */
export type Written = SeenEvent & { externalId: string }

type NewEvent = { id: string; taskId: string; title: string; block: Block }

/** The calendars of a connection: events as they were mirrored last, and a way to write them. */
export type FocusCalendar = {
  seen: (placed: readonly Placed[]) => Promise<SeenEvents>
  /**
   * These write at the provider, then store what it answered. Null: the event changed there meanwhile, so nothing was written.
   * 'deleted': an earlier attempt made the event, and the person has deleted it.
   */
  create: (at: Home, event: NewEvent) => Promise<Written | 'deleted' | null>
  update: (placed: Placed, event: SeenEvent, change: { title: string; block: Block }) => Promise<Written | null>
  remove: (placed: Placed, event: SeenEvent | null) => Promise<true | null>
}

/** `home`: the calendar for blocks, null where the connection has none. `isLate`: no further write may begin. */
export type Placing = { connectionId: string; home: Home | null; now: () => number; isLate: () => boolean }

/** `isDone`: everything is in place; else the next run goes on. */
export type PlacingResult = { writes: number; isDone: boolean }

const PARALLEL = 4
/** A write may bring another one with it, such as a new event in place of one that was deleted. */
const MOST_ROUNDS = 3

/**
 * Brings calendar and blocks into step: first what the person did in the calendar is taken over, then the calendar gets what LifeOS
 * wants. Each step is stored before the next one begins, so that a run may end anywhere and be repeated; where nothing
 * changed nothing is written. @throws what the calendar and the store throw
 */
export const placeBlocks = async (
  store: FocusStore,
  calendar: FocusCalendar,
  taskIds: readonly string[],
  placing: Placing,
): Promise<PlacingResult> => {
  const total = { writes: 0, isDone: true }
  await inParallel(taskIds, PARALLEL, async (taskId) => {
    const { writes, isDone } = await placeTask(store, calendar, taskId, placing)
    total.writes += writes
    total.isDone &&= isDone
  })
  return total
}

const placeTask = async (
  store: FocusStore,
  calendar: FocusCalendar,
  taskId: string,
  placing: Placing,
): Promise<PlacingResult> => {
  let writes = 0
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = await store.change(taskId, () => null)
    if (!before) return { writes, isDone: true }
    const own = before.focus.placed.filter((one) => one.connectionId === placing.connectionId)
    const events = await calendar.seen(own)
    const known = await store.change(taskId, ({ focus, task }) => heard(focus, task, events, placing.home))
    if (!known) return { writes, isDone: true }
    const due = dueWrites(known.focus, known.task, events, { ...placing, now: placing.now() })
    if (due.length === 0) return { writes, isDone: true }
    for (const write of due) {
      if (placing.isLate()) return { writes, isDone: false }
      writes += Number(write.type !== 'forget')
      if (!(await carriedOut(store, calendar, known.focus, write, placing.home))) return { writes, isDone: false }
    }
  }
  return { writes, isDone: false }
}

/** Whether it was written. What is asked is stored before: so an event that comes back like this was not moved by hand. */
const carriedOut = async (
  store: FocusStore,
  calendar: FocusCalendar,
  focus: FocusTask,
  due: DueWrite,
  home: Home | null,
): Promise<boolean> => {
  const { taskId } = focus
  const keep = (placed: Placed) => store.change(taskId, (known) => withPlaced(known.focus, placed))
  if (due.type === 'delete' || due.type === 'forget') {
    const isGone = due.type === 'forget' || (await calendar.remove(due.placed, due.event))
    if (isGone) await store.change(taskId, (known) => withoutPlaced(known.focus, due.placed))
    return Boolean(isGone)
  }
  const { block, title } = due
  const asked = { start: block.start, end: block.end }
  if (due.type === 'update') {
    await keep({ ...due.placed, asked })
    const written = await calendar.update(due.placed, due.event, { title, block })
    if (written) await keep({ ...due.placed, asked, title, ...answered(written) })
    return written !== null
  }
  if (!home) return true
  const id = due.placed?.externalId ?? wishedId(focus, home, block.part)
  const placed = { ...home, part: block.part, externalId: id, ref: null, asked, seen: null, title }
  await keep(placed)
  const written = await calendar.create(home, { id, taskId, title, block })
  // Seen as it was asked for, a missing event is one that was deleted by hand.
  if (written) await keep({ ...placed, ...(written === 'deleted' ? { seen: asked } : answered(written)) })
  return written !== null
}

const answered = ({ externalId, ref, start, end }: Written) => ({ externalId, ref, seen: { start, end } })

const isPlace = (a: Placed, b: Placed): boolean =>
  a.part === b.part && a.calendarId === b.calendarId && a.connectionId === b.connectionId

const withPlaced = (focus: FocusTask, placed: Placed): Heard | null => {
  const before = focus.placed.find((one) => isPlace(one, placed))
  if (before && isUnchanged(before, placed)) return null
  const others = focus.placed.filter((one) => one !== before)
  return { focus: { ...focus, placed: [...others, placed] }, task: null }
}

const isUnchanged = (a: Placed, b: Placed): boolean =>
  a.externalId === b.externalId &&
  a.ref === b.ref &&
  a.title === b.title &&
  isSame(a.asked, b.asked) &&
  (a.seen === b.seen || isSame(a.seen, b.seen))

const withoutPlaced = (focus: FocusTask, placed: Placed): Heard | null => {
  const others = focus.placed.filter((one) => !isPlace(one, placed))
  if (others.length === focus.placed.length) return null
  return { focus: { ...focus, placed: others, generation: focus.generation + 1 }, task: null }
}

import {
  type FocusTask,
  type FollowedTask,
  type Home,
  type Placed,
  placeOf,
  type SeenEvent,
} from '../../../../lib/domain/calendar/focus/focus-block.ts'
import {
  type FocusCalendar,
  type FocusStore,
  type Placing,
  placeBlocks,
} from '../../../../lib/domain/calendar/focus/place-blocks.ts'

export class Crash extends Error {}

type Remote = { start: string; end: string; title: string; etag: number; taskId: string | null }

export const HOME: Home = { connectionId: 'c', calendarId: 'focus' }
const BASE = Date.parse('2027-03-01T09:00:00Z')

/** The instant of a quarter of an hour, counted from a Monday morning. */
export const quarter = (n: number): string => new Date(BASE + n * 15 * 60_000).toISOString()
export const times = (from: number, to: number) => ({ start: quarter(from), end: quarter(to) })

/** A task, its blocks, the calendar of a provider and what is mirrored of it. Processes may die at any of their awaits. */
export const focusWorld = () => {
  const remote = new Map<string, Remote>()
  const mirror = new Map<string, SeenEvent>()
  let etags = 0
  let generation = 0
  let focus: FocusTask | null = null
  let task: (FollowedTask & { isDeleted: boolean }) | null = null
  let left = Number.POSITIVE_INFINITY
  let isAfter = false
  const world = {
    remote,
    now: BASE - 24 * 3_600_000,
    writes: 0,
    moves: 0,
    home: HOME as Home | null,
    get task() {
      return task
    },
    get focus() {
      return focus
    },
    newTask: () => {
      task = { title: 'Write', scheduledStart: null, scheduledEnd: null, isFinished: false, isDeleted: false }
    },
    changeTask: (patch: Partial<NonNullable<typeof task>>) => {
      if (task) task = { ...task, ...patch }
    },
    /** What applying a plan writes. */
    apply: (parts: { start: string; end: string }[]) => {
      const [first] = parts
      if (!task || task.isFinished || task.isDeleted || !first) return
      generation += 1
      task = { ...task, scheduledStart: first.start, scheduledEnd: first.end }
      const blocks = parts.map((one, i) => ({ part: i + 1, ...one }))
      focus = { taskId: 't', placed: [], generation: 0, ...focus, planId: `p${generation}`, blocks }
    },
    revert: () => {
      if (!focus || !task) return
      focus = { ...focus, blocks: [] }
      task = { ...task, scheduledStart: null, scheduledEnd: null }
    },
    /** The person changes an event in the calendar. */
    put: (id: string, patch: Partial<Remote>) => {
      const known = remote.get(id) ?? { ...times(0, 1), title: '', taskId: null }
      etags += 1
      remote.set(id, { ...known, ...patch, etag: etags })
    },
    /** What the sync does before blocks are placed. */
    sync: () => {
      mirror.clear()
      for (const [id, { start, end, etag }] of remote) mirror.set(id, { start, end, etag: String(etag), ref: null })
    },
    /** The provider's events of the task, by start. */
    events: () =>
      [...remote.values()]
        .filter(({ taskId }) => taskId === 't')
        .map(({ start, end }) => `${start} ${end}`)
        .sort(),
    /** What happens while a run waits for its nth thing. */
    meanwhile: null as { nth: number; act: () => void } | null,
    /** A run that dies at the nth thing it waits for. */
    run: async (nth = Number.POSITIVE_INFINITY, after = false) => {
      left = nth
      isAfter = after
      world.sync()
      const placing: Placing = { connectionId: 'c', home: world.home, now: () => world.now, isLate: () => false }
      try {
        return await placeBlocks(store, calendar, focus ? ['t'] : [], placing)
      } catch (error) {
        if (!(error instanceof Crash)) throw error
        return null
      } finally {
        left = Number.POSITIVE_INFINITY
      }
    },
  }
  const awaited = async <T>(work: () => T): Promise<T> => {
    left -= 1
    if (world.meanwhile) {
      world.meanwhile.nth -= 1
      if (world.meanwhile.nth === 0) world.meanwhile.act()
    }
    if (left === 0 && !isAfter) throw new Crash()
    const result = work()
    if (left === 0) throw new Crash()
    return result
  }
  const store: FocusStore = {
    change: (_, decide) =>
      awaited(() => {
        if (!focus) return null
        const found = decide({ focus, task: task?.isDeleted ? null : task })
        if (found) focus = found.focus
        if (found?.task && task) {
          task = { ...task, ...found.task }
          world.moves += 1
        }
        return { focus, task: task?.isDeleted ? null : task }
      }),
  }
  const written = (id: string, event: Remote) => {
    remote.set(id, event)
    world.writes += 1
    const { start, end, etag } = event
    mirror.set(id, { start, end, etag: String(etag), ref: null })
    return { start, end, etag: String(etag), ref: null, externalId: id }
  }
  const used = new Set<string>()
  const calendar: FocusCalendar = {
    seen: (placed: readonly Placed[]) =>
      awaited(() => new Map(placed.map((one) => [placeOf(one), mirror.get(one.externalId) ?? null]))),
    create: (_, { id, taskId, title, block }) =>
      awaited(() => {
        const known = remote.get(id)
        if (known) return written(id, known)
        if (used.has(id)) return 'deleted' as const
        used.add(id)
        etags += 1
        return written(id, { start: block.start, end: block.end, title, etag: etags, taskId })
      }),
    update: (placed, event, { title, block }) =>
      awaited(() => {
        const known = remote.get(placed.externalId)
        if (!known || String(known.etag) !== event.etag) return null
        etags += 1
        return written(placed.externalId, { ...known, start: block.start, end: block.end, title, etag: etags })
      }),
    remove: (placed, event) =>
      awaited(() => {
        const known = remote.get(placed.externalId)
        if (known && event && String(known.etag) !== event.etag) return null
        if (known) world.writes += 1
        remote.delete(placed.externalId)
        mirror.delete(placed.externalId)
        return true as const
      }),
  }
  return world
}

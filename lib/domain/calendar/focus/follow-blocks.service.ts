import { isDeepStrictEqual } from 'node:util'
import type { Context } from '../../../platform/context.ts'
import { loadMany } from '../../../platform/events/mutate.ts'
import type { StreamRow } from '../../../platform/stream/stream-row.ts'
import { sk } from '../../../platform/table/keys.ts'
import { TASK } from '../../tasks/task.ts'
import { startSync } from '../sync/start-sync.ts'
import { requestOnce } from '../sync/sync-state.repository.ts'
import { dueWrites } from './due-writes.ts'
import { loadFocusTasksOf } from './focus.repository.ts'
import { type FocusTask, placeOf, type SeenEvents } from './focus-block.ts'
import { homeOf, loadFocusConnection } from './focus-home.ts'
import { followed } from './focus-store.service.ts'

const TASKS = sk.entities(TASK.name)
/** What a block shows of its task. A key of a task is there with the task: without one it was deleted. */
const SHOWN = ['scheduledStart', 'scheduledEnd', 'status', 'title'] as const

/**
 * Starts a run of the person's focus calendar when blocks that plans wrote there are no longer as their tasks are: a plan was applied
 * or reverted, a task was finished, deleted or given another time. A run's own changes leave nothing to do, and start none.
 * May be repeated.
 */
export const followBlocks = async (ctx: Context, rows: readonly StreamRow[]): Promise<void> => {
  const ids = new Set(rows.flatMap((row) => changedTask(row) ?? []))
  const known = ids.size > 0 ? await loadFocusTasksOf(ctx, [...ids]) : []
  if (known.length === 0) return
  const [connection, tasks] = await Promise.all([
    loadFocusConnection(ctx),
    loadMany(
      ctx,
      TASK,
      known.map(({ taskId }) => taskId),
      { consistent: true },
    ),
  ])
  if (!connection || connection.paused) return
  const byId = new Map(tasks.map((task) => [task.id, followed(task)]))
  const place = { now: ctx.now(), connectionId: connection.id, home: homeOf(connection) }
  const isBehind = (focus: FocusTask) =>
    dueWrites(focus, byId.get(focus.taskId) ?? null, asSeen(focus), place).length > 0
  if (!known.some(isBehind)) return
  const requested = { id: ctx.newId(), trigger: 'push', isForced: false } as const
  const state = await requestOnce(ctx, connection.id, requested)
  if (state && state.leaseUntil <= ctx.now()) await startSync(ctx, connection.id, 'push')
}

/** The task whose blocks a row is about; null where it says nothing of them. */
const changedTask = ({ sk: key, before, after }: StreamRow): string | null => {
  if (key.startsWith(sk.focusTasks())) {
    const isOther = after && !isDeepStrictEqual(before?.blocks, after.blocks)
    return isOther ? key.slice(sk.focusTasks().length) : null
  }
  if (!key.startsWith(TASKS) || !(before?.scheduledStart || after?.scheduledStart)) return null
  const isOther = !before || !after || SHOWN.some((name) => before[name] !== after[name])
  return isOther ? key.slice(TASKS.length) : null
}

/** The events as a run saw them last. */
const asSeen = ({ placed }: FocusTask): SeenEvents =>
  new Map(placed.map((one) => [placeOf(one), one.seen && { ...one.seen, etag: null, ref: one.ref }]))

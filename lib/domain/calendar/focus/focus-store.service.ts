import type { Context } from '../../../platform/context.ts'
import { nextChangeAt } from '../../../platform/events/change.ts'
import { untilCommitted } from '../../../platform/events/mutate.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import type { Task } from '../../tasks/task.schema.ts'
import { changeTask } from '../../tasks/task.ts'
import { loadFocusTask } from './focus.repository.ts'
import type { FollowedTask } from './focus-block.ts'
import type { FocusStore } from './place-blocks.ts'

/** Tasks and their blocks in the table. A task that is moved so has an event of the source of `ctx`. */
export const focusStore = (ctx: Context): FocusStore => ({
  change: (taskId, decide) =>
    untilCommitted(ctx, async () => {
      const loaded = await loadFocusTask(ctx, taskId)
      if (!loaded) return { changes: [], result: null }
      const { focus, task, save } = loaded
      const found = decide({ focus, task: followed(task) })
      if (!found) return { changes: [], result: { focus, task: followed(task) } }
      const moved = found.task && task ? await retimed(ctx, task, found.task) : null
      const result = { focus: found.focus, task: followed(moved?.task ?? task) }
      return { changes: moved?.changes ?? [], writes: [save(found.focus)], result }
    }),
})

/** A task without a time has no place that could be explained. */
const retimed = async (ctx: Context, task: Task, times: Pick<Task, 'scheduledStart' | 'scheduledEnd'>) => {
  const now = nextChangeAt(task, ctx.now())
  const zone = task.isRecurring ? (await loadProfile(ctx)).timeZone : 'UTC'
  const patch = { ...times, ...(times.scheduledStart === null && { aiContext: null }) }
  return changeTask(task, patch, { now, zone }, () => ctx.newId(now), null)
}

/** What counts of a task for its blocks. */
export const followed = (task: Task | null): FollowedTask | null =>
  task && {
    title: task.title,
    scheduledStart: task.scheduledStart,
    scheduledEnd: task.scheduledEnd,
    isFinished: task.status === 'Done' || task.status === 'Cancelled',
  }

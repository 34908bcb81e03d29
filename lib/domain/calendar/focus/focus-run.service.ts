import { isOver, type Job } from '../sync/sync-calendar.service.ts'
import { loadFocusTasks } from './focus.repository.ts'
import { focusCalendar } from './focus-calendar.service.ts'
import { homeOf, loadFocusConnection } from './focus-home.ts'
import { focusStore } from './focus-store.service.ts'
import { placeBlocks } from './place-blocks.ts'

/**
 * Brings the blocks of plans and the focus calendar into step, once a run has everything that changed at the provider. Resolves to
 * whether there was time for all. What changed there since is left to the run that brings it.
 * @throws CalendarUnavailable where the provider takes nothing at present
 */
export const placeFocusBlocks = async (job: Job): Promise<boolean> => {
  const { ctx, connection, provider } = job
  if (!provider.push || connection.paused) return true
  const all = await loadFocusTasks(ctx)
  const chosen = all.length > 0 && homeOf(connection) ? await loadFocusConnection(ctx) : null
  const home = chosen?.id === connection.id ? homeOf(connection) : null
  const isHere = ({ placed }: (typeof all)[number]) => placed.some((one) => one.connectionId === connection.id)
  const tasks = all.filter((task) => home !== null || isHere(task)).map(({ taskId }) => taskId)
  if (tasks.length === 0) return true
  const isLate = () => isOver(job)
  const placing = { connectionId: connection.id, home, now: ctx.now, isLate }
  const { isDone } = await placeBlocks(focusStore(ctx), focusCalendar(ctx, job), tasks, placing)
  return isDone || !isLate()
}

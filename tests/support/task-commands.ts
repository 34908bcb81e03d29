import { addDependency, removeDependency } from '../../lib/domain/tasks/dependency.service.ts'
import * as tasks from '../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../lib/domain/tasks/task.ts'
import { deleteEntity, restoreEntity } from '../../lib/domain/trash/trash.service.ts'
import { addPoints } from '../../lib/domain/wallet/wallet.service.ts'
import type { Context } from '../../lib/platform/context.ts'

/**
 * One random thing a person may do to tasks and wallet. `ids` collects what was made. Refusals (404, 409, 400) are
 * ordinary; anything else comes through.
 */
export const randomCommand = async (ctx: Context, ids: string[], random: () => number): Promise<void> => {
  const any = () => ids[Math.floor(random() * ids.length)] ?? 'none'
  const day = () => `2026-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 9)}`
  const create = async () => {
    const repeats = random() < 0.3
    const body = {
      title: `Task ${Math.floor(random() * 1e6)}`,
      area: 'Health' as const,
      ...(random() < 0.5 && { pointValue: Math.floor(random() * 1_000) / 100 }),
      ...(random() < 0.3 && { parentTaskId: any() === 'none' ? null : any() }),
      ...(repeats && {
        isRecurring: true,
        recurrenceRule: { frequency: 'Weekly' as const, interval: 1, endDate: null },
        dueDate: day(),
      }),
    }
    ids.push((await tasks.createTask(ctx, body)).id)
  }
  const commands = [
    create,
    create,
    () => tasks.updateTask(ctx, any(), { title: `Renamed ${random()}`, notes: random() < 0.5 ? '' : 'x' }),
    () => tasks.completeTask(ctx, any()),
    () => tasks.completeTask(ctx, any()),
    () => tasks.reopenTask(ctx, any()),
    () => tasks.updateTask(ctx, any(), { parentTaskId: any() }),
    () => tasks.skipTask(ctx, any()),
    () => addDependency(ctx, any(), any()),
    () => removeDependency(ctx, any(), any()),
    () => deleteEntity(ctx, TASK, any()),
    () => restoreEntity(ctx, 'task', any()),
    () =>
      addPoints(ctx, {
        amount: Math.floor(random() * 200) - 80 || 1,
        source: 'manual',
        description: 'By hand',
        sourceEntityType: null,
        sourceEntityId: null,
      }),
  ]
  const command = ids.length < 2 ? create : (commands[Math.floor(random() * commands.length)] as () => Promise<unknown>)
  try {
    await command()
  } catch (error) {
    if (![400, 404, 409].includes((error as { status?: number }).status ?? 0)) throw error
  }
}

import type { Context } from '../../../platform/context.ts'
import { find } from '../../../platform/events/mutate.ts'
import { hasVersion, keyed, putWrite, staleRead, type Write } from '../../../platform/events/write.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { DAY_MS } from '../../../platform/units.ts'
import type { Task } from '../../tasks/task.schema.ts'
import { TASK } from '../../tasks/task.ts'
import type { Block, FocusTask } from './focus-block.ts'

/** How long after its last block a task is followed. */
const KEPT_DAYS = 30

/** The blocks that a plan gives a task; the row keeps what is in the calendar already. None: those in the calendar go. */
export const blocksWrite = (ctx: Context, taskId: string, planId: string, blocks: Block[]): Write => ({
  item: {
    Update: {
      ...keyed(ctx, sk.focusTask(taskId)),
      UpdateExpression:
        'SET taskId = :task, planId = :plan, blocks = :blocks, expiresAt = :until, placed = if_not_exists(placed, :none), ' +
        'generation = if_not_exists(generation, :zero) ADD version :one',
      ExpressionAttributeValues: {
        ':task': taskId,
        ':plan': planId,
        ':blocks': blocks,
        ':until': keptUntil(blocks, ctx.now()),
        ':none': [],
        ':zero': 0,
        ':one': 1,
      },
    },
  },
  refused: staleRead,
})

/** Tasks that the focus calendar has, or had, blocks of. */
export const loadFocusTasks = async (ctx: Context): Promise<FocusTask[]> => {
  const rows = await partition(ctx).range(sk.focusTasks(), { consistent: true })
  return rows.filter((row) => isKept(row, ctx.now())).map(focusOf)
}

/** Those of the tasks that are followed. */
export const loadFocusTasksOf = async (ctx: Context, taskIds: string[]): Promise<FocusTask[]> => {
  const rows = await partition(ctx).getMany(taskIds.map(sk.focusTask), { consistent: true })
  return rows.filter((row) => isKept(row, ctx.now())).map(focusOf)
}

type Loaded = { focus: FocusTask; task: Task | null; save: (focus: FocusTask) => Write }

/** A task with its blocks, and how they are stored if nobody stored others meanwhile. Null where none are known. */
export const loadFocusTask = async (ctx: Context, taskId: string): Promise<Loaded | null> => {
  const [row, task] = await Promise.all([
    partition(ctx).get(sk.focusTask(taskId), { consistent: true }),
    find(ctx, TASK, taskId, { consistent: true }),
  ])
  if (!row || !isKept(row, ctx.now())) return null
  const version = Number(row.version)
  const save = (focus: FocusTask) => {
    const times = [...focus.blocks, ...focus.placed.map(({ asked }) => asked)]
    const item = { ...focus, version: version + 1, expiresAt: keptUntil(times, ctx.now()) }
    return putWrite(ctx, sk.focusTask(taskId), item, hasVersion(version))
  }
  return { focus: focusOf(row), task, save }
}

const focusOf = ({ taskId, planId, blocks, placed, generation }: Item): FocusTask =>
  ({ taskId, planId, blocks, placed, generation }) as FocusTask

/** The table takes expired rows away late. */
const isKept = ({ expiresAt }: Item, now: number): boolean => Number(expiresAt) * 1_000 > now

const keptUntil = (times: { end: string }[], now: number): number => {
  const last = Math.max(now, ...times.map(({ end }) => Date.parse(end)))
  return Math.floor((last + KEPT_DAYS * DAY_MS) / 1_000)
}

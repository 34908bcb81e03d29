import { chunked } from '../../../platform/batches.ts'
import { type Context, withSource } from '../../../platform/context.ts'
import { conflict, entityRef } from '../../../platform/errors.ts'
import { type Change, nextChangeAt, update } from '../../../platform/events/change.ts'
import type { Transaction } from '../../../platform/events/commit.ts'
import { loadMany, untilCommitted } from '../../../platform/events/mutate.ts'
import type { Write } from '../../../platform/events/write.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { blocksWrite } from '../../calendar/focus/focus.repository.ts'
import type { Block } from '../../calendar/focus/focus-block.ts'
import { loadFocusConnection } from '../../calendar/focus/focus-home.ts'
import type { Task } from '../../tasks/task.schema.ts'
import { TASK } from '../../tasks/task.ts'
import { isFinished } from '../facts/plan-facts.ts'
import type { PlanConflict, PlanOutcome, PlanState } from '../plan.schema.ts'
import {
  type LoadedPlan,
  loadParts,
  loadPlan,
  type Planned,
  type PlanPart,
  partWrite,
  stateCheck,
  type Target,
  type Written,
} from './plan.repository.ts'
import { PLAN, type StoredPlan } from './stored-plan.ts'

/** Tasks of one transaction: each is an item and an event. */
const PART = 25

/**
 * Gives tasks the times of a plan, in transactions that a repeat finishes after a crash; done again it changes nothing.
 * Tasks that were deleted, finished or scheduled by hand since are left alone and named.
 * @throws 404, 409 for a plan that was reverted.
 */
export const applyPlan = async (request: Context, planId: string, claim?: Claim | null): Promise<PlanOutcome> => {
  const ctx = withSource(request, 'ai')
  const steps = { from: ['proposed', 'applying'], to: 'applying', done: 'applied' } as const
  const [row, focus] = await Promise.all([begin(ctx, planId, steps), loadFocusConnection(ctx)])
  for (const [i, targets] of partsOf(row.targets).entries()) await applyPart(ctx, row, i, targets, focus !== null)
  const parts = [...(await loadParts(ctx, planId)).values()]
  const result = {
    planId,
    state: 'applied' as const,
    tasks: parts.flatMap(({ applied }) => applied.map(({ taskId }) => taskId)),
    conflicts: parts.flatMap(({ conflicts }) => conflicts),
  }
  return finish(ctx, planId, ['applying', 'applied'], result, claim)
}

/**
 * Undoes exactly what applying a plan wrote. A task whose times or explanation were changed since keeps them, and is named.
 * @throws 404, 409 for a plan that was not applied.
 */
export const revertPlan = async (request: Context, planId: string, claim?: Claim | null): Promise<PlanOutcome> => {
  const ctx = withSource(request, 'ai')
  const steps = { from: ['applying', 'applied', 'reverting'], to: 'reverting', done: 'reverted' } as const
  const row = await begin(ctx, planId, steps)
  for (const [i, part] of await loadParts(ctx, planId)) if (!part.reverted) await revertPart(ctx, row, i)
  const parts = [...(await loadParts(ctx, planId)).values()].flatMap(({ reverted }) => (reverted ? [reverted] : []))
  const result = {
    planId,
    state: 'reverted' as const,
    tasks: parts.flatMap(({ tasks }) => tasks),
    conflicts: parts.flatMap(({ conflicts }) => conflicts),
  }
  return finish(ctx, planId, ['reverting', 'reverted'], result, claim)
}

type Steps = { from: readonly PlanState[]; to: PlanState; done: PlanState }

/** Brings a plan into the state in which its parts are written; one that is done already stays done. */
const begin = (ctx: Context, planId: string, { from, to, done }: Steps): Promise<LoadedPlan> =>
  untilCommitted(ctx, async (): Promise<Transaction<LoadedPlan>> => {
    const loaded = await loadPlan(ctx, planId)
    const { entity } = loaded
    if (entity.state === to || entity.state === done) return { changes: [], result: loaded }
    if (!from.includes(entity.state)) throw refused(entity)
    const changes = stateChange(ctx, entity, to)
    return { changes, result: { ...loaded, entity: changes[0]?.after ?? entity } }
  })

/** The event is named after the state: plan.applied. */
const stateChange = (ctx: Context, entity: StoredPlan, state: PlanState): Change<StoredPlan>[] => {
  const change = update(PLAN, entity, { state }, nextChangeAt(entity, ctx.now()), state)
  return change ? [change] : []
}

const REFUSED: Record<PlanState, string> = {
  proposed: 'The plan has not been applied',
  applying: 'The plan is being applied',
  applied: 'The plan has been applied',
  reverting: 'The plan is being reverted: make a new one',
  reverted: 'The plan has been reverted: make a new one',
}

const refused = (plan: StoredPlan) =>
  conflict(REFUSED[plan.state], { type: 'wrong_state', loc: ['plan', 'state'], entity: entityRef(PLAN, plan) })

/** The last transaction: the state, and the answer for a repeat with the same Idempotency-Key. */
const finish = (
  ctx: Context,
  planId: string,
  from: PlanState[],
  result: PlanOutcome,
  claim?: Claim | null,
): Promise<PlanOutcome> =>
  untilCommitted(
    ctx,
    async () => {
      const { entity } = await loadPlan(ctx, planId)
      if (!from.includes(entity.state)) throw refused(entity)
      return { changes: stateChange(ctx, entity, result.state), result }
    },
    claim,
  )

const partsOf = (targets: Target[]): Target[][] => chunked(targets, PART)

const applyPart = (ctx: Context, row: LoadedPlan, part: number, targets: Target[], hasFocus: boolean): Promise<void> =>
  untilCommitted(ctx, async () => {
    const { planId } = row.plan
    if ((await loadParts(ctx, planId)).has(part)) return { changes: [], result: undefined }
    const { entity } = await loadPlan(ctx, planId)
    if (entity.state !== 'applying') throw refused(entity)
    const tasks = await tasksById(ctx, targets)
    const done: PlanPart = { applied: [], conflicts: [], ...(hasFocus && { hasFocus }) }
    const changes: Change[] = []
    for (const target of targets) {
      const task = tasks.get(target.taskId)
      const reason = inTheWay(task, target)
      if (!task || reason) done.conflicts.push({ taskId: target.taskId, reason: reason ?? 'deleted' })
      else {
        const after = plannedOf({ ...target, scheduledBy: 'ai' })
        const change = update(TASK, task, after, nextChangeAt(task, ctx.now()), 'planned')
        // Part of the event even if an earlier plan had scheduled the task, when it is no change.
        if (change) changes.push({ ...change, data: { ...change.data, scheduledBy: 'ai' } })
        done.applied.push({ taskId: task.id, before: plannedOf(task), after })
      }
    }
    const ids = hasFocus ? done.applied.map(({ taskId }) => taskId) : []
    const blocks = ids.map((taskId) => blocksWrite(ctx, taskId, planId, blocksOf(row, taskId)))
    const writes = [stateCheck(ctx, planId, 'applying'), partWrite(ctx, row, part, done), ...blocks]
    return { changes, writes, result: undefined }
  })

/** What the focus calendar gets of a task. */
const blocksOf = ({ plan }: LoadedPlan, taskId: string): Block[] =>
  plan.scheduledTasks
    .filter((one) => one.taskId === taskId)
    .map(({ part, startTime, endTime }) => ({ part, start: startTime, end: endTime }))

const inTheWay = (task: Task | undefined, { seen }: Target): PlanConflict['reason'] | null => {
  if (!task) return 'deleted'
  if (isFinished(task.status)) return 'finished'
  return task.scheduledStart === seen.scheduledStart && task.scheduledEnd === seen.scheduledEnd ? null : 'changed'
}

const revertPart = (ctx: Context, row: LoadedPlan, part: number): Promise<void> =>
  untilCommitted(ctx, async () => {
    const known = (await loadParts(ctx, row.plan.planId)).get(part)
    if (!known || known.reverted) return { changes: [], result: undefined }
    const tasks = await tasksById(ctx, known.applied)
    const reverted: NonNullable<PlanPart['reverted']> = { tasks: [], conflicts: [] }
    const changes: Change[] = []
    const blocks: Write[] = []
    for (const written of known.applied) {
      const task = tasks.get(written.taskId)
      if (!task || !isAsWritten(task, written))
        reverted.conflicts.push({ taskId: written.taskId, reason: task ? 'changed' : 'deleted' })
      else {
        const change = update(TASK, task, written.before, nextChangeAt(task, ctx.now()), 'plan_reverted')
        if (change) changes.push(change)
        if (known.hasFocus) blocks.push(blocksWrite(ctx, task.id, row.plan.planId, blocksBefore(written)))
        reverted.tasks.push(task.id)
      }
    }
    return { changes, writes: [partWrite(ctx, row, part, { ...known, reverted }), ...blocks], result: undefined }
  })

/** What an earlier plan had given the task: its first block, the only one that the task itself knows. */
const blocksBefore = ({ before: { scheduledBy, scheduledStart: start, scheduledEnd: end } }: Written): Block[] =>
  scheduledBy === 'ai' && start && end ? [{ part: 1, start, end }] : []

const isAsWritten = (task: Task, { after }: Written): boolean =>
  task.scheduledStart === after.scheduledStart &&
  task.scheduledEnd === after.scheduledEnd &&
  task.aiContext === after.aiContext

const plannedOf = ({ scheduledStart, scheduledEnd, aiContext, scheduledBy }: Planned): Planned => ({
  scheduledStart,
  scheduledEnd,
  aiContext,
  scheduledBy,
})

const tasksById = async (ctx: Context, rows: { taskId: string }[]): Promise<Map<string, Task>> => {
  const ids = rows.map(({ taskId }) => taskId)
  const tasks = await loadMany(ctx, TASK, ids, { consistent: true })
  return new Map(tasks.map((task) => [task.id, task]))
}

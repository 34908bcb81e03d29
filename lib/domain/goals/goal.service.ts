import type { Context } from '../../platform/context.ts'
import { invalidField, notFound } from '../../platform/errors.ts'
import type { Change } from '../../platform/events/change.ts'
import type { Transaction } from '../../platform/events/commit.ts'
import { load, mutateTo, untilCommitted } from '../../platform/events/mutate.ts'
import { requireWrite, type Write } from '../../platform/events/write.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { sk } from '../../platform/table/keys.ts'
import { replacementOf } from '../entity-fields.ts'
import { acyclicEdge } from '../links/graph.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { newTargets } from './criteria.ts'
import { type GoalRecord, goalFields } from './goal.fields.ts'
import type { Goal } from './goal.schema.ts'
import { changeCriteria, changeGoal, GOAL, type LinkedProgress, newGoal, viewGoal } from './goal.ts'
import type { CreateGoal, ToggleCriterion, UpdateGoal } from './goal-input.schema.ts'
import { linkedProgress } from './linked-progress.service.ts'
import { NOTHING_LINKED, wholeProgress } from './linked-progress.ts'
import type { GoalProgress } from './progress.schema.ts'

/** @throws 400 naming the field, also for a parent, metric or task that does not exist */
export const createGoal = (ctx: Context, input: CreateGoal, claim?: Claim | null): Promise<Goal> =>
  untilCommitted(
    ctx,
    async () => {
      const at = ctx.now()
      const change = newGoal(ctx.userId, ctx.newId(at), input, { at, newId: ctx.newId })
      return {
        changes: [change],
        writes: targetWrites(ctx, null, change),
        result: viewGoal(change.after, NOTHING_LINKED),
      }
    },
    claim,
  )

/** A goal with its progress. One round trip. @throws 404 */
export const readGoal = async (ctx: Context, id: string): Promise<Goal> => {
  const [goal, linked] = await Promise.all([load(ctx, GOAL, id), linkedTo(ctx, id)])
  return viewGoal(goal, linked)
}

/** @throws 404, 412, 409 for a cycle of goals, 400 naming the field */
export const updateGoal = (ctx: Context, id: string, patch: UpdateGoal): Promise<Goal> =>
  mutateTo(ctx, GOAL, id, async (goal, at) => {
    const change = changeGoal(goal, patch, { at, newId: ctx.newId })
    const transaction = await transactionOf(ctx, goal, change)
    const parent = change?.after.parentGoalId
    if (!parent || parent === goal.parentGoalId) return transaction
    const edge = await acyclicEdge(ctx, GOAL, 'parentGoalId', { source: id, target: parent })
    return { ...transaction, writes: [...(transaction.writes ?? []), edge] }
  })

/**
 * Replaces every field: what is not sent goes back to its default. The time of the last activity stays,
 * and a goal that stays achieved keeps the time it was achieved.
 * @throws 404, 412, 409 for a cycle of goals, 400 naming the field
 */
export const replaceGoal = (ctx: Context, id: string, input: CreateGoal): Promise<Goal> => {
  const achieved = input.status === 'Achieved'
  return updateGoal(
    ctx,
    id,
    replacementOf(goalFields, input, achieved ? ['lastActivityAt', 'completedDate'] : ['lastActivityAt']),
  )
}

/** Completes or opens a criterion; no change when it is so already. @throws 404 for the goal or the criterion */
export const setCriterion = (
  ctx: Context,
  id: string,
  criterionId: string,
  state: ToggleCriterion,
  claim?: Claim | null,
): Promise<Goal> =>
  mutateTo(
    ctx,
    GOAL,
    id,
    async (goal, at) => {
      if (!goal.successCriteria.some((criterion) => criterion.id === criterionId)) throw notFound('Criterion')
      return transactionOf(ctx, goal, changeCriteria(goal, [criterionId], state, at))
    },
    claim,
  )

/** Progress and health, from what is there now. @throws 404 */
export const readProgress = async (ctx: Context, id: string): Promise<GoalProgress> => {
  const [goal, linked, { timeZone }] = await Promise.all([load(ctx, GOAL, id), linkedTo(ctx, id), loadProfile(ctx)])
  return wholeProgress(goal, linked, { now: ctx.now(), zone: timeZone })
}

/** Goals as clients read them, in the order given. */
export const viewGoals = async (ctx: Context, goals: GoalRecord[]): Promise<Goal[]> => {
  const linked = await linkedProgress(
    ctx,
    goals.map(({ id }) => id),
  )
  return goals.map((goal) => viewGoal(goal, linked.get(goal.id) ?? NOTHING_LINKED))
}

const linkedTo = async (ctx: Context, id: string): Promise<LinkedProgress> =>
  (await linkedProgress(ctx, [id])).get(id) ?? NOTHING_LINKED

const transactionOf = async (
  ctx: Context,
  goal: GoalRecord,
  change: Change<GoalRecord> | null,
): Promise<Transaction<Goal>> => {
  const linked = await linkedTo(ctx, goal.id)
  return change
    ? { changes: [change], writes: targetWrites(ctx, goal, change), result: viewGoal(change.after, linked) }
    : { changes: [], result: viewGoal(goal, linked) }
}

/** The metrics and tasks that criteria begin to point at must exist. */
const targetWrites = (ctx: Context, before: GoalRecord | null, { after }: Change<GoalRecord>): Write[] =>
  newTargets(before?.successCriteria ?? [], after.successCriteria).map(({ kind, id, field }) =>
    requireWrite(ctx, sk.entity(kind, id), () => invalidField(field, `There is no ${kind} ${id}`)),
  )

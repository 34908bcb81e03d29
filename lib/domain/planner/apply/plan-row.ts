import type { Context } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { keyed, putWrite, VersionConflict, type Write } from '../../../platform/events/write.ts'
import { sk, userPk } from '../../../platform/table/keys.ts'
import { getItem, queryAll, startingWith } from '../../../platform/table/table.ts'
import type { DayPlan, PlanConflict, PlanState } from '../plan.schema.ts'

/** What applying a plan does to one task, and how the task was when the plan was made. */
export type Target = Times & { taskId: string; aiContext: string; seen: Times }
export type Times = { scheduledStart: string | null; scheduledEnd: string | null }

/** A plan as it is stored until it expires. It is a proposal, no entity: what it changes are tasks, and those have events. */
export type PlanRow = { plan: DayPlan; targets: Target[]; state: PlanState }

/** What one transaction of an application changed: enough to undo exactly that. */
export type PlanPart = {
  applied: Written[]
  conflicts: PlanConflict[]
  reverted?: { tasks: string[]; conflicts: PlanConflict[] }
}
export type Planned = Times & { aiContext: string | null }
export type Written = { taskId: string; before: Planned; after: Planned }

const DAY_MS = 86_400_000
/** Days after a plan's last day until which it can be applied and reverted. */
export const KEPT_DAYS = 7

export const expiryOf = (endMs: number, now: number): string =>
  new Date(Math.max(endMs, now) + KEPT_DAYS * DAY_MS).toISOString()

/** The row of a new plan. */
export const planWrite = (ctx: Context, row: PlanRow): Write =>
  putWrite(ctx, sk.plan(row.plan.planId), { ...row, expiresAt: seconds(row.plan.expiresAt) })

/** @throws 404 when it is unknown or has expired. */
export const loadPlan = async (ctx: Context, planId: string): Promise<PlanRow> => {
  const key = { PK: userPk(ctx.userId), SK: sk.plan(planId) }
  const item = await getItem(key, { deadline: ctx.deadline, consistent: true })
  if (!item) throw notFound('Plan')
  return { plan: item.plan, targets: item.targets, state: item.state } as PlanRow
}

/** Sets the state, when it is one of `from`. */
export const stateWrite = (ctx: Context, planId: string, from: PlanState[], to: PlanState): Write => ({
  item: {
    Update: {
      ...keyed(ctx, sk.plan(planId)),
      UpdateExpression: 'SET #state = :to',
      ConditionExpression: `#state IN (${from.map((_, i) => `:from${i}`).join(', ')})`,
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':to': to, ...Object.fromEntries(from.map((state, i) => [`:from${i}`, state])) },
    },
  },
  refused: () => new VersionConflict(),
})

/** Holds when the plan still has a state: nothing is applied any more once it is being reverted. */
export const stateCheck = (ctx: Context, planId: string, state: PlanState): Write => ({
  item: {
    ConditionCheck: {
      ...keyed(ctx, sk.plan(planId)),
      ConditionExpression: '#state = :state',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': state },
    },
  },
  refused: () => new VersionConflict(),
})

/** Written once by the application, and once more by its undoing. */
export const partWrite = (ctx: Context, { plan }: PlanRow, part: number, row: PlanPart): Write =>
  putWrite(
    ctx,
    sk.planPart(plan.planId, part),
    { ...row, part, expiresAt: seconds(plan.expiresAt) },
    {
      ConditionExpression: row.reverted
        ? 'attribute_exists(PK) AND attribute_not_exists(reverted)'
        : 'attribute_not_exists(PK)',
    },
  )

/** The parts that were applied, by number. */
export const loadParts = async (ctx: Context, planId: string): Promise<Map<number, PlanPart>> => {
  const range = { pk: userPk(ctx.userId), ...startingWith(sk.planParts(planId)) }
  const rows = await queryAll(range, { deadline: ctx.deadline, consistent: true })
  return new Map(
    rows.map(({ part, applied, conflicts, reverted }) => [
      Number(part),
      { applied, conflicts, ...(reverted ? { reverted } : {}) } as PlanPart,
    ]),
  )
}

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1_000)

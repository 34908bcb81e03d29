import type { Context } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { keyOfId } from '../../../platform/events/kind.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import { keyed, putWrite, VersionConflict, type Write } from '../../../platform/events/write.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { DAY_MS } from '../../../platform/units.ts'
import type { Task } from '../../tasks/task.schema.ts'
import type { DayPlan, PlanConflict, PlanState } from '../plan.schema.ts'
import { PLAN, type StoredPlan } from './stored-plan.ts'

/** What applying a plan does to one task, and how the task was when the plan was made. */
export type Target = Times & { taskId: string; aiContext: string; seen: Times }
export type Times = { scheduledStart: string | null; scheduledEnd: string | null }

/** What a plan says, stored in a row next to its entity until it expires. */
export type PlanContent = { plan: Omit<DayPlan, 'state'>; targets: Target[] }
export type LoadedPlan = PlanContent & { entity: StoredPlan }

/** What one transaction of an application changed: enough to undo exactly that. */
export type PlanPart = {
  applied: Written[]
  conflicts: PlanConflict[]
  /** The tasks' blocks were given to the focus calendar. */
  hasFocus?: true
  reverted?: { tasks: string[]; conflicts: PlanConflict[] }
}
export type Planned = Times & Pick<Task, 'aiContext' | 'scheduledBy'>
export type Written = { taskId: string; before: Planned; after: Planned }

/** Days after a plan's last day until which it can be applied and reverted. */
export const KEPT_DAYS = 7

export const keptUntil = (endMs: number, now: number): string =>
  new Date(Math.max(endMs, now) + KEPT_DAYS * DAY_MS).toISOString()

/** The row of what a new plan says. */
export const contentWrite = (ctx: Context, { plan, targets }: PlanContent): Write =>
  putWrite(ctx, sk.planContent(plan.planId), { plan, targets, expiresAt: seconds(plan.expiresAt) })

/** One round trip. @throws 404 when it is unknown or has expired. */
export const loadPlan = async (ctx: Context, planId: string): Promise<LoadedPlan> => {
  const keys = [keyOfId(PLAN, planId), sk.planContent(planId)]
  const [item, content] = await partition(ctx).getMany(keys, { consistent: true })
  if (!item || !content) throw notFound('Plan')
  return { entity: fromItem(PLAN, item), plan: content.plan, targets: content.targets } as LoadedPlan
}

/** Holds when the plan still has a state: nothing is applied any more once it is being reverted. */
export const stateCheck = (ctx: Context, planId: string, state: PlanState): Write => ({
  item: {
    ConditionCheck: {
      ...keyed(ctx, keyOfId(PLAN, planId)),
      ConditionExpression: '#state = :state',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': state },
    },
  },
  refused: () => new VersionConflict(),
})

/** Written once by the application, and once more by its undoing. */
export const partWrite = (ctx: Context, { plan }: PlanContent, part: number, row: PlanPart): Write =>
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
  const rows = await partition(ctx).range(sk.planParts(planId), { consistent: true })
  return new Map(
    rows.map(({ part, applied, conflicts, hasFocus, reverted }) => [
      Number(part),
      { applied, conflicts, ...(hasFocus ? { hasFocus } : {}), ...(reverted ? { reverted } : {}) } as PlanPart,
    ]),
  )
}

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1_000)

import { fromItem } from '../../platform/events/stored.ts'
import type { Item } from '../../platform/partition.ts'
import { METRIC } from '../metrics/metric.ts'
import { hasReached } from '../metrics/progress.ts'
import { TASK } from '../tasks/task.ts'
import { type Target, targetsOf } from './criteria.ts'
import type { SuccessCriterion } from './goal.fields.ts'

/** The row of a task or metric before and after a change; null where there is none. */
export type Step = { before: Item | null; after: Item | null }

/**
 * Since when (ISO UTC) a criterion is met by what it is linked to: the task is done, or the metric's newest value has
 * reached the criterion's target, or the metric's where it has none. Null while it is not met.
 */
export const metSince = (
  { targetValue }: Pick<SuccessCriterion, 'targetValue'>,
  kind: Target['kind'],
  item: Item | null,
): string | null => {
  if (!item) return null
  if (kind === 'task') {
    const { status, completedDate } = fromItem(TASK, item)
    return status === 'Done' ? completedDate : null
  }
  const metric = fromItem(METRIC, item)
  const aim = { ...metric, targetValue: targetValue ?? metric.targetValue }
  return hasReached(aim, metric.currentValue) ? metric.lastLoggedAt : null
}

/** Which criteria change, and since when they are completed; null opens them again. */
export type CriteriaUpdate = { ids: string[]; completedAt: string | null }

/**
 * How a change of a task or metric changes the criteria linked to it, or null. It completes open ones in the moment they
 * are met, and only then: what somebody opens by hand stays open. A task that is reopened opens those that it completed;
 * a target that was reached stays reached, as milestones do.
 */
export const criteriaUpdate = (
  criteria: SuccessCriterion[],
  target: Linked,
  { before, after }: Step,
): CriteriaUpdate | null => {
  const linked = criteria.filter((one) =>
    targetsOf(one).some(({ kind, id }) => kind === target.kind && id === target.id),
  )
  const since = (one: SuccessCriterion, item: Item | null) => metSince(one, target.kind, item)
  const met = linked.filter((one) => !one.isCompleted && since(one, before) === null && since(one, after) !== null)
  if (met[0]) return { ids: met.map(({ id }) => id), completedAt: since(met[0], after) }
  const undone = linked.filter((one) => one.isCompleted && one.completedAt === since(one, before))
  if (target.kind !== 'task' || !undone[0] || since(undone[0], after) !== null) return null
  return { ids: undone.map(({ id }) => id), completedAt: null }
}

type Linked = Pick<Target, 'kind' | 'id'>

/** Links of open criteria that are new, or have another target value than before. */
export const newOpenLinks = (
  before: SuccessCriterion[],
  after: SuccessCriterion[],
): { criterionId: string; target: Linked }[] => {
  const links = (criteria: SuccessCriterion[]) =>
    criteria.flatMap(({ targetValue, ...one }) =>
      targetsOf({ targetValue, ...one }).map(({ kind, id }) => ({
        criterionId: one.id,
        target: { kind, id },
        name: [one.id, kind, id, targetValue].join(' '),
      })),
    )
  const had = new Set(links(before).map(({ name }) => name))
  return links(after.filter(({ isCompleted }) => !isCompleted)).filter(({ name }) => !had.has(name))
}

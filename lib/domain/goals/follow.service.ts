import type { Context } from '../../platform/context.ts'
import { nextChangeAt } from '../../platform/events/change.ts'
import { remember } from '../../platform/events/commit.ts'
import { find, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { type Claim, IdempotencyReplay } from '../../platform/idempotency.ts'
import { type Item, partition } from '../../platform/partition.ts'
import type { StreamRow } from '../../platform/stream/stream-row.ts'
import { sk } from '../../platform/table/keys.ts'
import type { Target } from './criteria.ts'
import { criteriaUpdate, newOpenLinks, type Step } from './follow.ts'
import { changeCriteria, GOAL } from './goal.ts'

/**
 * Completes or opens the criteria of goals after a change of a task or metric they are linked to, or of their links. May be
 * repeated: a row does it once for each goal, so that a criterion that was opened by hand since stays open.
 */
export const followRow = async (ctx: Context, row: StreamRow): Promise<void> => {
  const [kind, id] = kindAndId(row.sk)
  if (kind === 'goal') return followGoal(ctx, row, id)
  if (!row.after || !row.before || !WATCHED_FIELDS[kind]?.some((name) => row.before?.[name] !== row.after?.[name]))
    return
  const target = { kind: kind as Target['kind'], id }
  const prefix = sk.linksTo(kind, id, GOAL.name)
  const links = await partition(ctx).range(prefix, { consistent: true })
  for (const { source } of links) await updateGoal(ctx, row, { goalId: String(source), target, step: row })
}

/** A change of other fields completes or opens no criterion. */
const WATCHED_FIELDS: Record<string, string[]> = {
  task: ['status', 'completedDate'],
  metric: ['currentValue', 'targetValue', 'direction'],
}

/** What a criterion is newly linked to may meet it already. */
const followGoal = async (ctx: Context, row: StreamRow, goalId: string): Promise<void> => {
  if (!row.after) return
  const rows = partition(ctx)
  const criteria = (item: Item | null) => (item ? fromItem(GOAL, item).successCriteria : [])
  for (const { criterionId, target } of newOpenLinks(criteria(row.before), criteria(row.after))) {
    const after = await rows.get(sk.entity(target.kind, target.id), { consistent: true })
    await updateGoal(ctx, row, { goalId, only: criterionId, target, step: { before: null, after } })
  }
}

type GoalUpdate = { goalId: string; only?: string; target: Pick<Target, 'kind' | 'id'>; step: Step }

const updateGoal = async (ctx: Context, row: StreamRow, { goalId, only, target, step }: GoalUpdate): Promise<void> => {
  const key = [row.eventId, goalId, target.id, only].join(' ')
  const claim: Claim = { route: 'followCriteria', key, bodyHash: '', settled: false }
  await untilCommitted(
    ctx,
    async () => {
      const goal = await find(ctx, GOAL, goalId, { consistent: true })
      const criteria = goal?.successCriteria.filter(({ id }) => !only || id === only) ?? []
      const next = criteriaUpdate(criteria, target, step)
      if (!goal || !next) return { changes: [], result: null }
      const state = { isCompleted: next.completedAt !== null, completedAt: next.completedAt }
      const change = changeCriteria(goal, next.ids, state, nextChangeAt(goal, ctx.now()))
      return { changes: change ? [change] : [], result: null }
    },
    claim,
  )
    .then(() => (claim.settled ? undefined : remember(ctx, claim, null)))
    .catch((error) => {
      if (!(error instanceof IdempotencyReplay)) throw error
    })
}

const kindAndId = (key: string): [string, string] => {
  const [kind = '', ...id] = key.split('#')
  return [kind.toLowerCase(), id.join('#')]
}

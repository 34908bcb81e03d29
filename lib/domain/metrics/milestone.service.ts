import type { Context } from '../../platform/context.ts'
import { conflict, entityRef, invalidField } from '../../platform/errors.ts'
import { nextChangeAt, update } from '../../platform/events/change.ts'
import { find, load, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { listPage, type Page, type Paging } from '../../platform/lists/list.ts'
import { partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { TRANSACTION } from '../wallet/ledger.ts'
import type { AddPoints, WalletBalance, WalletTransaction } from '../wallet/wallet.schema.ts'
import { readBalance } from '../wallet/wallet.service.ts'
import { newMarks, reachMilestones, readHistory } from './log-effects.ts'
import type { MetricRecord } from './metric.fields.ts'
import { liveMetrics } from './metric.list.ts'
import { METRIC } from './metric.ts'
import { MilestoneType } from './milestone.fields.ts'
import { readMilestones } from './milestone.repository.ts'
import type { ClaimMilestone, MetricMilestone } from './milestone.schema.ts'
import { METRIC_MILESTONE, milestoneForClaim } from './milestone.ts'

/** The milestones of one metric, in the order they were reached. @throws 404 */
export const listMilestones = async (
  ctx: Context,
  metricId: string,
  paging: Paging,
): Promise<Page<MetricMilestone>> => {
  await load(ctx, METRIC, metricId)
  return pageOf(ctx, paging, metricId)
}

/** The milestones of all metrics that are not deleted, or of one. */
export const listAllMilestones = async (
  ctx: Context,
  { metricId, ...paging }: Paging & { metricId?: string | undefined },
): Promise<Page<MetricMilestone>> => {
  const live = await liveMetrics(ctx)
  const found = await pageOf(ctx, paging, metricId, (row) => live.has(row.metricId))
  const wanted = [...live.values()].filter(({ id }) => !metricId || id === metricId)
  return { ...found, total: wanted.reduce((sum, { milestoneCount }) => sum + milestoneCount, 0) }
}

const pageOf = (ctx: Context, paging: Paging, metricId?: string, keep?: (row: MetricMilestone) => boolean) =>
  listPage(
    ctx,
    {
      name: `milestones ${metricId ?? ''}`,
      range: startingWith(sk.milestones(metricId)),
      read: (item) => fromItem(METRIC_MILESTONE, item),
      keep,
    },
    paging,
  )

/**
 * Takes a milestone that a client has detected. One that is stored already (same type, value within 1) is the answer and
 * pays nothing; another is stored and paid here when the metric does stand at it.
 * @throws 400 naming metricId, 409 MILESTONE_NOT_REACHED
 */
export const claimMilestone = (ctx: Context, asked: ClaimMilestone, claim?: Claim | null): Promise<MetricMilestone> =>
  untilCommitted(
    ctx,
    async () => {
      const metric = await find(ctx, METRIC, asked.metricId, { consistent: true })
      if (!metric) throw invalidField('metricId', `Metric ${asked.metricId} not found`)
      const history = await readHistory(ctx, metric)
      const held = milestoneForClaim(history.held, asked)
      if (held) return { changes: [], result: held }
      const mark = milestoneForClaim(await newMarks(ctx, metric, history), asked)
      if (!mark) throw notReached(metric)
      const at = nextChangeAt(metric, ctx.now())
      const reached = reachMilestones(ctx, metric, [mark], at, asked)
      const change = update(METRIC, metric, { milestoneCount: metric.milestoneCount + 1 }, at, 'milestone_reached')
      const [milestone] = reached.milestones as [MetricMilestone]
      return {
        changes: [...(change ? [change] : []), ...reached.changes],
        writes: reached.writes,
        result: milestone,
      }
    },
    claim,
  )

const notReached = (metric: MetricRecord) =>
  conflict(
    'The metric has not reached this milestone',
    { type: 'wrong_state', loc: ['body', 'value'], entity: entityRef(METRIC, metric) },
    'MILESTONE_NOT_REACHED',
  )

const CLAIM = new RegExp(`^Milestone achieved: (${MilestoneType.options.join('|')})\\b`)

/**
 * What POST /wallet/add answers to a client that books the points of a milestone itself: nothing is booked, because
 * every held milestone is paid. Null when the metric holds none of that type and amount: then it is a booking like any.
 */
export const paidAlready = async (
  ctx: Context,
  { source, sourceEntityId, description, amount }: AddPoints,
): Promise<{ balance: WalletBalance; transaction: WalletTransaction } | null> => {
  const type = CLAIM.exec(description)?.[1]
  if (source !== 'manual' || !sourceEntityId || !type) return null
  const held = await readMilestones(ctx, sourceEntityId)
  const paid = held.find((one) => one.type === type && one.pointsAwarded === amount)
  if (!paid) return null
  const [item, balance] = await Promise.all([
    partition(ctx).get(sk.transaction(paid.transactionId)),
    readBalance(ctx, true),
  ])
  return item && { balance, transaction: fromItem(TRANSACTION, item) }
}

import type { Context } from '../../platform/context.ts'
import { type Change, create, update } from '../../platform/events/change.ts'
import { fromItem } from '../../platform/events/stored.ts'
import type { Write } from '../../platform/events/write.ts'
import { LAST, sk, userPk } from '../../platform/table/keys.ts'
import { type Item, queryAll, queryPage, startingWith } from '../../platform/table/table.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { book } from '../wallet/ledger.ts'
import type { MetricRecord } from './metric.schema.ts'
import { METRIC } from './metric.ts'
import type { LogRecord } from './metric-log.schema.ts'
import { afterStep, type LogStep, METRIC_LOG, summaryOf } from './metric-log.ts'
import type { MetricMilestone } from './milestone.schema.ts'
import { daysThatCount, heldAs, type Mark, METRIC_MILESTONE, marksOf, pointsForMilestone } from './milestone.ts'
import { EMBEDDED_LOGS, recentLogsWrite } from './recent-logs.ts'

const DAY_MS = 86_400_000
/** More than a metric embeds, so that the newest are known after one of them has gone. */
const WINDOW = EMBEDDED_LOGS + 10

/** All that a change of a metric's logs is decided on. Consistent; the metric's version guards it. */
export type History = {
  /** Newest first; all of them when `whole`. */
  newest: LogRecord[]
  whole: boolean
  /** The two oldest, oldest first. */
  oldest: LogRecord[]
  held: MetricMilestone[]
  zone: string
}

/**
 * Read after the metric: whoever changes its logs meanwhile also changes its version, and the commit is decided again.
 * Four parallel reads.
 */
export const readHistory = async (ctx: Context, metricId: string): Promise<History> => {
  const options = { deadline: ctx.deadline, consistent: true }
  const range = { pk: userPk(ctx.userId), ...startingWith(sk.metricLogs(metricId)) }
  const [newest, oldest, held, { timeZone }] = await Promise.all([
    queryPage({ ...range, descending: true, limit: WINDOW }, options),
    queryPage({ ...range, limit: 2 }, options),
    heldMilestones(ctx, metricId),
    loadProfile(ctx),
  ])
  return {
    newest: newest.items.map(readLogRow),
    whole: newest.next === undefined,
    oldest: oldest.items.map(readLogRow),
    held,
    zone: timeZone,
  }
}

export const heldMilestones = async (ctx: Context, metricId: string): Promise<MetricMilestone[]> => {
  const range = { pk: userPk(ctx.userId), ...startingWith(sk.milestones(metricId)) }
  const rows = await queryAll(range, { deadline: ctx.deadline, consistent: true })
  return rows.map((row) => fromItem(METRIC_MILESTONE, row))
}

export const readLogRow = (item: Item): LogRecord => fromItem(METRIC_LOG, item)

/** What goes with a change of a metric's logs, in its transaction. */
type Landing = { changes: Change[]; writes: Write[] }

/**
 * The metric after a change of its logs: latest value, baseline and count, the row of its newest logs, and (when
 * `pays`) the milestones it stands at now and their points. `at`: epoch ms, the time of the metric's change.
 */
export const landing = async (
  ctx: Context,
  metric: MetricRecord,
  step: LogStep,
  { at, type, pays }: { at: number; type: string; pays: boolean },
): Promise<Landing> => {
  const history = await readHistory(ctx, metric.id)
  const logs = afterStep(history.newest, step)
  const count = metric.logCount + (step.after ? 1 : 0) - (step.before ? 1 : 0)
  const summary = summaryOf(logs[0], afterStep(history.oldest, step).at(-1), count)
  const next = { ...metric, ...summary, logsUpdatedAt: new Date(at).toISOString() }
  const found = pays ? await newMarks(ctx, next, history, step) : []
  const reached = reachMilestones(ctx, next, found, at)
  const change = update(METRIC, metric, { ...next, milestoneCount: metric.milestoneCount + found.length }, at, type)
  return {
    changes: [...(change ? [change] : []), ...reached.changes],
    writes: [recentLogsWrite(ctx, metric.id, logs), ...reached.writes],
  }
}

const NO_STEP: LogStep = { before: null, after: null }

/** The marks a metric stands at, after a change of its logs, and does not hold yet. */
export const newMarks = async (
  ctx: Context,
  metric: MetricRecord,
  history: History,
  step = NO_STEP,
): Promise<Mark[]> => {
  const now = ctx.now()
  const logs = afterStep(await logsThatCount(ctx, metric.id, history, now), step)
  const times = logs.map(({ loggedAt }) => Date.parse(loggedAt))
  return marksOf({ metric, times, now, zone: history.zone }).filter((mark) => !heldAs(history.held, mark))
}

/** The logs that streaks depend on: the newest at hand, or one more query for who logs many times a day. */
const logsThatCount = async (ctx: Context, metricId: string, history: History, now: number): Promise<LogRecord[]> => {
  const { newest, whole, held } = history
  const from = new Date(now - daysThatCount(held) * DAY_MS).toISOString()
  if (whole || (newest.at(-1)?.loggedAt ?? '') <= from) return newest
  const bounds = { from: sk.metricLog(metricId, from, ''), to: sk.metricLogs(metricId) + LAST }
  const rows = await queryAll({ pk: userPk(ctx.userId), ...bounds }, { deadline: ctx.deadline, consistent: true })
  return rows.map(readLogRow)
}

/** New milestones and the points they pay. `claim` is what a client wants them to be stored with. */
export const reachMilestones = (
  ctx: Context,
  metric: MetricRecord,
  marks: Mark[],
  at: number,
  claim: { id?: string | undefined; rewardId?: string | null | undefined } = {},
): Landing & { milestones: MetricMilestone[] } => {
  const entries = marks.map((mark) => ({
    amount: pointsForMilestone(mark),
    type: 'earn' as const,
    source: 'system' as const,
    sourceEntityType: null,
    sourceEntityId: metric.id,
    description: `Milestone achieved: ${mark.type} ${mark.value} for ${metric.name}`,
  }))
  const booked = book(ctx, entries, at)
  const changes = marks.map((mark, i) =>
    create(
      METRIC_MILESTONE,
      {
        ...mark,
        id: claim.id ?? ctx.newId(at),
        userId: ctx.userId,
        metricId: metric.id,
        achievedAt: metric.lastLoggedAt ?? new Date(at).toISOString(),
        pointsAwarded: entries[i]?.amount ?? 0,
        rewardId: claim.rewardId ?? null,
        transactionId: booked.changes[i]?.after.id ?? '',
      },
      at,
      'achieved',
    ),
  )
  return {
    changes: [...changes, ...booked.changes],
    writes: booked.writes,
    milestones: changes.map(({ after }) => after),
  }
}

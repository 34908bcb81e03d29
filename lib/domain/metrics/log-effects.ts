import type { Context } from '../../platform/context.ts'
import { type Change, create, update } from '../../platform/events/change.ts'
import type { Write } from '../../platform/events/write.ts'
import { DAY_MS } from '../../platform/units.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { book } from '../wallet/ledger.ts'
import type { MetricRecord } from './metric.fields.ts'
import { METRIC } from './metric.ts'
import type { LogRecord } from './metric-log.fields.ts'
import { type LogWindow, readLogsSince, readLogWindow } from './metric-log.repository.ts'
import { afterStep, type LogStep } from './metric-log.ts'
import { readMilestones } from './milestone.repository.ts'
import type { MetricMilestone } from './milestone.schema.ts'
import {
  daysForMarks,
  type Mark,
  METRIC_MILESTONE,
  marksOf,
  matchingMilestone,
  pointsForMilestone,
} from './milestone.ts'
import { recentLogsAfter, recounted } from './recount.ts'

/** All that a change of a metric's logs is decided on. Consistent; the metric's version guards it. */
export type History = LogWindow & { held: MetricMilestone[]; zone: string }

/** Three or four parallel reads, made after the metric was read (see readLogWindow). */
export const readHistory = async (ctx: Context, metric: MetricRecord): Promise<History> => {
  const [window, held, { timeZone }] = await Promise.all([
    readLogWindow(ctx, metric),
    readMilestones(ctx, metric.id),
    loadProfile(ctx),
  ])
  return { ...window, held, zone: timeZone }
}

/** What goes with a change of a metric's logs, in its transaction. */
type Effects = { changes: Change[]; writes: Write[] }

/**
 * The metric after a change of its logs: latest value, baseline and count, the row of its newest logs, and (when
 * `pays`) the milestones it has reached now and their points. `at`: epoch ms, the time of the metric's change.
 */
export const effectsOfLog = async (
  ctx: Context,
  metric: MetricRecord,
  step: LogStep,
  { at, type, pays }: { at: number; type: string; pays: boolean },
): Promise<Effects> => {
  const history = await readHistory(ctx, metric)
  const next = recounted(metric, history, step, at)
  const found = pays ? await newMarks(ctx, next, history, step) : []
  const reached = reachMilestones(ctx, next, found, at)
  const change = update(METRIC, metric, { ...next, milestoneCount: metric.milestoneCount + found.length }, at, type)
  return {
    changes: [...(change ? [change] : []), ...reached.changes],
    writes: [recentLogsAfter(ctx, metric.id, history, step), ...reached.writes],
  }
}

const NO_STEP: LogStep = { before: null, after: null }

/** The marks that a metric has reached after a change of its logs, and does not hold yet. */
export const newMarks = async (
  ctx: Context,
  metric: MetricRecord,
  history: History,
  step = NO_STEP,
): Promise<Mark[]> => {
  const now = ctx.now()
  const logs = afterStep(await logsThatCount(ctx, metric.id, history, now), step)
  const times = logs.map(({ loggedAt }) => Date.parse(loggedAt))
  return marksOf({ metric, times, now, zone: history.zone }).filter((mark) => !matchingMilestone(history.held, mark))
}

/** The logs that streaks depend on: those at hand, or one more query for people who log many times a day. */
const logsThatCount = async (ctx: Context, metricId: string, history: History, now: number): Promise<LogRecord[]> => {
  const { newest, whole, held } = history
  const from = new Date(now - daysForMarks(held) * DAY_MS).toISOString()
  if (whole || (newest.at(-1)?.loggedAt ?? '') <= from) return newest
  return readLogsSince(ctx, metricId, from)
}

/** New milestones and the points they pay. `claim` is what a client wants them to be stored with. */
export const reachMilestones = (
  ctx: Context,
  metric: MetricRecord,
  marks: Mark[],
  at: number,
  claim: { id?: string | undefined; rewardId?: string | null | undefined } = {},
): Effects & { milestones: MetricMilestone[] } => {
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

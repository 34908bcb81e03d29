import type { Context } from '../../platform/context.ts'
import { ownerDeleted } from '../../platform/errors.ts'
import { type Change, nextChangeAt, update } from '../../platform/events/change.ts'
import type { AlsoRestored } from '../../platform/events/kind.ts'
import { find } from '../../platform/events/mutate.ts'
import type { Write } from '../../platform/events/write.ts'
import type { MetricRecord } from './metric.fields.ts'
import { METRIC } from './metric.ts'
import type { LogRecord } from './metric-log.fields.ts'
import { type LogWindow, readLogWindow } from './metric-log.repository.ts'
import { afterStep, type LogStep, summaryOf } from './metric-log.ts'
import { recentLogsWrite } from './recent-logs.ts'

/** A metric with a change of one of its logs: latest value, baseline and count. `at`: epoch ms. */
export const recounted = (metric: MetricRecord, window: LogWindow, step: LogStep, at: number): MetricRecord => {
  const count = metric.logCount + (step.after ? 1 : 0) - (step.before ? 1 : 0)
  const newest = afterStep(window.newest, step)[0]
  const oldest = afterStep(window.oldest, step).at(-1)
  return { ...metric, ...summaryOf(newest, oldest, count), logsUpdatedAt: new Date(at).toISOString() }
}

/** The row of a metric's newest logs after a change of one of them. */
export const recentLogsAfter = (ctx: Context, metricId: string, window: LogWindow, step: LogStep): Write =>
  recentLogsWrite(ctx, metricId, afterStep(window.newest, step))

/** The rows of newest logs after steps of logs of any metrics. */
export const recentLogsOf = async (ctx: Context, steps: LogStep[]): Promise<Write[]> => {
  const byMetric = Map.groupBy(steps, ({ before, after }) => (after ?? before)?.metricId ?? '')
  const rows = [...byMetric].map(async ([id, own]) => {
    const { newest } = await readLogWindow(ctx, { id, logCount: 0 })
    return recentLogsWrite(ctx, id, own.reduce(afterStep, newest))
  })
  return Promise.all(rows)
}

/** What else changes when a log is restored: its metric counts it again. @throws 409 while the metric is deleted */
export const countAgain = async (ctx: Context, restored: Change<LogRecord>): Promise<AlsoRestored> => {
  const step: LogStep = { before: null, after: restored.after }
  const { metricId } = restored.after
  const metric = await find(ctx, METRIC, metricId, { consistent: true })
  if (!metric) throw ownerDeleted('metric', metricId)
  const at = nextChangeAt(metric, restored.at)
  const window = await readLogWindow(ctx, metric)
  const change = update(METRIC, metric, recounted(metric, window, step, at), at, 'log_restored')
  return { changes: change ? [change] : [], writes: [recentLogsAfter(ctx, metric.id, window, step)] }
}

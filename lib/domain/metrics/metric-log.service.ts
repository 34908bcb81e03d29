import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { create, nextChangeAt, remove, update } from '../../platform/events/change.ts'
import type { Transaction } from '../../platform/events/commit.ts'
import { checkIfMatch, load, untilCommitted } from '../../platform/events/mutate.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { replacementOf } from '../entity-fields.ts'
import { deleted } from '../fields.ts'
import { effectsOfLog } from './log-effects.ts'
import type { MetricRecord } from './metric.fields.ts'
import { METRIC } from './metric.ts'
import { type LogRecord, metricLogFields } from './metric-log.fields.ts'
import { METRIC_LOG } from './metric-log.kind.ts'
import { readLogRow } from './metric-log.repository.ts'
import type { CreateLog, MetricLog, UpdateLog } from './metric-log.schema.ts'
import { logFields, viewLog } from './metric-log.ts'

/**
 * Logs a value, at any time in the past. The metric's summary, its milestones and their points change with it.
 * @throws 404 for the metric, 400 naming loggedAt
 */
export const createLog = (ctx: Context, metricId: string, input: CreateLog, claim?: Claim | null): Promise<MetricLog> =>
  untilCommitted(
    ctx,
    async () => {
      const metric = await load(ctx, METRIC, metricId, { consistent: true })
      const now = ctx.now()
      const at = nextChangeAt(metric, now)
      const fields = { note: null, loggedAt: new Date(now).toISOString(), ...logFields(input, now), value: input.value }
      const log = create(METRIC_LOG, { ...fields, id: ctx.newId(at), userId: ctx.userId, metricId }, at, 'logged')
      const effects = await effectsOfLog(
        ctx,
        metric,
        { before: null, after: log.after },
        { at, type: 'logged', pays: true },
      )
      return { changes: [log, ...effects.changes], writes: effects.writes, result: viewLog(log.after) }
    },
    claim,
  )

/** @throws 404 for the metric or the log */
export const readLog = async (ctx: Context, metricId: string, logId: string): Promise<MetricLog> => {
  await load(ctx, METRIC, metricId)
  return viewLog(await findLog(ctx, metricId, logId))
}

/** Corrects a log; the metric follows, also where the log becomes the newest or ceases to be. @throws 404, 412, 400 */
export const updateLog = (ctx: Context, metricId: string, logId: string, patch: UpdateLog): Promise<MetricLog> =>
  changeLog(ctx, metricId, logId, async (metric, before, at) => {
    const change = update(METRIC_LOG, before, logFields(patch, ctx.now()), at)
    if (!change) return { changes: [], result: viewLog(before) }
    const after = change.after
    const effects = await effectsOfLog(ctx, metric, { before, after }, { at, type: 'log_changed', pays: true })
    return { changes: [change, ...effects.changes], writes: effects.writes, result: viewLog(after) }
  })

/** Replaces every field but the time, which stays as it is when it is not sent. @throws 404, 412, 400 */
export const replaceLog = (ctx: Context, metricId: string, logId: string, input: CreateLog): Promise<MetricLog> =>
  updateLog(ctx, metricId, logId, replacementOf(metricLogFields, input))

/** Moves a log to the trash. Milestones that were reached with it stay reached, and paid. @throws 404, 412 */
export const deleteLog = (ctx: Context, metricId: string, logId: string) =>
  changeLog(ctx, metricId, logId, async (metric, before, at) => {
    const effects = await effectsOfLog(ctx, metric, { before, after: null }, { at, type: 'log_deleted', pays: false })
    const change = remove(METRIC_LOG, before, at)
    return { changes: [change, ...effects.changes], writes: effects.writes, result: deleted(logId) }
  })

const changeLog = <R>(
  ctx: Context,
  metricId: string,
  logId: string,
  decide: (metric: MetricRecord, log: LogRecord, at: number) => Promise<Transaction<R>>,
): Promise<R> =>
  untilCommitted(ctx, async () => {
    const metric = await load(ctx, METRIC, metricId, { consistent: true })
    const log = await findLog(ctx, metricId, logId)
    checkIfMatch(ctx, log)
    const now = ctx.now()
    return decide(metric, log, Math.max(nextChangeAt(metric, now), nextChangeAt(log, now)))
  })

/** A log by its id alone: keys begin with its time, so the metric's logs are read from the newest until it turns up. */
const findLog = async (ctx: Context, metricId: string, logId: string): Promise<LogRecord> => {
  const rows = partition(ctx)
  const range = { ...startingWith(sk.metricLogs(metricId)), descending: true }
  for (let after: Item | undefined, limit = 100; ; limit = 1_000) {
    const { items, next } = await rows.page({ ...range, limit, after }, { consistent: true })
    const found = items.find(({ id }) => id === logId)
    if (found) return readLogRow(found)
    if (!next) throw notFound(METRIC_LOG.label)
    after = next
  }
}

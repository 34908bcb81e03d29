import type { Context } from '../../platform/context.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { type Change, create, nextChangeAt, remove, update } from '../../platform/events/change.ts'
import type { Transaction } from '../../platform/events/commit.ts'
import { checkIfMatch, find, load, untilCommitted } from '../../platform/events/mutate.ts'
import type { Write } from '../../platform/events/write.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { sk, userPk } from '../../platform/table/keys.ts'
import { queryPage, startingWith } from '../../platform/table/table.ts'
import { deleted } from '../fields.ts'
import { landing, readLogRow } from './landing.ts'
import type { MetricRecord } from './metric.schema.ts'
import { METRIC } from './metric.ts'
import type { CreateLog, LogRecord, MetricLog, UpdateLog } from './metric-log.schema.ts'
import { logFields, METRIC_LOG, viewLog } from './metric-log.ts'

/**
 * Logs a value, at any time in the past. The metric's summary, its milestones and their points land with it.
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
      const landed = await landing(ctx, metric, { before: null, after: log.after }, { at, type: 'logged', pays: true })
      return { changes: [log, ...landed.changes], writes: landed.writes, result: viewLog(log.after) }
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
    const landed = await landing(ctx, metric, { before, after }, { at, type: 'log_changed', pays: true })
    return { changes: [change, ...landed.changes], writes: landed.writes, result: viewLog(after) }
  })

/** Moves a log to the trash. Milestones that were reached with it stay reached, and paid. @throws 404, 412 */
export const deleteLog = (ctx: Context, metricId: string, logId: string) =>
  changeLog(ctx, metricId, logId, async (metric, before, at) => {
    const landed = await landing(ctx, metric, { before, after: null }, { at, type: 'log_deleted', pays: false })
    const change = remove(METRIC_LOG, before, at)
    return { changes: [change, ...landed.changes], writes: landed.writes, result: deleted(logId) }
  })

/** What goes with the restoring of a log: its metric counts it again. @throws 409 while the metric is deleted */
export const landRestored = async (ctx: Context, restored: Change): Promise<{ changes: Change[]; writes: Write[] }> => {
  const after = restored.after as LogRecord
  const metric = await find(ctx, METRIC, after.metricId, { consistent: true })
  if (!metric) throw conflict('Its metric is deleted: restore that first')
  const at = nextChangeAt(metric, restored.at)
  return landing(ctx, metric, { before: null, after }, { at, type: 'log_restored', pays: false })
}

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
  const range = { pk: userPk(ctx.userId), ...startingWith(sk.metricLogs(metricId)), descending: true }
  for (let after: Parameters<typeof queryPage>[0]['after'], limit = 100; ; limit = 1_000) {
    const { items, next } = await queryPage({ ...range, limit, after }, { deadline: ctx.deadline, consistent: true })
    const found = items.find(({ id }) => id === logId)
    if (found) return readLogRow(found)
    if (!next) throw notFound(METRIC_LOG.label)
    after = next
  }
}

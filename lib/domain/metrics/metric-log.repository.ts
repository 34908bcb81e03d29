import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { LAST, sk, startingWith } from '../../platform/table/keys.ts'
import { defaultsOf } from '../entity-fields.ts'
import type { MetricRecord } from './metric.fields.ts'
import { type LogRecord, metricLogFields } from './metric-log.fields.ts'
import { EMBEDDED_LOGS } from './recent-logs.ts'

/** The logs that a metric's summary depends on. */
export type LogWindow = {
  /** Newest first; all of them when `whole`. */
  newest: LogRecord[]
  whole: boolean
  /** The two oldest, oldest first. */
  oldest: LogRecord[]
}

/** More than a metric embeds, so that the newest are known after one of them has gone. */
const WINDOW = EMBEDDED_LOGS + 10

const defaults = defaultsOf(metricLogFields)

export const readLogRow = (item: Item): LogRecord => fromItem<LogRecord>({ defaults }, item)

/**
 * Both ends of a metric's logs: two parallel, consistent reads, or one when it has so few that they are the same. Read after the
 * metric: whoever changes its logs meanwhile also changes its version, and the commit is decided again.
 */
export const readLogWindow = async (
  ctx: Context,
  { id, logCount }: Pick<MetricRecord, 'id' | 'logCount'>,
): Promise<LogWindow> => {
  const range = startingWith(sk.metricLogs(id))
  const pageOf = (page: { descending?: boolean; limit: number }) =>
    partition(ctx).page({ ...range, ...page }, { consistent: true })
  const firstTwo = () => pageOf({ limit: 2 })
  const [newest, apart] = await Promise.all([
    pageOf({ descending: true, limit: WINDOW }),
    logCount < WINDOW ? undefined : firstTwo(),
  ])
  const whole = newest.next === undefined
  const oldest = whole ? newest.items.slice(-2).reverse() : (apart ?? (await firstTwo())).items
  return { newest: newest.items.map(readLogRow), whole, oldest: oldest.map(readLogRow) }
}

/** A metric's logs from an instant (ISO UTC) on. */
export const readLogsSince = async (ctx: Context, metricId: string, from: string): Promise<LogRecord[]> => {
  const bounds = { from: sk.metricLog(metricId, from, ''), to: sk.metricLogs(metricId) + LAST }
  const rows = await partition(ctx).range(bounds, { consistent: true })
  return rows.map(readLogRow)
}

import type { Context } from '../../platform/context.ts'
import { load } from '../../platform/events/mutate.ts'
import { listPage, type Page, slicePage } from '../../platform/lists/list.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { LAST, sk, startingWith } from '../../platform/table/keys.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { addDays } from '../time/dates.ts'
import { startOfDay } from '../time/zone.ts'
import { liveMetrics } from './metric.list.ts'
import { METRIC } from './metric.ts'
import { readLogRow } from './metric-log.repository.ts'
import type { AllLogsQuery, LogQuery, MetricLog } from './metric-log.schema.ts'
import { viewLog } from './metric-log.ts'

/** The logs of one metric, newest first, of a range of days or instants (both inclusive). @throws 404 */
export const listLogs = async (ctx: Context, metricId: string, query: LogQuery): Promise<Page<MetricLog>> => {
  const { startDate, endDate, limit, page, pageSize = limit, cursor } = query
  const [metric, { timeZone }] = await Promise.all([load(ctx, METRIC, metricId), zoneFor(ctx, startDate, endDate)])
  const from = startDate ? boundary(startDate, timeZone, 0) : ''
  const to = endDate ? boundary(endDate, timeZone, 1) : LAST
  const spec = {
    name: `logs ${metricId} ${startDate ?? ''} ${endDate ?? ''}`,
    range: { from: sk.metricLogs(metricId) + from, to: sk.metricLogs(metricId) + to + LAST, descending: true },
    read: (item: Item) => viewLog(readLogRow(item)),
  }
  if (from > to) return slicePage(ctx, spec, [], { page, pageSize })
  const found = await listPage(ctx, spec, { page, pageSize, cursor })
  const ranged = startDate !== undefined || endDate !== undefined
  return {
    ...found,
    total: ranged ? (found.hasMore ? null : found.total) : Math.max(metric.logCount, found.data.length),
  }
}

/** A screen asks once for all logs and sorts them out by metric, so an answer without paging holds more than a page. */
const MAX_WHOLE = 5_000
/** Lambda sends 6 MB at most. */
const MAX_BYTES = 4_500_000

/**
 * The logs of all metrics that are not deleted, metric by metric, each newest first; or of one metric. Without paging
 * up to 5,000 of them. What metrics know of their logs makes the total exact.
 */
export const listAllLogs = async (ctx: Context, { metricId, ...paging }: AllLogsQuery): Promise<Page<MetricLog>> => {
  const live = await liveMetrics(ctx)
  const wanted = [...live.values()].filter(({ id }) => !metricId || id === metricId)
  const total = wanted.reduce((sum, { logCount }) => sum + logCount, 0)
  const spec = {
    name: `all logs ${metricId ?? ''}`,
    range: { ...startingWith(sk.metricLogs(metricId)), descending: true },
    read: (item: Item) => viewLog(readLogRow(item)),
    keep: (log: MetricLog) => live.has(log.metricId),
  }
  const unpaged = !paging.page && !paging.pageSize && !paging.cursor
  if (unpaged && total <= MAX_WHOLE) {
    const rows = await partition(ctx).range(spec.range)
    const data = rows.map(spec.read).filter(spec.keep)
    if (data.reduce((sum, { note }) => sum + 350 + 6 * (note?.length ?? 0), 0) <= MAX_BYTES)
      return { data, total: data.length, page: 1, pageSize: MAX_WHOLE, hasMore: false, nextCursor: null }
  }
  return { ...(await listPage(ctx, spec, paging)), total }
}

const zoneFor = (
  ctx: Context,
  ...dates: (string | undefined)[]
): Promise<{ timeZone: string }> | { timeZone: string } =>
  dates.some((date) => date?.length === 10) ? loadProfile(ctx) : { timeZone: 'UTC' }

/** The first instant of a day, or (`after` 1) its last; instants are what they are. */
const boundary = (date: string, zone: string, after: 0 | 1): string =>
  date.length === 10 ? new Date(startOfDay(addDays(date, after), zone) - after).toISOString() : date

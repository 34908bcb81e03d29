import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { type ListSpec, listPage, type Page, slicePage } from '../../platform/lists/list.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { LAST, sk, startingWith } from '../../platform/table/keys.ts'
import { keepWhere } from '../list-filters.ts'
import type { MetricRecord } from './metric.fields.ts'
import type { Metric, MetricQuery } from './metric.schema.ts'
import { METRIC, viewMetric } from './metric.ts'
import { viewLog } from './metric-log.ts'
import { EMBEDDED_LOGS, readRecent } from './recent-logs.ts'

/** Logs that one answer embeds in all: about 3 MB of JSON, of the 6 MB that Lambda sends. */
const MAX_EMBEDDED = 9_000

/**
 * A page of metrics with their newest logs, in the order of creation. Without paging one query reads both, however
 * many logs there are; else (or beyond 1 MB) the page's rows are looked up by key.
 */
export const listMetrics = async (ctx: Context, query: MetricQuery): Promise<Page<Metric>> => {
  const { page, pageSize, cursor, ...filters } = query
  const spec = specOf(filters)
  const whole = !page && !pageSize && !cursor ? await readWhole(ctx) : null
  if (whole) {
    const found = slicePage(ctx, spec, whole.metrics, {})
    return { ...found, data: viewWithLogs(ctx.userId, found.data, whole.rows) }
  }
  const found = await listPage(ctx, spec, { page, pageSize, cursor })
  return { ...found, data: await withLogs(ctx, found.data) }
}

const specOf = (filters: Omit<MetricQuery, 'page' | 'pageSize' | 'cursor'>): ListSpec<MetricRecord> => ({
  name: `metrics ${JSON.stringify(filters)}`,
  range: startingWith(sk.entities('metric')),
  read: (item) => fromItem(METRIC, item),
  ...keepWhere(filters),
  counted: 'metric',
})

/** All metrics and the rows of their newest logs, which lie next to them; null when they are more than one query. */
const readWhole = async (ctx: Context): Promise<{ metrics: MetricRecord[]; rows: Map<string, Item> } | null> => {
  const range = { from: sk.entities('metric'), to: sk.recentLogs('') + LAST, limit: 1_000 }
  const { items, next } = await partition(ctx).page(range)
  if (next) return null
  const isMetric = ({ SK }: Item) => String(SK).startsWith(sk.entities('metric'))
  return {
    metrics: items.filter(isMetric).map((item) => fromItem(METRIC, item)),
    rows: new Map(items.filter((item) => !isMetric(item)).map((item) => [String(item.SK), item])),
  }
}

/** Metrics as clients read them, with their newest logs. One round trip for each 100. */
export const withLogs = async (ctx: Context, metrics: MetricRecord[]): Promise<Metric[]> => {
  const keys = metrics.map(({ id }) => sk.recentLogs(id))
  const rows = await partition(ctx).getMany(keys)
  return viewWithLogs(ctx.userId, metrics, new Map(rows.map((row) => [String(row.SK), row])))
}

/** Metrics as clients read them; `rows`: those of their newest logs, by key. */
export const viewWithLogs = (userId: string, metrics: MetricRecord[], rows: Map<string, Item>): Metric[] => {
  const limit = Math.min(EMBEDDED_LOGS, Math.floor(MAX_EMBEDDED / metrics.length))
  return metrics.map((metric) => {
    const logs = readRecent(userId, metric.id, rows.get(sk.recentLogs(metric.id)), limit)
    return viewMetric(metric, logs.map(viewLog))
  })
}

/** The metrics there are, and how many logs they have: deleted ones keep theirs, out of sight. */
export const liveMetrics = async (ctx: Context): Promise<Map<string, MetricRecord>> => {
  const range = sk.entities('metric')
  const items = await partition(ctx).range(range)
  return new Map(items.map((item) => [String(item.id), fromItem(METRIC, item)]))
}

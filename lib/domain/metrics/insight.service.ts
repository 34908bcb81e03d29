import type { Context } from '../../platform/context.ts'
import { invalidField, notFound } from '../../platform/errors.ts'
import { commit } from '../../platform/events/commit.ts'
import { putWrite, removeWrite, requireWrite } from '../../platform/events/write.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { listPage, type Page } from '../../platform/lists/list.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { deleted } from '../fields.ts'
import { analyticsOf, readPoints } from './analytics.service.ts'
import type { CreateInsight, InsightQuery, MetricInsight, MetricInsightContent } from './insight.schema.ts'
import { anomalyOf } from './trend.ts'

const KEPT_MS = 24 * 3_600_000
const DAYS_AHEAD = 30

/** The insights that have not expired. */
export const listInsights = (ctx: Context, { metricId, ...paging }: InsightQuery): Promise<Page<MetricInsight>> => {
  const now = new Date(ctx.now()).toISOString()
  return listPage(
    ctx,
    {
      name: `insights ${metricId ?? ''}`,
      range: startingWith(sk.metricInsights()),
      read: toInsight,
      keep: (insight) => insight.expiresAt > now && (!metricId || insight.metricId === metricId),
    },
    paging,
  )
}

/** Remembers an insight for up to 24 hours. @throws 400 naming metricId when there is no such metric. */
export const saveInsight = (ctx: Context, input: CreateInsight, claim?: Claim | null): Promise<MetricInsight> => {
  const now = ctx.now()
  const latest = now + KEPT_MS
  const until = Math.min(input.expiresAt ? Date.parse(input.expiresAt) : latest, latest)
  const made = Math.min(input.cachedAt ? Date.parse(input.cachedAt) : now, now)
  const insight: MetricInsight = {
    ...input,
    id: input.id ?? ctx.newId(now),
    cachedAt: new Date(made).toISOString(),
    expiresAt: new Date(until).toISOString(),
  }
  // expiresAt of the row is the table's TTL, in whole seconds.
  const row = { ...insight, until: insight.expiresAt, expiresAt: Math.ceil(until / 1_000) }
  const exists = requireWrite(ctx, sk.entity('metric', input.metricId), () =>
    invalidField('metricId', `Metric ${input.metricId} not found`),
  )
  return commit(
    ctx,
    {
      changes: [],
      writes: [exists, putWrite(ctx, sk.metricInsight(insight.id), row)],
      result: insight,
    },
    claim,
  )
}

/** Forgets an insight. @throws 404 */
export const deleteInsight = (ctx: Context, id: string) =>
  commit(ctx, {
    changes: [],
    writes: [removeWrite(ctx, sk.metricInsight(id), () => notFound('Insight'))],
    result: deleted(id),
  })

/** The newest stored insight of a metric, or one computed from its figures. @throws 404 */
export const readInsight = async (ctx: Context, metricId: string): Promise<MetricInsightContent> => {
  const range = sk.metricInsights()
  const [{ metric, points, zone }, rows] = await Promise.all([readPoints(ctx, metricId), partition(ctx).range(range)])
  const now = ctx.now()
  const fresh = rows
    .map(toInsight)
    .filter((one) => one.metricId === metricId && Date.parse(one.expiresAt) > now)
    .sort((a, b) => (a.cachedAt < b.cachedAt ? 1 : -1))
  const [best] = fresh
  if (best) {
    const { type, cachedAt, expiresAt, title, description, confidence } = best
    return { type, content: { title, description, confidence }, cachedAt, expiresAt }
  }
  const figures = analyticsOf(metric, points, { now, zone, daysAhead: DAYS_AHEAD })
  return {
    type: 'pattern',
    content: { ...figures, anomaly: anomalyOf(points) },
    cachedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + KEPT_MS).toISOString(),
  }
}

const toInsight = ({ id, metricId, type, title, description, confidence, cachedAt, until }: Item): MetricInsight =>
  ({ id, metricId, type, title, description, confidence, cachedAt, expiresAt: until }) as MetricInsight

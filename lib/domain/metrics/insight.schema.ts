import * as z from 'zod'
import { Id, Instant, pageOf, paging, Text, Title } from '../fields.ts'

export const InsightType = z
  .enum(['pattern', 'anomaly', 'correlation', 'prediction', 'milestone'])
  .meta({ id: 'MetricInsightType' })

/** What somebody (mostly an AI) found in a metric, remembered for a day. A cache, not an entity: no version, no events. */
export const MetricInsight = z
  .object({
    id: z.string(),
    metricId: z.string(),
    type: InsightType,
    title: z.string(),
    description: z.string(),
    confidence: z.number().min(0).max(1),
    cachedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().describe('24 hours after it was cached, or earlier'),
  })
  .meta({ id: 'MetricInsight' })
export type MetricInsight = z.infer<typeof MetricInsight>

export const CreateInsight = z
  .strictObject({
    id: Id.optional().describe('Posting an id again replaces the insight'),
    metricId: Id,
    type: InsightType,
    title: Title(300),
    description: Text(10_000),
    confidence: z.number().min(0).max(1),
    cachedAt: Instant.optional(),
    expiresAt: Instant.optional().describe('At most 24 hours from now'),
  })
  .meta({ id: 'CreateMetricInsight' })
export type CreateInsight = z.infer<typeof CreateInsight>

export const InsightQuery = z.object({ ...paging, metricId: Id.optional() })
export type InsightQuery = z.infer<typeof InsightQuery>

export const InsightPage = pageOf(MetricInsight).meta({ id: 'MetricInsightPage' })

export const MetricInsightContent = z
  .object({
    type: z.string(),
    content: z.record(z.string(), z.unknown()),
    cachedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'MetricInsightContent' })
export type MetricInsightContent = z.infer<typeof MetricInsightContent>

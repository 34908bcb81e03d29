import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { Id } from '../../fields.ts'
import { readPoints } from '../../metrics/analytics.service.ts'
import type { MetricRecord } from '../../metrics/metric.fields.ts'
import { listMetrics } from '../../metrics/metric.list.ts'
import type { Metric } from '../../metrics/metric.schema.ts'
import type { Point } from '../../metrics/trend.ts'

/** Points are newest first; `at` in epoch ms. */
export type MetricFacts = { metric: MetricRecord; points: Point[]; zone: string }

export const MetricInput = z.strictObject({ metricId: Id })
export type MetricInput = z.infer<typeof MetricInput>

/** A metric with its newest 1,000 values. @throws 404 */
export const readMetricFacts = (ctx: Context, { metricId }: MetricInput): Promise<MetricFacts> =>
  readPoints(ctx, metricId)

/** Active metrics, each with its newest logs. */
export const trackedMetrics = async (ctx: Context): Promise<Metric[]> =>
  (await listMetrics(ctx, { status: 'Active', pageSize: 50 })).data

import * as z from 'zod'
import { entityOf } from '../entity-schemas.ts'
import { pageOf } from '../fields.ts'
import { trackedFilters } from '../list-filters.ts'
import { MetricStatus, metricFields } from './metric.fields.ts'
import { MetricLog } from './metric-log.schema.ts'

export const Metric = entityOf(metricFields)
  .extend({
    logs: z.array(MetricLog).optional().describe('The newest logs, newest first: up to 90, fewer in very long lists'),
  })
  .meta({ id: 'Metric' })
export type Metric = z.infer<typeof Metric>

export const MetricQuery = z.object({ ...trackedFilters, status: MetricStatus.optional() })
export type MetricQuery = z.infer<typeof MetricQuery>

export const MetricPage = pageOf(Metric).meta({ id: 'MetricPage' })

import type * as z from 'zod'
import { bodiesOf } from '../entity-schemas.ts'
import { metricFields } from './metric.fields.ts'

export const {
  Create: CreateMetric,
  Update: UpdateMetric,
  Replace: ReplaceMetric,
} = bodiesOf('Metric', metricFields, {}, ['logs'])
export type CreateMetric = z.infer<typeof CreateMetric>
export type UpdateMetric = z.infer<typeof UpdateMetric>

import * as z from 'zod'
import { MAX_LINKS } from '../../platform/events/relation.ts'
import { clearable, Ids, Text, Title } from '../fields.ts'
import { Area } from '../vocabulary.ts'
import { Measure } from './measure.ts'
import { MetricDirection, MetricSource, MetricStatus, MetricUnit, TrackingFrequency } from './metric.schema.ts'

// Apart from the entity’s own schema: who only reads should not make what checks the input.

const writable = {
  name: Title(200),
  description: clearable(Text()),
  area: Area,
  subCategory: clearable(Title(100)),
  unit: MetricUnit,
  customUnit: clearable(Title(50)),
  direction: MetricDirection,
  targetValue: clearable(Measure),
  thresholdLow: clearable(Measure),
  thresholdHigh: clearable(Measure),
  source: MetricSource,
  status: MetricStatus,
  isActive: z.boolean().describe('Where no status is sent: true is Active, false is Paused'),
  trackingFrequency: TrackingFrequency,
  goalIds: Ids(MAX_LINKS),
}

export const UpdateMetric = z.strictObject(writable).partial().meta({ id: 'UpdateMetric' })
export type UpdateMetric = z.infer<typeof UpdateMetric>

export const CreateMetric = UpdateMetric.extend({
  name: writable.name,
  area: Area.default('Health'),
  unit: MetricUnit.default('count'),
  direction: MetricDirection.default('Higher'),
}).meta({ id: 'CreateMetric' })
export type CreateMetric = z.infer<typeof CreateMetric>

import * as z from 'zod'
import { entityFields, pageOf } from '../fields.ts'
import { trackedFilters } from '../list-filters.ts'
import { Area } from '../vocabulary.ts'
import { MetricLog } from './metric-log.schema.ts'

export const MetricStatus = z.enum(['Active', 'Paused', 'Archived']).meta({ id: 'MetricStatus' })
export const MetricDirection = z.enum(['Higher', 'Lower', 'Target']).meta({ id: 'MetricDirection' })
export type MetricDirection = z.infer<typeof MetricDirection>
export const MetricSource = z.enum(['Manual', 'App', 'Device']).meta({ id: 'MetricSource' })
export const MetricUnit = z
  .enum(['count', 'hours', 'minutes', 'dollars', 'pounds', 'kg', 'percent', 'rating', 'custom'])
  .meta({ id: 'MetricUnit' })
export const TrackingFrequency = z.enum(['Daily', 'Weekly', 'Monthly']).meta({ id: 'TrackingFrequency' })

export const Metric = z
  .object({
    ...entityFields,
    name: z.string(),
    description: z.string().nullable(),
    area: Area,
    subCategory: z.string().nullable().describe('Free text'),
    unit: MetricUnit,
    customUnit: z.string().nullable(),
    direction: MetricDirection,
    targetValue: z.number().nullable(),
    thresholdLow: z.number().nullable(),
    thresholdHigh: z.number().nullable(),
    source: MetricSource,
    status: MetricStatus,
    isActive: z.boolean().describe('Whether the status is Active'),
    trackingFrequency: TrackingFrequency,
    goalIds: z.array(z.string()),
    currentValue: z.number().optional().describe('Value of the newest log; absent without logs'),
    baselineValue: z.number().nullable().describe('Value of the oldest log'),
    firstLoggedAt: z.iso.datetime().nullable(),
    lastLoggedAt: z.iso.datetime().nullable(),
    logsUpdatedAt: z.iso.datetime().nullable().describe('Last change of any of its logs'),
    logCount: z.number().int(),
    milestoneCount: z.number().int(),
    logs: z.array(MetricLog).optional().describe('The newest logs, newest first: up to 90, fewer in very long lists'),
  })
  .meta({ id: 'Metric' })
export type Metric = z.infer<typeof Metric>

/** A metric as it is stored: logs are rows of their own, and what is derived is not kept. */
export type MetricRecord = Omit<Metric, 'isActive' | 'logs' | 'currentValue'> & { currentValue: number | null }

export const MetricQuery = z.object({ ...trackedFilters, status: MetricStatus.optional() })
export type MetricQuery = z.infer<typeof MetricQuery>

export const MetricPage = pageOf(Metric).meta({ id: 'MetricPage' })

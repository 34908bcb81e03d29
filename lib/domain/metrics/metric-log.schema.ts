import * as z from 'zod'
import { clearable, DateOrInstant, entityFields, Id, Instant, pageOf, paging, Text } from '../fields.ts'
import { Measure } from './measure.ts'

/** A value of a metric at a time. `note` and `notes` are the same text: clients read either name. */
export const MetricLog = z
  .object({
    ...entityFields,
    metricId: z.string(),
    value: z.number(),
    note: z.string().nullable(),
    notes: z.string().nullable().describe('The same text as note'),
    loggedAt: z.iso.datetime(),
  })
  .meta({ id: 'MetricLog' })
export type MetricLog = z.infer<typeof MetricLog>

/** A log as it is stored: one name for its note. */
export type LogRecord = Omit<MetricLog, 'notes'>

const writable = {
  value: Measure,
  loggedAt: Instant.describe('Any time in the past; now when absent'),
  note: clearable(Text(2_000)),
  notes: clearable(Text(2_000)).describe('Read where note is absent'),
}

export const UpdateLog = z.strictObject(writable).partial().meta({ id: 'UpdateMetricLog' })
export type UpdateLog = z.infer<typeof UpdateLog>

export const CreateLog = UpdateLog.extend({ value: writable.value }).meta({ id: 'CreateMetricLog' })
export type CreateLog = z.infer<typeof CreateLog>

const Boundary = DateOrInstant.optional()

export const LogQuery = z.object({
  ...paging,
  startDate: Boundary.describe('First day in the person’s time zone, or an instant'),
  endDate: Boundary.describe('Last day in the person’s time zone, inclusive, or an instant'),
  limit: z.coerce.number().int().min(1).max(1_000).optional().describe('Another name for pageSize'),
})
export type LogQuery = z.infer<typeof LogQuery>

export const AllLogsQuery = z.object({ ...paging, metricId: Id.optional() })
export type AllLogsQuery = z.infer<typeof AllLogsQuery>

export const LogPage = pageOf(MetricLog).meta({ id: 'MetricLogPage' })

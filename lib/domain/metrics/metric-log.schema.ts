import * as z from 'zod'
import { bodiesOf, entityOf } from '../entity-schemas.ts'
import { DateOrInstant, Id, pageOf, paging } from '../fields.ts'
import { metricLogFields } from './metric-log.fields.ts'

/** A value of a metric at a time. `note` and `notes` are the same text: clients read either name. */
export const MetricLog = entityOf(metricLogFields).meta({ id: 'MetricLog' })
export type MetricLog = z.infer<typeof MetricLog>

export const { Create: CreateLog, Update: UpdateLog, Replace: ReplaceLog } = bodiesOf('MetricLog', metricLogFields, {})
export type CreateLog = z.infer<typeof CreateLog>
export type UpdateLog = z.infer<typeof UpdateLog>

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

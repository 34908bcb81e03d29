import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import type { LogRecord, MetricLog } from './metric-log.schema.ts'

export const METRIC_LOG: Kind<LogRecord> = {
  name: 'metriclog',
  label: 'Metric log',
  defaults: { note: null },
  sk: ({ metricId, loggedAt, id }) => sk.metricLog(metricId, loggedAt, id),
}

/** A log as clients read it. */
export const viewLog = (log: LogRecord): MetricLog => ({ ...log, notes: log.note })

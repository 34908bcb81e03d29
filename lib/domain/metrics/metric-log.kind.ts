import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import type { LogRecord } from './metric-log.schema.ts'
import { LOG_DEFAULTS } from './metric-log.ts'
import { countAgain } from './recount.ts'

export const METRIC_LOG: Kind<LogRecord> = {
  name: 'metriclog',
  label: 'Metric log',
  defaults: LOG_DEFAULTS,
  sk: ({ metricId, loggedAt, id }) => sk.metricLog(metricId, loggedAt, id),
  parent: { kind: 'metric', field: 'metricId', rows: sk.metricLogs },
  text: ['note'],
  onRestore: countAgain,
}

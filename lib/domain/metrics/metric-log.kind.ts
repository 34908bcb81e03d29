import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { defaultsOf } from '../entity-fields.ts'
import { type LogRecord, metricLogFields } from './metric-log.fields.ts'
import { countAgain, recentLogsOf } from './recount.ts'

export const METRIC_LOG: Kind<LogRecord> = {
  name: 'metriclog',
  label: 'Metric log',
  defaults: defaultsOf(metricLogFields),
  sk: ({ metricId, loggedAt, id }) => sk.metricLog(metricId, loggedAt, id),
  parent: { kind: 'metric', field: 'metricId', rows: sk.metricLogs },
  text: ['note'],
  onRestore: countAgain,
  sideRows: recentLogsOf,
}

import { invalidField } from '../../platform/errors.ts'
import { DAY_MS } from '../../platform/units.ts'
import type { MetricRecord } from './metric.fields.ts'
import type { LogRecord } from './metric-log.fields.ts'
import type { MetricLog, UpdateLog } from './metric-log.schema.ts'

/** A log as clients read it. */
export const viewLog = (log: LogRecord): MetricLog => ({ ...log, notes: log.note })

const EARLIEST = '1900-01-01T00:00:00.000Z'

/** The fields to store; absent keys stay absent. `now`: epoch ms. @throws 400 naming loggedAt */
export const logFields = ({ value, loggedAt, note, notes }: UpdateLog, now: number): Partial<LogRecord> => {
  const text = note !== undefined ? note : notes
  // A day of tolerance: clocks differ, and clients send the end of today.
  if (loggedAt !== undefined && Date.parse(loggedAt) > now + DAY_MS)
    throw invalidField('loggedAt', 'Must not be in the future')
  if (loggedAt !== undefined && loggedAt < EARLIEST) throw invalidField('loggedAt', 'Must not be before 1900')
  return {
    ...(value !== undefined && { value }),
    ...(loggedAt !== undefined && { loggedAt }),
    ...(text !== undefined && { note: text }),
  }
}

/** One change of a metric's logs: a new one has no `before`, a deleted one no `after`. */
export type LogStep = { before: LogRecord | null; after: LogRecord | null }

/** Logs, newest first, after a change of one of them. Times that are equal go by id, as keys do. */
export const afterStep = (logs: LogRecord[], { before, after }: LogStep): LogRecord[] =>
  [...logs.filter(({ id }) => id !== before?.id && id !== after?.id), ...(after ? [after] : [])].sort((a, b) =>
    orderOf(a) < orderOf(b) ? 1 : -1,
  )

const orderOf = ({ loggedAt, id }: LogRecord): string => `${loggedAt}#${id}`

type Summary = Pick<MetricRecord, 'logCount' | 'currentValue' | 'baselineValue' | 'firstLoggedAt' | 'lastLoggedAt'>

/** What a metric stores about its logs. */
export const summaryOf = (newest: LogRecord | undefined, oldest: LogRecord | undefined, logCount: number): Summary => ({
  logCount,
  currentValue: newest?.value ?? null,
  lastLoggedAt: newest?.loggedAt ?? null,
  baselineValue: oldest?.value ?? null,
  firstLoggedAt: oldest?.loggedAt ?? null,
})

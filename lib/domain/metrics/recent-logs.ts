import type { Context } from '../../platform/context.ts'
import { putWrite, type Write } from '../../platform/events/write.ts'
import type { Item } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import { instantText } from '../time/instant-text.ts'
import type { LogRecord } from './metric-log.fields.ts'

/** The newest logs of a metric, short, in one row: a list of metrics reads one such row each instead of their logs. */

/** A quarter of a year of daily logs. */
export const EMBEDDED_LOGS = 90
/** Long notes make fewer logs: 30 metrics still fit one query of 1 MB. */
const MAX_CHARACTERS = 30_000

/**
 * id, value, loggedAt in epoch ms, createdAt as ms after that; then, as far as there is something to say: note,
 * version, and updatedAt as ms after createdAt. One string of JSON: the SDK takes a millisecond for a few hundred maps.
 */
type Short = [string, number, number, number, (string | null)?, number?, number?]

/** The row for a metric's logs, given newest first. */
export const recentLogsWrite = (ctx: Context, metricId: string, logs: LogRecord[]): Write =>
  putWrite(ctx, sk.recentLogs(metricId), { logs: JSON.stringify(shortened(logs)) })

export const shortened = (logs: LogRecord[]): Short[] => {
  const kept: Short[] = []
  let characters = 0
  for (const log of logs.slice(0, EMBEDDED_LOGS)) {
    characters += 60 + (log.note?.length ?? 0)
    if (characters > MAX_CHARACTERS) break
    kept.push(short(log))
  }
  return kept
}

const short = ({ id, value, loggedAt, createdAt, note, version, updatedAt }: LogRecord): Short => {
  const [at, made] = [Date.parse(loggedAt), Date.parse(createdAt)]
  if (version > 1) return [id, value, at, made - at, note, version, Date.parse(updatedAt) - made]
  return note === null ? [id, value, at, made - at] : [id, value, at, made - at, note]
}

/** The logs of such a row, newest first, at most `limit`. */
export const readRecent = (
  userId: string,
  metricId: string,
  row: Item | undefined,
  limit = EMBEDDED_LOGS,
): LogRecord[] => {
  const rows: Short[] = row ? JSON.parse(String(row.logs)) : []
  return rows.slice(0, limit).map(([id, value, at, delay, note = null, version = 1, changed = 0]) => {
    const loggedAt = instantText(at)
    const createdAt = delay === 0 ? loggedAt : instantText(at + delay)
    const updatedAt = changed === 0 ? createdAt : instantText(at + delay + changed)
    return { id, userId, version, createdAt, updatedAt, metricId, value, note, loggedAt }
  })
}

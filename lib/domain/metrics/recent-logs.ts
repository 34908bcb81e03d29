import type { Context } from '../../platform/context.ts'
import { putWrite, type Write } from '../../platform/events/commit.ts'
import { sk } from '../../platform/table/keys.ts'
import type { Item } from '../../platform/table/table.ts'
import type { LogRecord } from './metric-log.schema.ts'

/** The newest logs of a metric, short, in one row: a list of metrics reads one such row each instead of their logs. */

/** A quarter of a year of daily logs. */
export const EMBEDDED_LOGS = 90
/** Long notes make fewer logs: 30 metrics still fit one query of 1 MB. */
const MAX_CHARACTERS = 30_000

/** Times in epoch ms; `version` and `changed` only where the log was edited. */
type Short = {
  id: string
  value: number
  at: number
  made: number
  note?: string
  version?: number
  changed?: number
}

/** The row for a metric's logs, given newest first. */
export const recentLogsWrite = (ctx: Context, metricId: string, logs: LogRecord[]): Write =>
  putWrite(ctx, sk.recentLogs(metricId), { logs: shortened(logs) })

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

const short = ({ id, value, loggedAt, createdAt, note, version, updatedAt }: LogRecord): Short => ({
  id,
  value,
  at: Date.parse(loggedAt),
  made: Date.parse(createdAt),
  ...(note !== null && { note }),
  ...(version > 1 && { version, changed: Date.parse(updatedAt) }),
})

/** The logs of such a row, newest first, at most `limit`. */
export const readRecent = (
  userId: string,
  metricId: string,
  row: Item | undefined,
  limit = EMBEDDED_LOGS,
): LogRecord[] =>
  ((row?.logs ?? []) as Short[])
    .slice(0, limit)
    .map(({ id, value, at, made, note = null, version = 1, changed = made }) => ({
      id,
      userId,
      version,
      createdAt: iso(made),
      updatedAt: iso(changed),
      metricId,
      value,
      note,
      loggedAt: iso(at),
    }))

const iso = (epochMs: number): string => new Date(epochMs).toISOString()

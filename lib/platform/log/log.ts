import { createHash } from 'node:crypto'
import { config } from '../config/config.ts'
import { type Dimensions, embeddedMetrics, type Metrics } from './metrics.ts'

const RANK = { debug: 0, info: 1, error: 2, silent: 3 }
export type Level = 'debug' | 'info' | 'error'
type Facts = Record<string, unknown>

/** One JSON line. Callers pass facts only: never bodies, tokens, secrets or e-mail addresses. */
export const log = (level: Level, message: string, facts: Facts = {}): void => {
  if (RANK[level] >= RANK[config().LOG_LEVEL]) write(level, message, facts)
}

/**
 * One JSON line that carries metrics too, in CloudWatch's embedded metric format. On AWS it is written at every
 * LOG_LEVEL but silent, because alarms depend on it. On a laptop nothing reads metrics: there it is an ordinary line.
 */
export const logWithMetrics = (
  level: Level,
  message: string,
  facts: Facts,
  dimensions: Dimensions,
  metrics: Metrics,
): void => {
  const { LOG_LEVEL, STAGE } = config()
  if (STAGE === 'local') log(level, message, facts)
  else if (LOG_LEVEL !== 'silent')
    write(level, message, { ...facts, ...embeddedMetrics(Date.now(), { Stage: STAGE, ...dimensions }, metrics) })
}

/** Written to stdout directly: in Lambda console.log adds a prefix, and a line with metrics must be nothing but JSON. */
const write = (level: Level, message: string, facts: Facts): void => {
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), message, ...facts })}\n`)
}

/** A person's pseudonym in logs: always the same for one person, and the id cannot be derived from it. */
export const pseudonym = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 12)

/** What may be logged of an unexpected error: its name, message and stack, which hold no input of ours. */
export const errorFacts = (error: unknown): Facts =>
  error instanceof Error
    ? {
        error: error.name,
        reason: error.message,
        stack: error.stack
          ?.split('\n')
          .slice(1, 6)
          .map((line) => line.trim()),
      }
    : { error: String(error) }

import { createHash } from 'node:crypto'
import { config } from '../config/config.ts'

const RANK = { debug: 0, info: 1, error: 2, silent: 3 }

/** One JSON line. Callers pass facts only: never bodies, tokens, secrets or e-mail addresses. */
export const log = (level: 'debug' | 'info' | 'error', message: string, facts: Record<string, unknown> = {}): void => {
  if (RANK[level] < RANK[config().LOG_LEVEL]) return
  const line = JSON.stringify({ level, time: new Date().toISOString(), message, ...facts })
  if (level === 'error') console.error(line)
  else console.log(line)
}

/** Stands for a person in logs: the same person gives the same value, which does not lead back to the id. */
export const pseudonym = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 12)

/** What may be logged of an unexpected error: its name, message and stack, which hold no input of ours. */
export const errorFacts = (error: unknown): Record<string, unknown> =>
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

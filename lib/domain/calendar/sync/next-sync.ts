import { createHash } from 'node:crypto'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../platform/units.ts'

const USUAL_MS = 30 * MINUTE_MS
const SHORTEST_MS = 15 * MINUTE_MS
const FIRST_RETRY_MS = 5 * MINUTE_MS
const LONGEST_RETRY_MS = 6 * HOUR_MS

type Outcome = { now: number; failures: number; pollMs: number | null; retryAfterMs: number }

/**
 * When a connection is synced next, epoch ms: as often as the provider wants, between 15 minutes and a day. After failures
 * twice as long each time, up to 6 hours, and never before the provider's Retry-After. Up to a tenth more, so that connections
 * made together do not stay together; `seed` decides it.
 */
export const nextSyncAt = (seed: string, { now, failures, pollMs, retryAfterMs }: Outcome): number => {
  const usual = Math.min(Math.max(pollMs ?? USUAL_MS, SHORTEST_MS), DAY_MS)
  const retry = Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20), LONGEST_RETRY_MS / 1.1)
  const wait = failures > 0 ? Math.max(retry, Math.min(retryAfterMs, DAY_MS)) : usual
  return Math.round(now + wait * (1 + fraction(`${seed}${now}`) / 10))
}

/** From 0 to 1, the same for the same text. */
const fraction = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32

import { setTimeout as sleep } from 'node:timers/promises'
import { unavailable } from '../errors.ts'

const THROTTLES = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'RequestTimeout',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
])
const RETRYABLE_REASONS = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])

type Failure = {
  name?: string
  code?: string
  CancellationReasons?: { Code?: string }[]
  $metadata?: { httpStatusCode?: number }
}

/** Throttling, conflicts between transactions and lost connections: the same call may succeed a moment later. */
export const isTransient = (error: unknown): boolean => {
  const { name = '', code = '', CancellationReasons, $metadata } = (error ?? {}) as Failure
  if (name === 'TransactionCanceledException') {
    const failed = (CancellationReasons ?? []).map(({ Code }) => Code ?? 'None').filter((reason) => reason !== 'None')
    return failed.length > 0 && failed.every((reason) => RETRYABLE_REASONS.has(reason))
  }
  return THROTTLES.has(name) || THROTTLES.has(code) || ($metadata?.httpStatusCode ?? 0) >= 500
}

/** The longest wait after throttling: only less traffic helps. */
const AFTER_THROTTLING_MS = 1_000
/**
 * The longest wait after a lost race. The row is free again after some 20 ms, so with longer waits it would be idle most of the
 * time; with shorter ones many more writers would fail at once (docs/decisions/core.md).
 */
export const AFTER_RACE_MS = 200

/**
 * Full jitter: uniform in 0..min(`longest`, 20 × 2^attempt) milliseconds (AWS Architecture Blog, "Exponential Backoff And
 * Jitter").
 */
export const backoffMs = (attempt: number, longest = AFTER_THROTTLING_MS, random: () => number = Math.random): number =>
  random() * Math.min(longest, 20 * 2 ** attempt)

/** Waits before another attempt. @throws 503 when there is no time for one. */
export const pause = async (deadline: number, attempt: number, longest = AFTER_THROTTLING_MS): Promise<void> => {
  const wait = backoffMs(attempt, longest)
  if (Date.now() + wait >= deadline) throw unavailable()
  await sleep(wait)
}

/** How long to wait at most before a transaction that failed transiently is sent again, in ms. */
export const longestWaitAfter = (error: unknown): number => {
  const reasons = ((error ?? {}) as Failure).CancellationReasons ?? []
  const throttled = reasons.some(({ Code = 'None' }) => Code !== 'None' && Code !== 'TransactionConflict')
  return reasons.length > 0 && !throttled ? AFTER_RACE_MS : AFTER_THROTTLING_MS
}

/**
 * Repeats `call` with jitter while it fails transiently and the deadline (epoch ms) allows.
 * @throws 503 SERVICE_UNAVAILABLE when time runs out; anything not transient at once.
 */
export const retrying = async <T>(deadline: number, call: () => Promise<T>): Promise<T> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!isTransient(error)) throw error
      await pause(deadline, attempt)
    }
  }
}

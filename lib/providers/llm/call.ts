import { setTimeout as sleep } from 'node:timers/promises'
import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai'
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
import type { Outcome } from '../../platform/outbound/circuit-breaker.ts'
import { PROVIDERS, type Provider } from './catalog.ts'
import type { Key } from './keys.ts'

export type Failure = { kind: 'rate_limited' | 'unavailable' | 'timeout' | 'key' | 'request'; retryAfterMs: number }
export type Called = { ok: true; completion: ChatCompletion } | ({ ok: false } & Failure)

/** One request, which ends within `timeoutMs` whatever the provider does. The SDK's own retries are off. */
export const call = async (
  provider: Provider,
  key: Key,
  body: ChatCompletionCreateParamsNonStreaming,
  timeoutMs: number,
): Promise<Called> => {
  const abort = new AbortController()
  const late = sleep(timeoutMs, 'late' as const, { signal: abort.signal })
  const client = new OpenAI({
    apiKey: key.apiKey,
    baseURL: key.baseUrl ?? PROVIDERS[provider].baseUrl,
    organization: null,
    project: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: timeoutMs + 1_000,
  })
  const answered = client.chat.completions
    .create(body, { signal: abort.signal })
    .then((completion): Called => ({ ok: true, completion }), failed)
  // The SDK's timeout does not cover a body that never ends, so there is a timer of our own.
  const first = await Promise.race([answered, late])
  late.catch(() => {})
  abort.abort()
  return first === 'late' ? { ok: false, kind: 'timeout', retryAfterMs: 0 } : first
}

/** A model may well take this long, so a shorter timeout is no sign that its provider is down. */
const FAIR_MS = 3_000

/**
 * What a request says about its provider's health. A 4xx is an answer, so the provider is up. That includes 429: it comes
 * at once, the quota may be free again any second, and the next provider is tried meanwhile, so an open breaker would save
 * no time.
 */
export const outcomeOf = (called: Called, givenMs: number): Outcome => {
  if (called.ok) return 'success'
  if (called.kind === 'timeout') return givenMs < FAIR_MS ? 'unknown' : 'failure'
  return called.kind === 'unavailable' ? 'failure' : 'success'
}

const failed = (error: unknown): Called => ({ ok: false, ...failureOf(error) })

/** What an error of the SDK means for the next step. */
export const failureOf = (error: unknown): Failure => {
  const none = { retryAfterMs: 0 }
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError)
    return { kind: 'timeout', ...none }
  if (error instanceof APIConnectionError) return { kind: 'unavailable', ...none }
  if (!(error instanceof APIError)) return { kind: 'unavailable', ...none }
  const status = error.status ?? 500
  if (status === 401 || status === 403) return { kind: 'key', ...none }
  if (status === 429) return { kind: 'rate_limited', retryAfterMs: retryAfterMs(error.headers) }
  if (status === 408 || status === 504) return { kind: 'timeout', ...none }
  if (status >= 500) return { kind: 'unavailable', ...none }
  return { kind: 'request', ...none }
}

const retryAfterMs = (headers: Headers | undefined): number => {
  const ms = Number(headers?.get('retry-after-ms'))
  if (ms > 0) return ms
  const seconds = Number(headers?.get('retry-after'))
  return seconds > 0 ? seconds * 1_000 : 0
}

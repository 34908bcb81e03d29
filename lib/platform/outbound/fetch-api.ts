import type { Outcome } from './circuit-breaker.ts'
import { throughCircuit } from './circuits.ts'
import { retryAfterMs } from './retry-after.ts'

/** A call of an API that takes longer has failed. */
const LONGEST_MS = 10_000
/** A shorter time limit says nothing about the API when it is missed. */
const FAIR_MS = 3_000
const MOST_BYTES = 10_000_000

export type ApiRequest = {
  method?: string
  headers?: Record<string, string>
  body?: string
  /** Epoch ms. */
  deadline: number
}
export type ApiAnswer = { status: number; headers: Headers; text: string }

/** An API gave no answer. The message names neither address nor content. */
export class ApiUnreachable extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ApiUnreachable'
  }
}

/**
 * Calls an API whose address is in the configuration, never one that a person gave (`fetchPublic` is for those): through
 * the circuit of `api`, within 10 s and the deadline, following no redirect, taking at most 10 MB. Any status is an answer.
 * @throws ApiUnreachable
 */
export const fetchApi = async (api: string, url: string, request: ApiRequest): Promise<ApiAnswer> => {
  const timeoutMs = Math.min(LONGEST_MS, request.deadline - Date.now())
  if (timeoutMs <= 0) throw new ApiUnreachable('There is no time left for the call')
  const called = await throughCircuit(
    api,
    () => attempt(url, request, timeoutMs),
    (result) => outcomeOf(result, timeoutMs),
  )
  if (called === null) throw new ApiUnreachable('It has failed several times and is not asked for a while')
  if ('status' in called) return called
  throw new ApiUnreachable(called.isLate ? 'No answer in time' : 'The connection failed')
}

type Failed = { isLate: boolean }

const attempt = async (
  url: string,
  { method = 'GET', headers, body }: ApiRequest,
  timeoutMs: number,
): Promise<ApiAnswer | Failed> => {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await fetch(url, {
      ...{ method, redirect: 'manual', signal },
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
    })
    return { status: answer.status, headers: answer.headers, text: await textOf(answer) }
  } catch {
    return { isLate: signal.aborted }
  }
}

const textOf = async ({ body }: Response): Promise<string> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new RangeError('The answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** Being rate limited says nothing about an API's health. */
const outcomeOf = (result: ApiAnswer | Failed, timeoutMs: number): Outcome => {
  if ('isLate' in result) return result.isLate && timeoutMs < FAIR_MS ? 'unknown' : 'failure'
  if (result.status === 429) return 'unknown'
  return result.status >= 500 ? 'failure' : 'success'
}

/** What the Retry-After of an answer asks for, in ms; 0 without one. `now`: epoch ms. */
export const retryAfterOf = (headers: Headers, now: number): number => retryAfterMs(headers.get('retry-after'), now)

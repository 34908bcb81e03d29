import { CalendarUnavailable } from '../../domain/calendar/sync/provider.ts'
import type { Context } from '../../platform/context.ts'
import type { Method } from '../../platform/outbound/exchange.ts'
import type { FetchPublic, PublicResponse } from '../../platform/outbound/fetch-public.ts'
import { OutboundRefused } from '../../platform/outbound/outbound-refused.ts'
import { refusedWith } from '../refused-with.ts'
import {
  basicAuthorization,
  type Credentials,
  type DigestChallenge,
  digestAuthorization,
  digestChallenge,
} from './authorization.ts'
import { type Multistatus, readMultistatus } from './multistatus.ts'
import { isTrusted } from './trust.ts'

/** Who asks which server. `serverUrl` is what the person entered: it decides where else the password may go. */
export type Server = Credentials & { serverUrl: string }

export type DavRequest = { depth?: '0' | '1'; headers?: Record<string, string>; body?: string }

/** Requests to one server on behalf of one person. */
export type Dav = {
  login: Server
  /** Any answer but those of the table in `failure`. */
  send: (method: Method, url: string, request?: DavRequest) => Promise<PublicResponse>
  /** The answer to a PROPFIND or REPORT, and where it came from in the end. */
  ask: (method: 'PROPFIND' | 'REPORT', url: string, request: DavRequest) => Promise<Multistatus & { url: string }>
}

/**
 * A client for a server. Redirects, also to other hosts, are followed with the password only as far as it is trusted.
 * All its methods throw CalendarUnavailable.
 */
export const davFor = (
  ctx: Pick<Context, 'now' | 'deadline' | 'newId'>,
  fetchPublic: FetchPublic,
  login: Server,
): Dav => {
  let challenge: DigestChallenge | null = null
  let count = 0
  const once = (method: Method, url: string, { depth, headers, body }: DavRequest): Promise<PublicResponse> => {
    const { pathname, search } = new URL(url)
    count += 1
    const asked = { method, path: pathname + search, count }
    const authorization = challenge
      ? digestAuthorization(login, challenge, { ...asked, nonce: ctx.newId() })
      : basicAuthorization(login)
    return taken(
      fetchPublic(url, {
        method,
        headers: {
          'user-agent': 'LifeOS calendar sync',
          ...(body !== undefined && { 'content-type': 'application/xml; charset=utf-8' }),
          ...(depth && { depth }),
          ...headers,
          authorization,
        },
        ...(body !== undefined && { body }),
        timeoutMs: Math.max(SHORTEST_MS, ctx.deadline - ctx.now()),
      }),
    )
  }
  const answered = async (method: Method, url: string, request: DavRequest): Promise<PublicResponse> => {
    const answer = await once(method, url, request)
    const asked = answer.status === 401 ? digestChallenge(answer.headers['www-authenticate'] ?? '') : null
    if (!asked || asked.nonce === challenge?.nonce || !isTrusted(login.serverUrl, answer.url)) return answer
    challenge = asked
    count = 0
    return once(method, answer.url, request)
  }
  const send: Dav['send'] = async (method, url, request = {}) => {
    requireTrust(login, url)
    const answer = await answered(method, url, request)
    requireTrust(login, answer.url)
    // A redirect to another origin has left the password behind.
    if (answer.status !== 401 || answer.url === url) return answer
    const again = await answered(method, answer.url, request)
    requireTrust(login, again.url)
    return again
  }
  const ask: Dav['ask'] = async (method, url, request) => {
    const answer = await send(method, url, request)
    const found = answer.status === 207 ? readMultistatus(answer.body) : null
    if (found) return { ...found, url: answer.url }
    if (answer.status !== 207) throw failure(answer, ctx.now())
    throw new CalendarUnavailable('not_a_calendar', 'The answer of the server is none of a calendar server')
  }
  return { login, send, ask }
}

const SHORTEST_MS = 2_000

const taken = async (answer: Promise<PublicResponse>): Promise<PublicResponse> => {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof OutboundRefused)) throw error
    throw new CalendarUnavailable(error.code, error.message)
  }
}

export const OTHER_SERVER = 'other_server'

const requireTrust = ({ serverUrl }: Server, url: string): void => {
  if (!isTrusted(serverUrl, url))
    throw new CalendarUnavailable(OTHER_SERVER, 'The server refers to another server: enter the address of that one')
}

/** Why an answer is none that helps. */
export const failure = (
  { status, headers }: Pick<PublicResponse, 'status' | 'headers'>,
  now: number,
): CalendarUnavailable => {
  if (status === 401)
    return new CalendarUnavailable('reauthorize', 'The server does not accept the user name or the password')
  return refusedWith({ status, headers }, now)
}

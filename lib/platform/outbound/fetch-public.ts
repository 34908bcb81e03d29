import type { IncomingMessage } from 'node:http'
import { config } from '../config/config.ts'
import { exchange, type Message, type Method } from './exchange.ts'
import { addressesOf, NETWORK, type Network, openConnection, type Way } from './network.ts'
import { OutboundRefused } from './outbound-refused.ts'
import { judgeUrl, type Target } from './public-url.ts'
import { readBody } from './read-body.ts'
import { isRedirect, redirected } from './redirects.ts'

export type PublicRequest = {
  /** GET by default. */
  method?: Method
  /** Sent to the origin of the address; after a redirect to another one only those that hold no credential. */
  headers?: Record<string, string>
  body?: string | Buffer
  /** Kinds that an answer of 2xx may have, such as `text/calendar`; any kind when absent. */
  contentTypes?: readonly string[]
  /** For the whole request, redirects and body included; never more than 10 s. */
  timeoutMs?: number
  /** Of the body after decompression; never more than 5 MB. */
  maxBytes?: number
}

/** `headers`: names in lower case, without those that describe the transfer. `url`: where the redirects ended. */
export type PublicResponse = { status: number; headers: Record<string, string>; body: Buffer; url: string }

export type FetchPublic = (address: string | URL, request?: PublicRequest) => Promise<PublicResponse>

const TIMEOUT_MS = 10_000
const MAX_BYTES = 5_000_000
const MAX_REDIRECTS = 5

/**
 * Sends a request to an address that a person, or an answer from such an address, gave. It goes to public hosts only: a name
 * is resolved once, all its addresses are checked, and the connection goes to one of them; after every redirect again.
 * OUTBOUND_ALLOW names further hosts that are let through. Any status is an answer, 4xx and 5xx too.
 * @throws OutboundRefused for everything else, within `timeoutMs`.
 */
export const fetchPublic: FetchPublic = (address, request) =>
  fetchOver(NETWORK, config().OUTBOUND_ALLOW)(address, request)

/** `fetchPublic` over a network of the caller's. `allow`: pairs of host and port that need not be public. */
export const fetchOver =
  (network: Network, allow: readonly string[]): FetchPublic =>
  async (address, request = {}) => {
    const ending = new AbortController()
    const { signal } = ending
    const timeoutMs = Math.min(request.timeoutMs ?? TIMEOUT_MS, TIMEOUT_MS)
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () =>
        reject(new OutboundRefused('timeout', 'The server takes too long to answer')),
      )
    })
    const timer = setTimeout(() => ending.abort(), timeoutMs)
    try {
      // A race, because not everything heeds the signal: a DNS query cannot be called back.
      return await Promise.race([late, answerTo(address, request, { network, signal, timeoutMs }, allow)])
    } catch (error) {
      if (error instanceof OutboundRefused) throw error
      throw new OutboundRefused('unreachable', 'The server cannot be reached, or its answer is damaged', error)
    } finally {
      clearTimeout(timer)
      late.catch(() => {})
      ending.abort() // closes the connection, whatever the outcome
    }
  }

const answerTo = async (
  address: string | URL,
  request: PublicRequest,
  way: Way,
  allow: readonly string[],
): Promise<PublicResponse> => {
  let target = judgeUrl(address, allow)
  let message = messageOf(request)
  for (let redirects = 0; ; redirects++) {
    const answer = await headOfAnswer(target, message, way)
    const { location } = answer.headers
    if (!isRedirect(answer.statusCode) || location === undefined) return responseOf(answer, target, request)
    if (redirects === MAX_REDIRECTS) throw new OutboundRefused('redirect', 'The server redirects too many times')
    answer.destroy()
    const next = judgeUrl(resolved(location, target.url.href), allow)
    message = redirected(message, answer.statusCode, target, next)
    target = next
  }
}

const messageOf = ({ method = 'GET', headers = {}, body }: PublicRequest): Message => ({
  method,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: body === undefined ? null : Buffer.from(body),
})

const resolved = (location: string, base: string): string =>
  URL.canParse(location, base) ? new URL(location, base).href : location

const headOfAnswer = async (target: Target, message: Message, way: Way): Promise<IncomingMessage> => {
  const addresses = await addressesOf(target, way.network)
  const connection = await openConnection(target, addresses, way)
  return exchange(target, message, connection, way.signal)
}

const responseOf = async (
  answer: IncomingMessage,
  { url }: Target,
  { contentTypes, maxBytes = MAX_BYTES }: PublicRequest,
): Promise<PublicResponse> => {
  const status = answer.statusCode ?? 0
  if (contentTypes && status >= 200 && status < 300 && status !== 204) checkContentType(answer, contentTypes)
  const body = await readBody(answer, Math.min(maxBytes, MAX_BYTES))
  return { status, headers: headersOf(answer), body, url: url.href }
}

/** An answer that names no kind counts as `application/octet-stream` (RFC 9110, 8.3). */
const checkContentType = (answer: IncomingMessage, contentTypes: readonly string[]): void => {
  const [kind = ''] = (answer.headers['content-type'] ?? 'application/octet-stream').split(';')
  if (!contentTypes.includes(kind.trim().toLowerCase()))
    throw new OutboundRefused('content_type', `The answer is not of the kind ${contentTypes.join(' or ')}`)
}

const OF_THE_TRANSFER = [
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'set-cookie',
  'transfer-encoding',
]

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || OF_THE_TRANSFER.includes(name) ? [] : [[name, String(value)]],
    ),
  )

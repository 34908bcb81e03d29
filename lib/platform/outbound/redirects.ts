import type { Message } from './exchange.ts'
import { OutboundRefused } from './outbound-refused.ts'
import type { Target } from './public-url.ts'

const REDIRECTS = [301, 302, 303, 307, 308]

export const isRedirect = (status: number | undefined): boolean => status !== undefined && REDIRECTS.includes(status)

/** All else stays with the origin that it was meant for: what is not named here may be a credential. */
const HEADERS_FOR_ANY_ORIGIN = [
  'accept',
  'accept-language',
  'content-type',
  'depth',
  'if-modified-since',
  'if-none-match',
  'prefer',
  'user-agent',
]

/** Methods that change something, whose body is a person's. */
const isWrite = ({ method }: Message): boolean => method === 'PUT' || method === 'DELETE'

/**
 * The request that follows a redirect from one target to another, already judged one. 303 asks for a GET; otherwise method
 * and body stay, because CalDAV's methods are redirected too. Another origin gets no header that may be a credential.
 * @throws OutboundRefused `redirect` from https to http, and for a write to another origin.
 */
export const redirected = (message: Message, status: number | undefined, from: Target, to: Target): Message => {
  if (from.url.protocol === 'https:' && to.url.protocol === 'http:')
    throw new OutboundRefused('redirect', 'The server redirects from https to http, which is not secure')
  const isSameOrigin = from.url.origin === to.url.origin
  if (!isSameOrigin && isWrite(message))
    throw new OutboundRefused('redirect', 'The server redirects a change to another server')
  const headers = isSameOrigin ? message.headers : withoutCredentials(message.headers)
  if (status !== 303) return { ...message, headers }
  const { 'content-type': _, ...rest } = headers
  return { method: 'GET', headers: rest, body: null }
}

const withoutCredentials = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => HEADERS_FOR_ANY_ORIGIN.includes(name)))

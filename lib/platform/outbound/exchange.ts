import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import type { Target } from './public-url.ts'
import { ACCEPT_ENCODING } from './read-body.ts'

/** Including those of CalDAV. */
export type Method = 'GET' | 'PROPFIND' | 'REPORT' | 'PUT' | 'DELETE' | 'OPTIONS'

/** `headers`: names in lower case. */
export type Message = { method: Method; headers: Record<string, string>; body: Buffer | null }

/**
 * Sends one request over an open connection and returns the head of its answer. The connection serves no other request.
 * `signal` ends it. Node's client is given the connection, so it opens none itself, by an agent or a proxy of the environment.
 */
export const exchange = (
  { url }: Target,
  { method, headers, body }: Message,
  connection: Socket,
  signal: AbortSignal,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent = request({
      createConnection: () => connection,
      method,
      path: url.pathname + url.search,
      headers: {
        'user-agent': 'LifeOS',
        ...headers,
        host: url.host,
        'accept-encoding': ACCEPT_ENCODING,
        ...(body && { 'content-length': body.length }),
      },
      insecureHTTPParser: false,
      signal,
    })
    sent.on('response', resolve)
    sent.on('error', reject)
    // A server that switches protocols ends the request without an answer or an error.
    sent.on('close', () => reject(new Error('closed without an answer')))
    sent.end(body ?? undefined)
  })

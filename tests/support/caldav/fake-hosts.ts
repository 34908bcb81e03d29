import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FetchPublic } from '../../../lib/platform/outbound/fetch-public.ts'
import { OutboundRefused } from '../../../lib/platform/outbound/outbound-refused.ts'
import type { FakeAnswer, FakeRequest } from './fake-server.ts'

type Handle = (request: FakeRequest) => FakeAnswer

/**
 * An internet without sockets: hosts by origin, and redirects followed as `fetchPublic` follows them, without credentials to
 * another origin. `seen`: every request, with the origin that got it.
 */
export const fakeInternet = (hosts: Record<string, Handle>) => {
  const seen: { origin: string; method: string; path: string; hasPassword: boolean }[] = []
  const fetch: FetchPublic = async (address, { method = 'GET', headers = {}, body = '' } = {}) => {
    let url = new URL(address)
    let sent: Record<string, string> = headers
    for (let redirects = 0; redirects <= 5; redirects++) {
      const handle = hosts[url.origin]
      const { origin, pathname: path } = url
      if (!handle) throw new OutboundRefused('unreachable', 'The server cannot be reached')
      seen.push({ origin, method, path, hasPassword: sent.authorization !== undefined })
      const answer = handle({ method, url, headers: sent, body: String(body) })
      const { location } = answer.headers ?? {}
      if (answer.status < 300 || answer.status > 308 || location === undefined)
        return {
          status: answer.status,
          headers: answer.headers ?? {},
          body: Buffer.from(answer.body ?? ''),
          url: url.href,
        }
      const next = new URL(location, url)
      if (url.protocol === 'https:' && next.protocol === 'http:') throw new OutboundRefused('redirect', 'Not secure')
      if (next.origin !== url.origin) {
        if (method === 'PUT' || method === 'DELETE') throw new OutboundRefused('redirect', 'A change is redirected')
        const { authorization: _, ...rest } = sent
        sent = rest
      }
      url = next
    }
    throw new OutboundRefused('redirect', 'The server redirects too many times')
  }
  return { fetch, seen }
}

/** A fake behind a port of this machine. */
export const startFake = async (handle: Handle) => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const { method = 'GET' } = request
    const answer = handle({ method, url, headers, body: Buffer.concat(chunks).toString() })
    response.writeHead(answer.status, { connection: 'close', ...answer.headers })
    response.end(answer.body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    allow: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/`,
    stop: () => new Promise<void>((stopped) => server.close(() => stopped())),
  }
}

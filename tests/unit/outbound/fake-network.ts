import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeEach, expect } from 'vitest'
import { fetchOver } from '../../../lib/platform/outbound/fetch-public.ts'
import type { Endpoint, Network } from '../../../lib/platform/outbound/network.ts'

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void

/** What reached the server. */
export type Seen = { method: string; host: string; path: string; headers: IncomingMessage['headers']; body: string }

/**
 * An internet on one loopback server. Every connection ends there, whichever address it is for: even a broken guard reaches
 * nothing else. It remembers the addresses that were asked for. `otherPort`: of another loopback server to use instead.
 */
export const startFakeNetwork = async (otherPort?: number) => {
  const endpoints: Endpoint[] = []
  const seen: Seen[] = []
  const lookups: string[] = []
  const sockets = new Set<Socket>()
  const pages = new Map<string, Answer>()
  let addresses: Record<string, string[] | (() => string[])> = {}
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url: path = '', headers } = request
    const host = headers.host ?? ''
    const body = Buffer.concat(chunks)
    seen.push({ method, host, path, headers, body: body.toString() })
    const page = pages.get(`${host}${path}`) ?? pages.get('')
    if (page) page(request, response, body)
    else response.writeHead(404).end()
  })
  server.on('connection', (socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const network: Network = {
    resolve: async (host) => {
      lookups.push(host)
      const found = addresses[host] ?? ['93.184.216.34']
      return typeof found === 'function' ? found() : found
    },
    connect: async (endpoint, signal) => {
      endpoints.push(endpoint)
      const socket = connect({ host: '127.0.0.1', port: otherPort ?? port, signal })
      await once(socket, 'connect')
      return socket
    },
  }
  return {
    network,
    port,
    endpoints,
    seen,
    lookups,
    /** Connections that the server still has. */
    open: () => [...sockets].filter((socket) => !socket.destroyed).length,
    resolves: (to: typeof addresses) => {
      addresses = to
    },
    /** `address`: host and path, as in `example.com/a.ics`; empty for every other. */
    serves: (address: string, answer: Answer) => pages.set(address, answer),
    redirects: (address: string, location: string, status = 302) =>
      pages.set(address, (_, response) => response.writeHead(status, { location }).end('moved')),
    /** Forgets all that was set and seen. */
    reset: () => {
      addresses = {}
      pages.clear()
      for (const list of [endpoints, seen, lookups]) list.length = 0
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** One for the tests of a file, which find it as new, with the client over it that may reach public addresses only. */
export const testNetwork = async () => {
  const net = await startFakeNetwork()
  beforeEach(() => net.reset())
  afterAll(() => net.stop())
  return { net, fetchPublic: fetchOver(net.network, []) }
}

/** The failure of a request that may not be made, or whose answer may not be taken. */
export const refused = (code: string) => expect.objectContaining({ name: 'OutboundRefused', code })

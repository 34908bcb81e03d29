import { createServer, type IncomingMessage } from 'node:http'
import { createApi, createWorld } from './api.ts'
import type { World } from './routing.ts'
import type { Post, Subscriptions } from './subscriptions.ts'

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Graph waits ten seconds for an answer to a validation, and three for one to a notification. */
const LONGEST_MS = 10_000

const post: Post = async (url, contentType, body) => {
  const signal = AbortSignal.timeout(LONGEST_MS)
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body, signal })
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() }
}

export type FakeMicrosoft = { endpoint: string; world: World; subscriptions: Subscriptions; stop: () => Promise<void> }

/** Graph's calendars on 127.0.0.1. What is in them, and which tokens open them, is in `world`. */
export const startFakeMicrosoft = async ({ port = 0, now = Date.now } = {}): Promise<FakeMicrosoft> => {
  const world = createWorld('')
  const { answer, subscriptions } = createApi(world, post, now)
  const server = createServer((request, response) => {
    const { method = 'GET', url: target = '/', headers } = request
    const single = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]))
    textOf(request)
      .then((body) => answer({ method, target, headers: single, body }))
      .then((reply) => response.writeHead(reply.status, reply.headers).end(reply.body))
      .catch((error) => {
        console.error(error)
        if (!response.headersSent) response.writeHead(500)
        response.end()
      })
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))
  const address = server.address()
  world.base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`
  return {
    ...{ endpoint: world.base, world, subscriptions },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

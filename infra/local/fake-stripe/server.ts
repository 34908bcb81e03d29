import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import Stripe from 'stripe'
import { type Answer, type Call, createApi } from './api.ts'
import type { Books } from './books.ts'
import { addCatalog, type CatalogProduct } from './catalog-objects.ts'
import type { Control } from './control-page.ts'
import { createEmitter } from './events.ts'
import { createFaults, type Faults } from './faults.ts'
import { answerPage } from './pages.ts'
import { createStore, newId } from './store.ts'
import { createWebhooks, type Mode, TIMING, type Timing, type Webhooks } from './webhooks.ts'

export type FakeStripeOptions = {
  port?: number
  /** Where events are sent. */
  webhookUrl: string
  /** The file that keeps everything for the next start. Without one, nothing is kept. */
  file?: string
  catalog?: CatalogProduct[]
  modes?: Mode[]
  timing?: Partial<Timing>
}

export type FakeStripe = {
  endpoint: string
  secretKey: string
  webhookSecret: string
  books: Books
  webhooks: Webhooks
  faults: Faults
  /** Calls with the right key so far, without replays of an idempotency key: `POST /v1/customers`. */
  received: string[]
  stop: () => Promise<void>
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const failed = (response: ServerResponse, error: unknown): void => {
  console.error(error)
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { type: 'api_error', message: String(error) } }))
}

/** Answers calls of the API below /v1, and pages elsewhere. */
const serverOf =
  (api: (call: Call) => Promise<Answer>, control: Control) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname: path, search } = new URL(request.url ?? '/', 'http://localhost')
    const { method = 'GET', headers } = request
    const text = await textOf(request)
    if (!path.startsWith('/v1/')) return answerPage(response, control, method, path, text)
    const answer = await api({ method, path, search: search.slice(1), headers, text })
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'request-id': newId('req'),
      'stripe-version': String(headers['stripe-version'] ?? Stripe.API_VERSION),
      ...answer.headers,
    })
    response.end(answer.body)
  }

/** Keys of this run: nothing else may be taken for a call of the project, or for an event. */
const newKeys = () => ({
  secretKey: `sk_test_${randomBytes(12).toString('hex')}`,
  webhookSecret: `whsec_${randomBytes(16).toString('hex')}`,
})

/**
 * A stand-in for Stripe on 127.0.0.1: the API below /v1, a checkout, portal and invoice page, /control, and signed webhooks.
 * It implements the API version of the SDK.
 */
export const startFakeStripe = async (options: FakeStripeOptions): Promise<FakeStripe> => {
  const keys = newKeys()
  const store = createStore(options.file)
  const webhooks = createWebhooks(store, {
    url: options.webhookUrl,
    secret: keys.webhookSecret,
    modes: new Set(options.modes),
    timing: { ...TIMING, ...options.timing },
  })
  const books: Books = { store, emit: createEmitter(store, webhooks.deliver), base: '' }
  const faults = createFaults()
  const received: string[] = []
  addCatalog(store, options.catalog ?? [])
  const api = createApi(books, keys.secretKey, (call) => {
    received.push(`${call.method} ${call.path}`)
    return faults.next()
  })
  const serve = serverOf(api, { books, webhooks, faults, endpoint: options.webhookUrl })
  const server = createServer((request, response) => {
    serve(request, response).catch((error) => failed(response, error))
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(options.port ?? 0, '127.0.0.1', done))
  const address = server.address()
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : options.port}`
  books.base = endpoint.replace('127.0.0.1', 'localhost')
  return {
    ...keys,
    endpoint,
    books,
    webhooks,
    faults,
    received,
    stop: async () => {
      faults.release()
      await webhooks.stop()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

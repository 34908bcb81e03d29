import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, createApi } from './api.ts'
import { createBooks } from './books.ts'
import { createChannels, type Deliver, type Push } from './channels.ts'
import { answerGoogleOAuth, createGoogleOAuth } from './oauth.ts'

export type FakeGoogleOptions = {
  port?: number
  /** How messages of channels are sent; by default at once, over HTTP. */
  deliver?: Deliver
  /** How long the next page may be. */
  pageSize?: () => number
  requestsPerMinute?: number
  /** Epoch ms. */
  now?: () => number
}

const API = '/calendar/v3/'

/** A stand-in for Google on 127.0.0.1: sign-in, the Calendar API v3 and its push channels, with the failures they document. */
export const startFakeGoogle = async (options: FakeGoogleOptions = {}) => {
  const { now = Date.now, port = 0, deliver = sendPush } = options
  let base = ''
  const oauth = createGoogleOAuth()
  const channels = createChannels(now, () => base, deliver)
  const books = createBooks(now, channels.notify)
  const api = createApi({ ...options, books, channels, grantOf: oauth.grantOf })

  const answered = async (request: IncomingMessage): Promise<Answer | null> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const { method = 'GET', headers } = request
    const text = await textOf(request)
    if (!pathname.startsWith(API)) {
      const form = Object.fromEntries(new URLSearchParams(text))
      const signIn = await answerGoogleOAuth(oauth, method, pathname, form)
      return { headers: {}, ...(signIn ?? { status: 404, body: { error: 'not_found' } }) }
    }
    const { authorization, 'if-match': ifMatch } = headers
    return api.answer({
      ...{ method, path: pathname.slice(API.length), query: Object.fromEntries(searchParams) },
      ...{ headers: { authorization, 'if-match': ifMatch }, body: text ? JSON.parse(text) : {} },
    })
  }

  const server = createServer((request, response) => {
    answered(request).then(
      (answer) => send(response, answer),
      (error) => send(response, { status: 400, headers: {}, body: { error: { code: 400, message: String(error) } } }),
    )
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ base, oauth, books, channels },
    faults: api.faults,
    /** Requests with a good token: `GET calendars/…/events`. */
    received: api.received,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Null, as a status of 0, breaks the connection off. */
const send = (response: ServerResponse, answer: Answer | null): void => {
  if (!answer || answer.status === 0) {
    response.destroy()
    return
  }
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=UTF-8', ...answer.headers })
  response.end(answer.body ? JSON.stringify(answer.body) : undefined)
}

const sendPush: Deliver = ({ address, headers }: Push) => {
  // A message that is not taken is lost, as those are of which Google tries no more.
  fetch(address, { method: 'POST', headers, signal: AbortSignal.timeout(10_000) }).catch(() => {})
}

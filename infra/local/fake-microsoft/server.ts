import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApi, createWorld } from './api.ts'
import { createMailbox, type Mailbox } from './books.ts'
import { answerMicrosoftOAuth, createMicrosoftOAuth } from './oauth.ts'
import type { Answer, Call } from './routing.ts'
import type { Post } from './subscriptions.ts'

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Graph waits ten seconds for an answer to a validation, and three for one to a notification. */
const LONGEST_MS = 10_000

const overHttp: Post = async (url, contentType, body) => {
  const signal = AbortSignal.timeout(LONGEST_MS)
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body, signal })
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() }
}

type Options = {
  port?: number
  /** Epoch ms. */
  now?: () => number
  /** How subscriptions are validated and notifications sent. */
  post?: Post
}

export type FakeMicrosoft = Awaited<ReturnType<typeof startFakeMicrosoft>>

/**
 * A stand-in for Microsoft on 127.0.0.1: its sign-in, and the calendars of Graph. Whoever signs in has a mailbox; what is in
 * it is in `mailboxOf`, faults and ways to answer are in `world`.
 */
export const startFakeMicrosoft = async ({ port = 0, now = Date.now, post = overHttp }: Options = {}) => {
  const oauth = createMicrosoftOAuth()
  const world = createWorld('')
  const { answer, subscriptions } = createApi(world, post, now)
  const mailboxes = new Map<string, Mailbox>()
  const mailboxOf = (account: string): Mailbox => {
    const mailbox = mailboxes.get(account) ?? createMailbox(account)
    mailboxes.set(account, mailbox)
    return mailbox
  }
  world.signedIn = (authorization) => {
    const grant = oauth.grantOf(authorization)
    return grant && { mailbox: mailboxOf(grant.account), mayWrite: /\bCalendars\.ReadWrite\b/i.test(grant.scope) }
  }

  const answered = async (call: Call): Promise<Answer> => {
    const { pathname: path } = new URL(call.target, 'http://localhost')
    const { method, headers } = call
    const form = Object.fromEntries(new URLSearchParams(path.startsWith('/v1.0/') ? '' : call.body))
    const signIn = await answerMicrosoftOAuth(oauth, { method, path, form, authorization: headers.authorization })
    if (!signIn) return answer(call)
    const json = { 'content-type': 'application/json', ...signIn.headers }
    return { status: signIn.status, headers: json, body: JSON.stringify(signIn.body) }
  }

  const server = createServer((request, response) => {
    const { method = 'GET', url: target = '/', headers } = request
    const single = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]))
    textOf(request)
      .then((body) => answered({ method, target, headers: single, body }))
      .then((reply) => response.writeHead(reply.status, reply.headers).end(reply.body))
      .catch((error) => {
        console.error(error)
        if (!response.headersSent) response.writeHead(500)
        response.end()
      })
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))
  world.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ base: world.base, oauth, world, subscriptions, mailboxOf },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

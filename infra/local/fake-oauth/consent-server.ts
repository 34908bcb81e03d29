import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer, createAuthorizationServer } from './authorization-server.ts'
import { consentPage, optionalScopes } from './consent-page.ts'

export type ConsentHost = {
  /** What people call the provider. */
  name: string
  /** The path of its page. */
  path: string
  oauth: Pick<ReturnType<typeof createAuthorizationServer>, 'consent'>
  /** Proposed to whoever signs in. */
  account: string
  /** Called before somebody is sent back with a code. */
  signedIn: (account: string) => void
  /** What the provider answers on the same host besides the page. */
  others?: (method: string, path: string, form: Record<string, string>) => Promise<Answer | null>
}

type Reply = { status: number; headers: Record<string, string>; body: string }

const NOT_FOUND: Reply = { status: 404, headers: {}, body: 'Not found' }

/** Serves the page of a provider on which a person consents, on 127.0.0.1. */
export const startConsentServer = async (host: ConsentHost, port = 0) => {
  const server = createServer((request, response) => {
    replyTo(host, request).then(
      (reply) => response.writeHead(reply.status, reply.headers).end(reply.body),
      (error) => failed(response, error),
    )
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

const replyTo = async (host: ConsentHost, request: IncomingMessage): Promise<Reply> => {
  const { method = 'GET', url = '/' } = request
  const { pathname, searchParams: asked } = new URL(url, 'http://localhost')
  const form = new URLSearchParams(await textOf(request))
  if (pathname === host.path && asked.has('redirect_uri')) {
    if (method === 'POST') return sentBack(host, url, form)
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
    return { status: 200, headers, body: consentPage(host.name, asked, host.account) }
  }
  const other = await host.others?.(method, pathname, Object.fromEntries(form))
  if (!other) return NOT_FOUND
  const headers = { 'content-type': 'application/json', ...other.headers }
  return { status: other.status, headers, body: JSON.stringify(other.body) }
}

/** The browser goes back to who asked, with a code or with why there is none. */
const sentBack = ({ oauth, signedIn }: ConsentHost, url: string, form: URLSearchParams): Reply => {
  const asked = new URL(url, 'http://localhost').searchParams
  const back = new URL(asked.get('redirect_uri') ?? '')
  const account = (form.get('account') ?? '').trim().toLowerCase()
  const ticked = form.getAll('scope')
  const without = optionalScopes(asked).filter((scope) => !ticked.includes(scope))
  const isAllowed = form.get('do') === 'allow' && account !== ''
  if (isAllowed) signedIn(account)
  const outcome = isAllowed
    ? oauth.consent(`http://localhost${url}`, account, { without })
    : { state: asked.get('state') ?? '', error: 'access_denied' }
  for (const [name, value] of Object.entries(outcome)) back.searchParams.set(name, value)
  return { status: 303, headers: { location: back.href }, body: '' }
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const failed = (response: ServerResponse, error: unknown): void => {
  console.error(error)
  response.writeHead(500).end(String(error))
}

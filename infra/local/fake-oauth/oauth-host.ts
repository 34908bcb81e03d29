import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer } from './authorization-server.ts'

export type OAuthCall = {
  method: string
  path: string
  query: Record<string, string>
  form: Record<string, string>
  authorization: string | undefined
}

const formOf = async (request: IncomingMessage): Promise<Record<string, string>> => {
  let text = ''
  for await (const chunk of request) text += chunk
  return Object.fromEntries(new URLSearchParams(text))
}

const NOT_FOUND: Answer = { status: 404, body: { error: 'not_found' } }

/** Serves a provider's answers on 127.0.0.1. A status of 0 breaks the connection off. */
export const serveOAuth = async (answer: (call: OAuthCall) => Promise<Answer | null>) => {
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/', headers } = request
    const { pathname: path, searchParams } = new URL(url, 'http://localhost')
    const query = Object.fromEntries(searchParams)
    const form = await formOf(request)
    const found = (await answer({ method, path, query, form, authorization: headers.authorization })) ?? NOT_FOUND
    if (found.status === 0) return response.destroy()
    response.writeHead(found.status, { 'content-type': 'application/json', ...found.headers })
    return response.end(JSON.stringify(found.body))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((stopped) => server.close(stopped))
    },
  }
}

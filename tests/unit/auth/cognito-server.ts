import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An answer of Cognito's wire protocol, an exception's name, or null for a connection that breaks. */
export type Reply = { status?: number; type?: string; message?: string; body?: object } | null

/** Stands for Cognito's address: what it answers is told beforehand, what it is asked is kept. */
export const startCognitoStub = async () => {
  let replies: Reply[] = []
  let operations: string[] = []
  const server = createServer((request, response) => {
    request.resume()
    operations.push(String(request.headers['x-amz-target']).split('.')[1] ?? '')
    const reply = replies.length > 1 ? replies.shift() : replies[0]
    if (!reply) {
      request.socket.destroy()
      return
    }
    const { type, message = 'told by Cognito', body = {} } = reply
    response
      .writeHead(reply.status ?? (type ? 400 : 200), { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(type ? { __type: type, message } : body))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The last reply repeats. */
    reply: (...next: Reply[]) => {
      replies = next
      operations = []
    },
    operations: () => operations,
    stop: () => {
      server.closeAllConnections()
      return new Promise((stopped) => server.close(() => stopped(undefined)))
    },
  }
}

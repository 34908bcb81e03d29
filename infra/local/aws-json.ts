import { createServer, type IncomingMessage } from 'node:http'

export type Answer = { status: number; body: Record<string, unknown> }

/** An error as AWS's JSON protocol writes it. */
export const failure = (type: string, message?: string): Answer => ({
  status: 400,
  body: { __type: type, ...(message !== undefined && { message }) },
})

const text = async (request: IncomingMessage): Promise<string> => {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

/** Serves an AWS API of JSON over HTTP on 127.0.0.1: `answer` gets the action ('GetSecretValue') and the body as JSON. */
export const startAwsJson = async (port: number, answer: (action: string | undefined, body: unknown) => Answer) => {
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).split('.')[1]
    const { status, body } = answer(action, JSON.parse((await text(request)) || '{}'))
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Invocation, openQueue, type Worker } from './lambda-queue.ts'

/** What AWS takes in an asynchronous invocation, bytes. */
const MOST_BYTES = 1_000_000
/** A function by its name or its ARN. */
const PATH = /^\/2015-03-31\/functions\/(?:[^/]*:)?lifeos-local-([\w-]+)\/invocations$/

export type LambdaOptions = {
  port: number
  /** The functions that exist. */
  functions: string[]
  /** Those that others start, and how. */
  workers: Worker[]
  /** Runs a function and resolves to its answer. Rejects with what it threw. */
  run: (name: string, event: unknown, signal: AbortSignal) => Promise<unknown>
  /** Keeps the record of an invocation that failed for good. */
  keepFailure: (key: string, record: object) => Promise<void>
  report: (message: string) => void
  /** Milliseconds to wait before each repetition. On AWS it is one minute and two: a developer wants to go on. */
  retryMs?: number[]
}

/**
 * The part of Lambda's API that starts functions, on 127.0.0.1: as on AWS an invocation of type Event is answered with 202 at
 * once, waits for its turn where a function may run only so often at a time, is repeated when it throws, and is kept as an
 * object when that does not help. Unlike there, what waits is lost with the process.
 */
export const startLambda = async (options: LambdaOptions) => {
  const stopping = new AbortController()
  const queue = openQueue(options, stopping.signal)
  const server = createServer((request, response) => {
    answer(request, options, queue, stopping.signal).then(
      (reply) => send(response, reply),
      (error) => send(response, refused(500, 'ServiceException', String(error))),
    )
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(options.port, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : options.port
  return {
    endpoint: `http://127.0.0.1:${port}`,
    /** Resolves when nothing runs or waits that was started asynchronously. */
    idle: queue.idle,
    /** Ends at once; what runs or waits is abandoned. */
    stop: async () => {
      stopping.abort()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

type Reply = { status: number; headers?: Record<string, string>; body?: string }

const send = (response: ServerResponse, { status, headers, body = '' }: Reply): void => {
  response
    .writeHead(status, { 'x-amzn-requestid': randomUUID(), 'content-type': 'application/json', ...headers })
    .end(body)
}

/** An error as Lambda writes it. */
const refused = (status: number, type: string, Message: string): Reply => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message }),
})

const answer = async (
  request: IncomingMessage,
  { functions }: LambdaOptions,
  queue: ReturnType<typeof openQueue>,
  stopping: AbortSignal,
): Promise<Reply> => {
  const name = PATH.exec(decodeURIComponent(request.url ?? ''))?.[1]
  if (request.method !== 'POST' || !name) return refused(404, 'UnknownOperationException', 'There is no such operation')
  const body = await textOf(request)
  if (!functions.includes(name)) return refused(404, 'ResourceNotFoundException', `Function not found: ${name}`)
  const event = eventOf(body)
  if (!event) return refused(400, 'InvalidRequestContentException', 'Could not parse request body into json')
  if (request.headers['x-amz-invocation-type'] !== 'Event') return runNow(queue, { name, ...event }, stopping)
  if (!isSigned(request)) return refused(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token')
  if (Buffer.byteLength(body) > MOST_BYTES)
    return refused(413, 'RequestTooLargeException', `More than ${MOST_BYTES} bytes`)
  queue.add({ name, ...event })
  return { status: 202 }
}

/** Whether it could be for AWS. Whose it is need not be proved here. */
const isSigned = ({ headers }: IncomingMessage): boolean =>
  /^AWS4-HMAC-SHA256 Credential=\S+\/lambda\/aws4_request, /.test(String(headers.authorization))

const runNow = async (
  queue: ReturnType<typeof openQueue>,
  invocation: Invocation,
  stopping: AbortSignal,
): Promise<Reply> => {
  const outcome = await queue.run(invocation, stopping)
  if (outcome === null) return refused(429, 'TooManyRequestsException', 'Rate Exceeded.')
  if ('error' in outcome) {
    const errorMessage = outcome.error instanceof Error ? outcome.error.message : String(outcome.error)
    return { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: JSON.stringify({ errorMessage }) }
  }
  return { status: 200, body: JSON.stringify(outcome.result ?? null) }
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

const eventOf = (text: string): { event: unknown } | null => {
  try {
    return { event: text ? JSON.parse(text) : {} }
  } catch {
    return null
  }
}

// What the HTTP kernel adds to a request: CPU of its middlewares around a handler that does nothing, log line included.
// A process of its own, because the configuration is read once: `node tests/bench/kernel.ts >/dev/null` prints to stderr.
import { spawnSync } from 'node:child_process'
import type { APIGatewayProxyEventV2, Context as LambdaContext } from 'aws-lambda'
import * as z from 'zod'

const WARM_UP = 2_000
const REQUESTS = 10_000

/** CPU microseconds a request. */
export const measureKernel = (): number => {
  const env = { ...process.env, STAGE: 'bench', LOG_LEVEL: 'info' }
  const { stderr } = spawnSync(process.execPath, [import.meta.filename], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const value = Number(stderr)
  if (!(value > 0)) throw new Error(`The kernel could not be measured: ${stderr}`)
  return value
}

const main = async (): Promise<void> => {
  const { httpLambda } = await import('../../lib/platform/http/lambda.ts')
  const body = z.object({ title: z.string(), size: z.number() })
  const handler = httpLambda(
    {
      makeThing: {
        method: 'POST',
        path: '/things/{id}',
        summary: '',
        auth: 'public',
        params: z.object({ id: z.string() }),
        body,
        status: 200,
        response: z.object({ id: z.string(), title: z.string() }),
      },
    },
    { makeThing: ({ params, body: { title } }) => ({ ...params, title }) },
  )
  const event = {
    rawPath: '/api/v1/things/a',
    rawQueryString: '',
    headers: { 'content-type': 'application/json', authorization: 'Bearer token' },
    body: '{"title":"Read","size":20}',
    requestContext: { requestId: 'request-1', http: { method: 'POST', sourceIp: '192.0.2.1' } },
  } as Pick<APIGatewayProxyEventV2, 'rawPath'> as APIGatewayProxyEventV2
  const lambda = { functionName: 'lifeos-bench-things', getRemainingTimeInMillis: () => 10_000 } as LambdaContext
  for (let i = 0; i < WARM_UP; i++) await handler(event, lambda)
  const before = process.cpuUsage()
  for (let i = 0; i < REQUESTS; i++) await handler(event, lambda)
  const { user, system } = process.cpuUsage(before)
  process.stderr.write(String((user + system) / REQUESTS))
}

if (process.argv[1] === import.meta.filename) await main()

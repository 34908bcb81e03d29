import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { FAILURE_BUCKET, failureStore } from '../../../infra/local/failures.ts'
import { startLambda } from '../../../infra/local/lambda.ts'
import { freePort } from '../../../infra/local/ports.ts'
import { cloudVariable } from '../../support/cloud.ts'

/** Each test has a worker of its own name, so that its failures are its own. */
const NAME = `worker-${process.pid}-${Date.now()}`
let lambda: Awaited<ReturnType<typeof startLambda>>
let work: (payload: { id: string }) => Promise<void>

beforeEach(async () => {
  const port = await freePort()
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', `http://127.0.0.1:${port}`)
  vi.resetModules()
  const { workerLambda } = await import('../../../lib/platform/invocation/worker-lambda.ts')
  const handler = workerLambda('test', z.object({ id: z.string() }), async (_, payload) => {
    await work(payload)
    return {}
  })
  lambda = await startLambda({
    port,
    functions: [NAME],
    workers: [{ name: NAME, retries: 2 }],
    run: (_, event) => handler(event),
    keepFailure: failureStore(cloudVariable('AWS_ENDPOINT_URL_S3')),
    report: () => {},
    retryMs: [1],
  })
})
afterEach(() => lambda.stop())

const start = async (payload: Record<string, string | number>, deadline = Date.now() + 60_000) => {
  const { startFunction } = await import('../../../lib/platform/invocation/start-function.ts')
  await startFunction(NAME, payload, deadline)
}

test('a signed call starts the worker with its payload', async () => {
  const seen: unknown[] = []
  work = async (payload) => void seen.push(payload)
  await start({ id: 'a' })
  await lambda.idle()
  expect(seen).toEqual([{ id: 'a' }])
})

test('a payload of another shape, and a worker that throws, end as objects in the failure bucket', async () => {
  work = async () => {
    throw new Error('broken')
  }
  await start({ id: 'b' })
  await start({ number: 1 })
  await lambda.idle()
  const endpoint = cloudVariable('AWS_ENDPOINT_URL_S3')
  const client = new S3Client({ endpoint, forcePathStyle: true })
  const Prefix = `aws/lambda/async/lifeos-local-${NAME}/`
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: FAILURE_BUCKET, Prefix }))
  const records = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: FAILURE_BUCKET, Key }))
      return JSON.parse((await Body?.transformToString()) ?? '')
    }),
  )
  client.destroy()
  const payloads = records.map(({ requestPayload }) => requestPayload)
  expect(payloads).toHaveLength(2)
  expect(payloads).toEqual(expect.arrayContaining([{ id: 'b' }, { number: 1 }]))
  for (const { requestContext } of records) expect(requestContext.approximateInvokeCount).toBe(3)
})

test('while Lambda is out of reach it tries again until the deadline, then it is a 503', async () => {
  await lambda.stop()
  await expect(start({ id: 'c' }, Date.now() + 300)).rejects.toMatchObject({ status: 503 })
})

test('a function that does not exist is an error that names it, not the payload', async () => {
  const { startFunction } = await import('../../../lib/platform/invocation/start-function.ts')
  const failed = startFunction('nobody', { id: 'secret' }, Date.now() + 60_000)
  await expect(failed).rejects.toThrow('lifeos-local-nobody was not started: 404 ResourceNotFoundException')
})

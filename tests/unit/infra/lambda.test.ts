import { afterEach, describe, expect, test } from 'vitest'
import { startLambda } from '../../../infra/local/lambda.ts'
import type { Worker } from '../../../infra/local/lambda-queue.ts'

type Failure = { key: string; record: Record<string, unknown> }
const running: { stop: () => Promise<void> }[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

/** Work that ends when the test says so. */
const gate = () => {
  let open: () => void = () => {}
  const opened = new Promise<void>((done) => {
    open = done
  })
  return { opened, open }
}

const start = async (run: (event: unknown) => Promise<unknown>, worker: Partial<Worker> = {}) => {
  const failures: Failure[] = []
  const reports: string[] = []
  const lambda = await startLambda({
    port: 0,
    functions: ['worker'],
    workers: [{ name: 'worker', retries: 2, ...worker }],
    run: (_, event) => run(event),
    keepFailure: async (key, record) => void failures.push({ key, record: record as Failure['record'] }),
    report: (message) => reports.push(message),
    retryMs: [1],
  })
  running.push(lambda)
  const call = async (body: unknown, { type = 'Event', name = 'lifeos-local-worker', signed = true } = {}) => {
    const answer = await fetch(`${lambda.endpoint}/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: {
        'x-amz-invocation-type': type,
        ...(signed && {
          authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host',
        }),
      },
    })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  return { lambda, failures, reports, call }
}

describe('an invocation that nobody waits for', () => {
  test('is answered with 202 and no body before the function ends', async () => {
    const { opened, open } = gate()
    const { lambda, call } = await start(() => opened)
    expect(await call({ n: 1 })).toMatchObject({ status: 202, text: '' })
    open()
    await lambda.idle()
  })

  test('hands the function its payload, once where it succeeds', async () => {
    const events: unknown[] = []
    const { lambda, call, failures } = await start(async (event) => void events.push(event))
    await call({ n: 1 }, { name: 'arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Alifeos-local-worker' })
    await lambda.idle()
    expect([events, failures]).toEqual([[{ n: 1 }], []])
  })

  test('is repeated twice when it throws, then kept with payload and error under the key that AWS uses', async () => {
    let runs = 0
    const { lambda, call, failures } = await start(async () => {
      runs += 1
      throw new Error('broken')
    })
    await call({ n: 1 })
    await lambda.idle()
    expect(runs).toBe(3)
    expect(failures).toEqual([
      {
        key: expect.stringMatching(
          /^aws\/lambda\/async\/lifeos-local-worker\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[\da-f-]{36}$/,
        ),
        record: {
          version: '1.0',
          timestamp: expect.any(String),
          requestContext: {
            requestId: expect.any(String),
            functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:lifeos-local-worker:$LATEST',
            condition: 'RetriesExhausted',
            approximateInvokeCount: 3,
          },
          requestPayload: { n: 1 },
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: { errorMessage: 'broken' },
        },
      },
    ])
  })

  test('is not kept when a repetition succeeds', async () => {
    let runs = 0
    const { lambda, call, failures } = await start(async () => {
      runs += 1
      if (runs < 3) throw new Error('broken')
    })
    await call({})
    await lambda.idle()
    expect([runs, failures]).toEqual([3, []])
  })

  test('waits while as many run as may, and waiting is no failure', async () => {
    const gates = Array.from({ length: 5 }, gate)
    let now = 0
    let most = 0
    const { lambda, call, failures } = await start(
      async (event) => {
        now += 1
        most = Math.max(most, now)
        await gates[(event as { n: number }).n]?.opened
        now -= 1
      },
      { atMost: 2 },
    )
    for (let n = 0; n < 5; n++) expect((await call({ n })).status).toBe(202)
    for (const { open } of gates) open()
    await lambda.idle()
    expect([most, now, failures]).toEqual([2, 0, []])
  })

  test('has to be signed, JSON, of a function that exists and no larger than AWS takes', async () => {
    const { call } = await start(async () => {})
    expect((await call({}, { signed: false })).status).toBe(403)
    expect((await call('{')).status).toBe(400)
    expect((await call({}, { name: 'lifeos-local-nobody' })).status).toBe(404)
    expect((await call({ text: 'x'.repeat(1_000_000) })).status).toBe(413)
  })
})

describe('an invocation with an answer', () => {
  const NOW = { type: 'RequestResponse', signed: false }

  test('gets what the function resolves to, or the message of what it threw', async () => {
    const { call } = await start(async (event) => {
      if ((event as { bad?: boolean }).bad) throw new Error('broken')
      return { fine: true }
    })
    expect(await call({}, NOW)).toMatchObject({ status: 200, text: '{"fine":true}' })
    const failed = await call({ bad: true }, NOW)
    expect([failed.status, failed.headers.get('x-amz-function-error'), failed.text]).toEqual([
      200,
      'Unhandled',
      '{"errorMessage":"broken"}',
    ])
  })

  test('is refused while as many run as may', async () => {
    const { opened, open } = gate()
    const { lambda, call } = await start(() => opened, { atMost: 1 })
    await call({})
    expect((await call({}, NOW)).status).toBe(429)
    open()
    await lambda.idle()
  })
})

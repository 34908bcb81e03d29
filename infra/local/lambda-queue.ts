import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LambdaOptions } from './lambda.ts'

export type Worker = {
  name: string
  /** How many run at once; as many as are wanted when absent. */
  atMost?: number
  retries: number
}
export type Invocation = { name: string; event: unknown }
export type Outcome = { result: unknown } | { error: unknown }

const RETRY_MS = [1_000, 2_000]

/** Invocations that nobody waits for, and how many of each function run. */
export const openQueue = (options: LambdaOptions, stopping: AbortSignal) => {
  const workers = new Map(options.workers.map((worker) => [worker.name, worker]))
  const running = new Map<string, number>()
  const waiting: { name: string; begin: () => void }[] = []
  let pending = 0
  let wake: (() => void)[] = []

  const isFree = (name: string): boolean => (running.get(name) ?? 0) < (workers.get(name)?.atMost ?? Infinity)
  const taken = (name: string, by: number) => running.set(name, (running.get(name) ?? 0) + by)

  const run = async ({ name, event }: Invocation, signal: AbortSignal): Promise<Outcome | null> => {
    if (!isFree(name)) return null
    taken(name, 1)
    try {
      return { result: await options.run(name, event, signal) }
    } catch (error) {
      return { error }
    } finally {
      taken(name, -1)
      const next = waiting.findIndex((one) => isFree(one.name))
      if (next >= 0) waiting.splice(next, 1)[0]?.begin()
    }
  }

  /** As AWS does it, being throttled is no failure: the invocation waits and is not counted. */
  const inTurn = async (invocation: Invocation): Promise<Outcome> => {
    for (;;) {
      const outcome = await run(invocation, stopping)
      if (outcome) return outcome
      await new Promise<void>((begin) => waiting.push({ name: invocation.name, begin }))
    }
  }

  const work = async (invocation: Invocation): Promise<void> => {
    const { retryMs = RETRY_MS } = options
    const retries = workers.get(invocation.name)?.retries ?? retryMs.length
    const requestId = randomUUID()
    for (let attempt = 0; ; attempt++) {
      const outcome = await inTurn(invocation)
      if ('result' in outcome || stopping.aborted) return
      options.report(`${invocation.name} failed: ${messageOf(outcome.error)}`)
      if (attempt === retries) return keep(options, invocation, { requestId, count: attempt + 1, error: outcome.error })
      await sleep(retryMs[Math.min(attempt, retryMs.length - 1)], undefined, { signal: stopping })
    }
  }

  const add = (invocation: Invocation): void => {
    pending += 1
    work(invocation)
      .catch((error) => {
        if (!stopping.aborted) options.report(`${invocation.name} was lost: ${messageOf(error)}`)
      })
      .finally(() => {
        pending -= 1
        if (pending > 0) return
        for (const one of wake) one()
        wake = []
      })
  }
  const idle = (): Promise<void> => (pending === 0 ? Promise.resolve() : new Promise((done) => wake.push(done)))
  return { run, add, idle }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

type Failed = { requestId: string; count: number; error: unknown }

/** Writes what Lambda writes (AWS, "Capturing records of Lambda asynchronous invocations"), under the same key. */
const keep = async (
  { keepFailure, report }: LambdaOptions,
  { name, event }: Invocation,
  failed: Failed,
): Promise<void> => {
  const timestamp = new Date().toISOString()
  const functionName = `lifeos-local-${name}`
  const [day = '', time = ''] = timestamp.split(/[T.]/)
  const key = `aws/lambda/async/${functionName}/${day.replaceAll('-', '/')}/${day}T${time.replaceAll(':', '.')}-${randomUUID()}`
  await keepFailure(key, {
    version: '1.0',
    timestamp,
    requestContext: {
      requestId: failed.requestId,
      functionArn: `arn:aws:lambda:eu-west-1:000000000000:function:${functionName}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: failed.count,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorMessage: messageOf(failed.error) },
  })
  report(
    `${name} failed for good after ${failed.count} attempts: what it got is kept in s3://lifeos-failures-local/${key}`,
  )
}

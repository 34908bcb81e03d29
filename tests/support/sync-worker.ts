import type { Context } from 'aws-lambda'
import { startLambda } from '../../infra/local/lambda.ts'
import { freePort } from '../../infra/local/ports.ts'
import { AMPLE_MS } from './timing.ts'

export const IN_LAMBDA = { getRemainingTimeInMillis: () => AMPLE_MS } as Context

/** The worker of calendar syncs, started as on Lambda. Sets a variable: call it before anything that reads the configuration. */
export const startSyncWorker = async () => {
  const port = await freePort()
  process.env.AWS_ENDPOINT_URL_LAMBDA = `http://127.0.0.1:${port}`
  const failures: object[] = []
  const lambda = await startLambda({
    port,
    functions: ['calendar-sync-worker'],
    workers: [{ name: 'calendar-sync-worker', retries: 2 }],
    run: async (_, event) =>
      (await import('../../functions/calendar-sync-worker/handler.ts')).handler(event, IN_LAMBDA),
    keepFailure: async (_, record) => void failures.push(record),
    report: () => {},
    retryMs: [1],
  })
  return { lambda, failures }
}

import type { Context } from 'aws-lambda'
import { startLambda } from '../../infra/local/lambda.ts'
import { freePort } from '../../infra/local/ports.ts'
import { isOfThisFile } from './cloud.ts'
import { AMPLE_MS } from './timing.ts'

export const IN_LAMBDA = { getRemainingTimeInMillis: () => AMPLE_MS } as Context

type Handler = { handler: (event: unknown, lambda: Context) => Promise<unknown> }

/** Loaded when they are started: they read the configuration. */
const HANDLERS: Record<string, () => Promise<Handler>> = {
  'calendar-sync-worker': () => import('../../functions/calendar-sync-worker/handler.ts'),
  'job-worker': () => import('../../functions/job-worker/handler.ts'),
  'knowledge-search': () => import('../../functions/knowledge-search/handler.ts'),
}

/** A round of the schedule finds what is due in the whole table, which test files share: each starts only what is its own. */
const isOthers = (event: unknown): boolean => {
  const { trigger, userId } = event as { trigger?: string; userId: string }
  return trigger === 'schedule' && !isOfThisFile(userId)
}

/** The workers of calendars, of jobs and of the vault's index, started as on Lambda. Sets a variable: call it before anything that reads the configuration. */
export const startSyncWorker = async () => {
  const port = await freePort()
  process.env.AWS_ENDPOINT_URL_LAMBDA = `http://127.0.0.1:${port}`
  const failures: object[] = []
  const lambda = await startLambda({
    port,
    functions: Object.keys(HANDLERS),
    workers: Object.keys(HANDLERS).map((name) => ({ name, retries: 2 })),
    run: async (name, event) => (isOthers(event) ? undefined : (await HANDLERS[name]?.())?.handler(event, IN_LAMBDA)),
    keepFailure: async (_, record) => void failures.push(record),
    report: () => {},
    retryMs: [1],
  })
  return { lambda, failures }
}

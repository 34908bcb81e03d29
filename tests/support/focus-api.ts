import type { Context as LambdaContext } from 'aws-lambda'
import * as z from 'zod'
import { startLambda } from '../../infra/local/lambda.ts'
import { freePort } from '../../infra/local/ports.ts'
import { createConnection } from '../../lib/domain/calendar/connections/connect.service.ts'
import { updateConnection } from '../../lib/domain/calendar/connections/connection.service.ts'
import { placeFocusBlocks } from '../../lib/domain/calendar/focus/focus-run.service.ts'
import { firstSync } from '../../lib/domain/calendar/sync/first-sync.service.ts'
import { SYNC_WORKER } from '../../lib/domain/calendar/sync/start-sync.ts'
import { SyncStart, syncOne } from '../../lib/domain/calendar/sync/sync-worker.service.ts'
import { newUlid } from '../../lib/platform/ids.ts'
import { workerLambda } from '../../lib/platform/invocation/worker-lambda.ts'
import { JobStart, workOn } from '../../lib/platform/jobs/job-lambda.ts'
import { contextFor } from './context.ts'
import { memoryCalendar } from './memory-calendar.ts'
import { AMPLE_MS } from './timing.ts'

/** As the deployed worker is started. */
const Start = z.union([SyncStart, JobStart])

/** People with a calendar of a provider in memory, and the worker that syncs it. */
export const startFocusApi = async () => {
  const port = await freePort()
  Object.assign(process.env, { AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}` })
  const calendars = new Map<string, ReturnType<typeof memoryCalendar>>()
  const inLambda = { getRemainingTimeInMillis: () => AMPLE_MS } as LambdaContext
  const lambda = await startLambda({
    port,
    functions: ['calendar-sync-worker'],
    workers: [{ name: 'calendar-sync-worker', retries: 2 }],
    run: (_, event) => {
      const { userId } = Start.parse(event)
      const providers = { caldav: calendars.get(userId)?.provider }
      const runners = [firstSync(providers, placeFocusBlocks)]
      const worker = workerLambda('sync', Start, (run, start) =>
        'jobId' in start ? workOn(run, SYNC_WORKER, runners, start) : syncOne(run, providers, start, placeFocusBlocks),
      )
      return worker(event, inLambda)
    },
    keepFailure: async () => {},
    report: () => {},
    retryMs: [1],
  })
  const newPerson = async (prepare: (calendar: ReturnType<typeof memoryCalendar>) => void = () => {}) => {
    const ctx = contextFor(newUlid())
    const calendar = memoryCalendar()
    prepare(calendar)
    calendars.set(ctx.userId, calendar)
    const providers = { caldav: calendar.provider }
    const input = { provider: 'caldav', username: 'ada', password: 'secret' } as const
    const { id, calendars: own } = await createConnection(ctx, providers, input)
    await lambda.idle()
    const focusCalendarId = own.find(({ canWrite }) => canWrite)?.id ?? ''
    const focus = (chosen: string | null) => updateConnection(ctx, id, { focusCalendarId: chosen })
    return { ctx, id, calendar, providers, focusCalendarId, focus, idle: () => lambda.idle() }
  }
  return { newPerson, stop: () => lambda.stop() }
}

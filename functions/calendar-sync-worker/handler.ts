import { SyncStart, syncOne } from '../../lib/domain/calendar/sync/sync-worker.service.ts'
import { workerLambda } from '../../lib/platform/invocation/worker-lambda.ts'
import { calendarProviders } from '../../lib/providers/calendar-providers.ts'

const providers = calendarProviders()

export const handler = workerLambda('sync-calendar', SyncStart, (run, start) => syncOne(run, providers, start))

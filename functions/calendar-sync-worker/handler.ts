import { SyncStart, syncOne } from '../../lib/domain/calendar/sync/sync-worker.service.ts'
import { workerLambda } from '../../lib/platform/invocation/worker-lambda.ts'
import { icsCalendar } from '../../lib/providers/ics/ics-calendar.ts'

const providers = { ics: icsCalendar() }

export const handler = workerLambda('sync-calendar', SyncStart, (run, start) => syncOne(run, providers, start))

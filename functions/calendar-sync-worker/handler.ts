import { SyncStart, syncOne } from '../../lib/domain/calendar/sync/sync-worker.service.ts'
import { workerLambda } from '../../lib/platform/invocation/worker-lambda.ts'
import { caldavCalendar } from '../../lib/providers/caldav/caldav-calendar.ts'
import { icsCalendar } from '../../lib/providers/ics/ics-calendar.ts'

const providers = { apple: caldavCalendar(), caldav: caldavCalendar(), ics: icsCalendar() }

export const handler = workerLambda('sync-calendar', SyncStart, (run, start) => syncOne(run, providers, start))

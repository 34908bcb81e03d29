import { syncDue } from '../../lib/domain/calendar/sync/due.service.ts'
import { scheduleLambda } from '../../lib/platform/schedule/schedule-lambda.ts'
import { icsCalendar } from '../../lib/providers/ics/ics-calendar.ts'

const providers = { ics: icsCalendar() }

export const handler = scheduleLambda('sync-calendars', (run) => syncDue(run, providers))

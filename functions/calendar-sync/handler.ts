import { startDue } from '../../lib/domain/calendar/sync/due.service.ts'
import { scheduleLambda } from '../../lib/platform/schedule/schedule-lambda.ts'

export const handler = scheduleLambda('sync-calendars', (run) => startDue(run))

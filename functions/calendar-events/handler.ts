import { deleteEvent, patchEvent, replaceEvent } from '../../lib/domain/calendar/write/write-event.service.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { calendarProviders } from '../../lib/providers/calendar-providers.ts'
import { routes } from './routes.ts'

const providers = calendarProviders()

export const handler = httpLambda(routes, {
  updateCalendarEvent: ({ ctx, params, query, body }) => patchEvent(ctx, providers, params.eventId, body, query),
  replaceCalendarEvent: ({ ctx, params, body }) => replaceEvent(ctx, providers, params.eventId, body),
  deleteCalendarEvent: ({ ctx, params, query }) => deleteEvent(ctx, providers, params.eventId, query, deleteEntity),
})

import { listCalendar } from '../../lib/domain/calendar/calendar.list.ts'
import * as calendar from '../../lib/domain/calendar/calendar.service.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listCalendarEvents: ({ ctx, query }) => listCalendar(ctx, query),
  createCalendarEvent: ({ ctx, claim, body }) => calendar.createEvent(ctx, body, claim),
  readCalendarEvent: ({ ctx, params }) => calendar.readEvent(ctx, params.eventId),
  updateCalendarEvent: ({ ctx, params, query, body }) => calendar.updateEvent(ctx, params.eventId, body, query),
  replaceCalendarEvent: ({ ctx, params, body }) => calendar.replaceEvent(ctx, params.eventId, body),
  deleteCalendarEvent: ({ ctx, params, query }) => calendar.deleteEvent(ctx, params.eventId, query, deleteEntity),
})

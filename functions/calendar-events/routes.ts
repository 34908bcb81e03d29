import * as z from 'zod'
import {
  CalendarEvent,
  ReplaceCalendarEvent,
  Scope,
  UpdateCalendarEvent,
} from '../../lib/domain/calendar/calendar.schema.ts'
import { Deleted, Id } from '../../lib/domain/fields.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const EventPath = z.object({ eventId: Id })
const tags = ['calendar']
/** What the provider of an event may answer. */
const REFUSALS = [
  ...['READ_ONLY', 'CALENDAR_CONFLICT', 'CALENDAR_REAUTHORIZE'],
  ...['CALENDAR_UNAVAILABLE', 'CALENDAR_NOT_CONFIGURED'],
]

export const routes = {
  updateCalendarEvent: {
    method: 'PATCH',
    path: '/calendar/events/{eventId}',
    summary: 'Change an event, an occurrence, or a series from an occurrence on',
    tags,
    params: EventPath,
    query: Scope,
    body: UpdateCalendarEvent,
    status: 200,
    errors: REFUSALS,
    response: CalendarEvent,
    description:
      'With scope "following" the series ends and a new event goes on with it: that one is answered. An event of a provider is changed there first, if it is still as it was mirrored; else 409 CALENDAR_CONFLICT.',
  },
  replaceCalendarEvent: {
    method: 'PUT',
    path: '/calendar/events/{eventId}',
    summary: 'Replace an event',
    tags,
    params: EventPath,
    body: ReplaceCalendarEvent,
    status: 200,
    errors: REFUSALS,
    response: CalendarEvent,
    description:
      'The whole event: what is not sent goes back to its default. Occurrences that were changed one by one stay so.',
  },
  deleteCalendarEvent: {
    method: 'DELETE',
    path: '/calendar/events/{eventId}',
    summary: 'Move an event to the trash, or cancel occurrences',
    description: 'An event of a provider is deleted there first, and is in no trash.',
    tags,
    params: EventPath,
    query: Scope,
    status: 200,
    errors: REFUSALS,
    response: Deleted,
  },
} satisfies RouteTable

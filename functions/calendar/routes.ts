import * as z from 'zod'
import {
  CalendarEvent,
  CalendarQuery,
  CalendarRange,
  CreateCalendarEvent,
  ReplaceCalendarEvent,
  Scope,
  UpdateCalendarEvent,
} from '../../lib/domain/calendar/calendar.schema.ts'
import { Deleted, Id } from '../../lib/domain/fields.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const EventPath = z.object({ eventId: Id })
const tags = ['calendar']

export const routes = {
  listCalendarEvents: {
    method: 'GET',
    path: '/calendar/events',
    summary: 'List what takes place in a time',
    tags,
    query: CalendarQuery,
    status: 200,
    response: CalendarRange,
    description: 'Recurring events come as their occurrences, each named by its id and `day`.',
  },
  createCalendarEvent: {
    method: 'POST',
    path: '/calendar/events',
    summary: 'Create an event',
    tags,
    body: CreateCalendarEvent,
    status: 201,
    response: CalendarEvent,
    description: 'Without an end it takes an hour, or the whole day.',
  },
  readCalendarEvent: {
    method: 'GET',
    path: '/calendar/events/{eventId}',
    summary: 'Read an event',
    tags,
    params: EventPath,
    status: 200,
    response: CalendarEvent,
  },
  updateCalendarEvent: {
    method: 'PATCH',
    path: '/calendar/events/{eventId}',
    summary: 'Change an event, an occurrence, or a series from an occurrence on',
    tags,
    params: EventPath,
    query: Scope,
    body: UpdateCalendarEvent,
    status: 200,
    response: CalendarEvent,
    description: 'With scope "following" the series ends and a new event goes on with it: that one is answered.',
  },
  replaceCalendarEvent: {
    method: 'PUT',
    path: '/calendar/events/{eventId}',
    summary: 'Replace an event',
    tags,
    params: EventPath,
    body: ReplaceCalendarEvent,
    status: 200,
    response: CalendarEvent,
    description:
      'The whole event: what is not sent goes back to its default. Occurrences that were changed one by one stay so.',
  },
  deleteCalendarEvent: {
    method: 'DELETE',
    path: '/calendar/events/{eventId}',
    summary: 'Move an event to the trash, or cancel occurrences',
    tags,
    params: EventPath,
    query: Scope,
    status: 200,
    response: Deleted,
  },
} satisfies RouteTable

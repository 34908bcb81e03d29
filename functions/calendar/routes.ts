import * as z from 'zod'
import {
  CalendarEvent,
  CalendarQuery,
  CalendarRange,
  CreateCalendarEvent,
} from '../../lib/domain/calendar/calendar.schema.ts'
import { CalendarFeed, CreateFeed, ReplaceFeed, UpdateFeed } from '../../lib/domain/calendar/feeds/feed.schema.ts'
import { Deleted, Id } from '../../lib/domain/fields.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const EventPath = z.object({ eventId: Id })
const FeedPath = z.object({ feedId: Id })
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
  listFeeds: {
    method: 'GET',
    path: '/calendar/feeds',
    summary: 'List my feeds and their addresses',
    tags,
    status: 200,
    response: z.object({ data: z.array(CalendarFeed) }),
  },
  createFeed: {
    method: 'POST',
    path: '/calendar/feeds',
    summary: 'Create a feed that other calendars can subscribe to',
    tags,
    body: CreateFeed,
    status: 201,
    response: CalendarFeed,
    errors: ['CONFLICT'],
    description: 'Whoever knows its address reads it, without signing in. At most 20.',
  },
  updateFeed: {
    method: 'PATCH',
    path: '/calendar/feeds/{feedId}',
    summary: 'Change a feed; its address stays',
    tags,
    params: FeedPath,
    body: UpdateFeed,
    status: 200,
    response: CalendarFeed,
  },
  replaceFeed: {
    method: 'PUT',
    path: '/calendar/feeds/{feedId}',
    summary: 'Replace a feed; its address stays',
    tags,
    params: FeedPath,
    body: ReplaceFeed,
    status: 200,
    response: CalendarFeed,
    description: 'What is not sent goes back to its default.',
  },
  rotateFeed: {
    method: 'POST',
    path: '/calendar/feeds/{feedId}/rotate',
    summary: 'Give a feed another address; the one before ends',
    tags,
    params: FeedPath,
    status: 200,
    response: CalendarFeed,
  },
  deleteFeed: {
    method: 'DELETE',
    path: '/calendar/feeds/{feedId}',
    summary: 'Move a feed to the trash; its address ends',
    tags,
    params: FeedPath,
    status: 200,
    response: Deleted,
  },
} satisfies RouteTable

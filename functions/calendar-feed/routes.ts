import * as z from 'zod'
import { FeedQuery } from '../../lib/domain/calendar/feeds/feed.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const FeedFile = z.object({ feedId: z.string().max(100).describe('The secret of the feed, and .ics') })

export const routes = {
  readFeed: {
    method: 'GET',
    path: '/calendar/feeds/{feedId}',
    summary: 'Read a feed as iCalendar',
    tags: ['calendar'],
    auth: 'public',
    raw: true,
    params: FeedFile,
    query: FeedQuery,
    status: 200,
    response: z.unknown(),
    errors: ['NOT_FOUND'],
    description: 'RFC 5545 as text/calendar, with an ETag; 304 for who has it already.',
  },
} satisfies RouteTable

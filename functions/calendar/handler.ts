import { listCalendar } from '../../lib/domain/calendar/calendar.list.ts'
import * as calendar from '../../lib/domain/calendar/calendar.service.ts'
import * as feeds from '../../lib/domain/calendar/feeds/feed.service.ts'
import { CALENDAR_FEED } from '../../lib/domain/calendar/feeds/feed.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listCalendarEvents: ({ ctx, query }) => listCalendar(ctx, query),
  createCalendarEvent: ({ ctx, claim, body }) => calendar.createEvent(ctx, body, claim),
  readCalendarEvent: ({ ctx, params }) => calendar.readEvent(ctx, params.eventId),
  listFeeds: async ({ ctx }) => ({ data: await feeds.listFeeds(ctx) }),
  createFeed: ({ ctx, claim, body }) => feeds.createFeed(ctx, body, claim),
  updateFeed: ({ ctx, params, body }) => feeds.updateFeed(ctx, params.feedId, body),
  replaceFeed: ({ ctx, params, body }) => feeds.replaceFeed(ctx, params.feedId, body),
  rotateFeed: ({ ctx, claim, params }) => feeds.rotateFeed(ctx, params.feedId, claim),
  deleteFeed: ({ ctx, params }) => deleteEntity(ctx, CALENDAR_FEED, params.feedId),
})

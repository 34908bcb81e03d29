import { readFeedText } from '../../lib/domain/calendar/feeds/feed-text.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  readFeed: async ({ ctx, params, query }) => {
    const { text, etag } = await readFeedText(ctx, params.feedId, query)
    return { contentType: 'text/calendar; charset=utf-8', body: text, etag, isPrivate: true }
  },
})

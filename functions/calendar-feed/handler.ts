import { gzipSync } from 'node:zlib'
import { readFeedText } from '../../lib/domain/calendar/feeds/feed-text.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

/** Longer texts are compressed: one of 10,000 events with long notes would not fit the 6 MB that a Lambda answers. */
const LARGE = 100_000

export const handler = httpLambda(routes, {
  readFeed: async ({ ctx, params, query }) => {
    const { text, etag } = await readFeedText(ctx, params.feedId, query)
    const shared = { contentType: 'text/calendar; charset=utf-8', etag, isPrivate: true } as const
    const answer = { ...shared, body: text.toString() }
    return text.length > LARGE ? { ...answer, gzipped: gzipSync(text) } : answer
  },
})

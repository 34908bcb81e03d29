import { config } from '../../../platform/config/config.ts'
import type { Context } from '../../../platform/context.ts'
import { conflict } from '../../../platform/errors.ts'
import { create, update } from '../../../platform/events/change.ts'
import { commit } from '../../../platform/events/commit.ts'
import { mutateTo } from '../../../platform/events/mutate.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { blankOf, replacementOf, sent } from '../../entity-fields.ts'
import { type FeedRecord, feedFields } from './feed.fields.ts'
import { addressWrites, loadFeeds, loadToken, newToken } from './feed.repository.ts'
import type { CalendarFeed, CreateFeed, UpdateFeed } from './feed.schema.ts'
import { CALENDAR_FEED } from './feed.ts'

const MOST_FEEDS = 20

/** A feed with an address that nobody can guess. @throws 409 above 20 feeds */
export const createFeed = async (ctx: Context, input: CreateFeed, claim: Claim | null): Promise<CalendarFeed> => {
  if ((await loadFeeds(ctx)).length >= MOST_FEEDS)
    throw conflict(`There are ${MOST_FEEDS} feeds already`, { type: 'limit_reached', loc: ['calendarfeed'] })
  const now = ctx.now()
  const own = { id: ctx.newId(now), userId: ctx.userId }
  const change = create(CALENDAR_FEED, { ...blankOf(feedFields), ...sent(input), ...own }, now)
  const token = newToken()
  const writes = addressWrites(ctx, own.id, token, null)
  return commit(ctx, { changes: [change], writes, result: shown(change.after, token) }, claim)
}

/** All feeds, oldest first. One query. */
export const listFeeds = async (ctx: Context): Promise<CalendarFeed[]> =>
  (await loadFeeds(ctx)).map(({ feed, token }) => shown(feed, token))

/** Its address stays. @throws 404, 412 */
export const updateFeed = (ctx: Context, id: string, patch: UpdateFeed): Promise<CalendarFeed> =>
  mutateTo(ctx, CALENDAR_FEED, id, async (feed, at) => {
    const change = update(CALENDAR_FEED, feed, sent(patch), at)
    return { changes: change ? [change] : [], result: shown(change?.after ?? feed, await loadToken(ctx, id)) }
  })

/** What is not sent goes back to its default; its address stays. @throws 404, 412 */
export const replaceFeed = (ctx: Context, id: string, input: CreateFeed): Promise<CalendarFeed> =>
  updateFeed(ctx, id, replacementOf(feedFields, input))

/** Another address; the one before is gone at the same moment. @throws 404, 412 */
export const rotateFeed = (ctx: Context, id: string, claim: Claim | null): Promise<CalendarFeed> =>
  mutateTo(
    ctx,
    CALENDAR_FEED,
    id,
    async (feed, at) => {
      const change = update(CALENDAR_FEED, feed, { rotations: feed.rotations + 1 }, at, 'rotated')
      const token = newToken()
      const writes = addressWrites(ctx, id, token, await loadToken(ctx, id))
      return { changes: change ? [change] : [], writes, result: shown(change?.after ?? feed, token) }
    },
    claim,
  )

const shown = (feed: FeedRecord, token: string | null): CalendarFeed => ({
  ...feed,
  url: `${config().PUBLIC_BASE_URL}/api/v1/calendar/feeds/${token ?? 'rotate-me'}.ics`,
})

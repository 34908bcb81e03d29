import type { CalendarProvider } from '../../domain/calendar/sync/provider.ts'
import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import { type FetchPublic, fetchPublic } from '../../platform/outbound/fetch-public.ts'
import { accountIn, collectionOf, secretOf } from './account.ts'
import { calendarsIn } from './calendars.ts'
import { changesIn } from './changes.ts'
import { davFor } from './dav.ts'
import { discover } from './discovery.ts'
import { pushed } from './push.ts'
import { serverAddress } from './server-address.ts'

type Options = {
  fetch?: FetchPublic
  /** The server where the person names none; without one, that of their e-mail address. */
  server?: string
  /** Pairs of host and port to which a password may go over http. */
  allow?: readonly string[]
}

/** Calendars of a CalDAV server (RFC 4791), read and written with the password that a person gave. */
export const caldavCalendar = ({ fetch = fetchPublic, server, allow }: Options = {}): CalendarProvider => {
  const opened = (ctx: Context, secret: string) => {
    const account = accountIn(secret)
    return { account, dav: davFor(ctx, fetch, account) }
  }
  return {
    login: async (ctx, { serverUrl: entered, username, password }) => {
      const serverUrl = serverAddress(entered ?? server ?? null, username, allow ?? config().OUTBOUND_ALLOW)
      const dav = davFor(ctx, fetch, { serverUrl, username, password })
      const home = await discover(dav)
      const calendars = await calendarsIn(dav, home)
      return { secret: secretOf({ serverUrl, username, password, home }), account: username, calendars }
    },
    listCalendars: async (ctx, { secret }) => {
      const { account, dav } = opened(ctx, secret)
      return calendarsIn(dav, account.home)
    },
    listChanges: async (ctx, access, calendar, cursor) => {
      const { account, dav } = opened(ctx, access.secret)
      return changesIn(collectionOf(dav, account, calendar), access, cursor)
    },
    push: async (ctx, { secret, zone }, change) => pushed({ ...opened(ctx, secret), now: ctx.now(), zone }, change),
  }
}

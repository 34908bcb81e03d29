import { CalendarUnavailable } from '../../domain/calendar/sync/provider.ts'
import type { Dav, Server } from './dav.ts'
import type { Home } from './discovery.ts'

/** The secret of a connection: what the person entered, and where their calendars were found. */
export type Account = Server & { home: Home }

export const secretOf = (account: Account): string => JSON.stringify(account)
export const accountIn = (secret: string): Account => JSON.parse(secret) as Account

/** One calendar. Its path is its externalId. */
export type Collection = {
  path: string
  /** @throws CalendarUnavailable `calendar_gone` where it is not there */
  ask: (method: 'PROPFIND' | 'REPORT', depth: '0' | '1', body: string) => ReturnType<Dav['ask']>
}

export const collectionOf = (dav: Dav, { home }: Account, path: string): Collection => ({
  path,
  ask: async (method, depth, body) => {
    try {
      return await dav.ask(method, addressOf(home, path), { depth, body })
    } catch (error) {
      if (!(error instanceof CalendarUnavailable) || !GONE.includes(error.code)) throw error
      throw new CalendarUnavailable('calendar_gone', 'The calendar is no longer there')
    }
  },
})

const GONE = ['http_404', 'http_410']

/** A path on the server that has the calendars. */
export const addressOf = ({ url }: Home, path: string): string => {
  const address = new URL(url)
  address.pathname = path
  address.search = ''
  return address.href
}

import type { Account, Calendar } from './books.ts'

const DEFAULT_PAGE = 100

const entryOf = ({ email }: Account, calendar: Calendar) => ({
  ...{ kind: 'calendar#calendarListEntry', etag: '"1700000000000000"', id: calendar.id, summary: calendar.summary },
  ...(calendar.summaryOverride && { summaryOverride: calendar.summaryOverride }),
  ...{ timeZone: calendar.timeZone, colorId: '14', backgroundColor: calendar.backgroundColor },
  ...{ foregroundColor: '#000000', selected: true, accessRole: calendar.accessRole, defaultReminders: [] },
  ...(calendar.hidden && { hidden: true }),
  ...(calendar.id === email && { primary: true }),
})

/** The calendars in a person's list, page by page. Hidden ones only where they are asked for. */
export const listCalendars = (account: Account, query: Record<string, string>, longest: number) => {
  const all = [...account.calendars.values()].filter(({ hidden }) => !hidden || query.showHidden === 'true')
  const from = Number(query.pageToken ?? 0)
  const to = from + Math.min(Number(query.maxResults ?? DEFAULT_PAGE), longest)
  return {
    ...{ kind: 'calendar#calendarList', etag: '"p1"', items: all.slice(from, to).map((one) => entryOf(account, one)) },
    ...(to < all.length ? { nextPageToken: String(to) } : { nextSyncToken: 'calendarlist1' }),
  }
}

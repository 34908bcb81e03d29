import type { EventContent } from '../../lib/domain/calendar/event-content.ts'
import type {
  CalendarProvider,
  Exception,
  Page,
  ProviderCalendar,
  ProviderEvent,
} from '../../lib/domain/calendar/sync/provider.ts'
import { CalendarUnavailable } from '../../lib/domain/calendar/sync/provider.ts'
import { DAY_MS, HOUR_MS } from '../../lib/platform/units.ts'
import { awaiting } from './crash.ts'

/** When series begin, and the only hour at which anything takes place by rule. */
export const FIRST = Date.UTC(2027, 0, 4, 9)

/** A series has `count` days, `every` days apart; null: a single event. */
type Master = {
  title: string
  start: number
  series: { every: number; count: number } | null
  parts: number[]
  busy: boolean
}
type Entry = { rev: number; master: Master | null }
type Apart = { rev: number; externalId: string; start: number; content: { title: string; start: number } | null }

export type TrueCalendar = {
  listed: ProviderCalendar
  masters: Map<string, Entry>
  apart: Map<string, Apart>
  /** Changes of the calendar so far; cursors before `floor` have expired. */
  rev: number
  floor: number
}

/** The calendars of one account, as they are at the provider. */
export type Truth = {
  calendars: Map<string, TrueCalendar>
  /** Events of a page. */
  pageSize: number
  /** Failures to come: each call takes one. */
  failures: CalendarUnavailable[]
  /** What each call to the provider does besides: time that goes by. */
  onCall: () => void
  /** Whether pages say that something may be missing. */
  isPartial: boolean
}

const iso = (ms: number) => new Date(ms).toISOString()

const contentOf = (title: string, start: number, series: Master['series'] = null, busy = true): EventContent => ({
  ...{
    title,
    notes: null,
    location: null,
    start: iso(start),
    end: iso(start + HOUR_MS),
    allDay: false,
    timeZone: 'UTC',
  },
  rrule: series && `FREQ=DAILY;INTERVAL=${series.every};COUNT=${series.count}`,
  ...{ cancelled: [], changed: {}, attendees: [], conferenceUrl: null, busy, status: 'confirmed' },
})

export const eventsOf = (calendar: string, externalId: string, { rev, master }: Entry): ProviderEvent[] => {
  if (!master) return []
  const own = { calendar, externalId, etag: `"${rev}"`, ref: null, taskId: null }
  const { title, start, series, parts, busy } = master
  return [
    { ...own, ...contentOf(title, start, series, busy), recurrenceId: null },
    ...parts.map((part) => ({ ...own, ...contentOf(`${title} part`, part), recurrenceId: iso(part) })),
  ]
}

export const exceptionOf = (calendar: string, { rev, externalId, start, content }: Apart): Exception => ({
  ...{ calendar, externalId, originalStart: iso(start), etag: `"${rev}"`, ref: null },
  content: content && contentOf(content.title, content.start),
})

/** A list under way (everything up to `after` is on earlier pages, `until` was the newest change at its beginning), or its end. */
type Listing = { list: 'full' | 'since'; since: number; until: number; after: number }
type Cursor = Listing | { since: number }

/** The provider over HTTP, but for the HTTP: every call is an await at which the caller can die. */
export const truthProvider = (truth: Truth): CalendarProvider => {
  const asked = <T>(work: () => T): Promise<T> =>
    awaiting(async () => {
      truth.onCall()
      const failure = truth.failures.pop()
      if (failure) throw failure
      return work()
    })
  return {
    listCalendars: () => asked(() => [...truth.calendars.values()].map(({ listed }) => ({ ...listed }))),
    listChanges: (_ctx, _access, name, text) =>
      asked(() => {
        const calendar = truth.calendars.get(name)
        if (!calendar) throw new CalendarUnavailable('calendar_gone', 'There is no such calendar')
        return pageAfter(truth, name, calendar, text === null ? null : (JSON.parse(text) as Cursor))
      }),
  }
}

const pageAfter = (truth: Truth, name: string, calendar: TrueCalendar, cursor: Cursor | null): Page | null => {
  if (cursor && cursor.since < calendar.floor) throw new CalendarUnavailable('cursor_expired', 'Begin anew')
  if (cursor && !('list' in cursor) && cursor.since === calendar.rev) return null
  const listing: Listing = cursor && 'list' in cursor ? cursor : listingSince(calendar.rev, cursor?.since)
  const all = entriesOf(name, calendar, listing)
  const page = all.slice(0, truth.pageSize)
  const hasMore = page.length < all.length
  const next: Cursor = hasMore ? { ...listing, after: page.at(-1)?.rev ?? 0 } : { since: listing.until }
  return {
    mode: listing.list === 'full' ? 'full' : 'incremental',
    isComplete: !truth.isPartial,
    events: page.flatMap(({ events }) => events),
    exceptions: page.flatMap(({ exceptions }) => exceptions),
    gone: page.flatMap(({ gone }) => gone),
    cursor: JSON.stringify(next),
    hasMore,
    pollMs: null,
  }
}

const listingSince = (until: number, since?: number): Listing =>
  since === undefined ? { list: 'full', since: until, until, after: -1 } : { list: 'since', since, until, after: since }

type Listed = { rev: number; events: ProviderEvent[]; exceptions: Exception[]; gone: Page['gone'] }

/** What is left of a list. What changes meanwhile comes at its end. */
const entriesOf = (name: string, { masters, apart }: TrueCalendar, { list, after }: Listing): Listed[] => {
  const own = [...masters].flatMap(([externalId, entry]): Listed[] => {
    const { rev, master } = entry
    if (rev <= after || (list === 'full' && !master)) return []
    const gone = master ? [] : [{ calendar: name, externalId, recurrenceId: null }]
    return [{ rev, events: eventsOf(name, externalId, entry), exceptions: [], gone }]
  })
  const others = [...apart.values()].flatMap((one): Listed[] =>
    one.rev > after ? [{ rev: one.rev, events: [], exceptions: [exceptionOf(name, one)], gone: [] }] : [],
  )
  return [...own, ...others].sort((a, b) => a.rev - b.rev)
}

/** "externalId title start busy" of everything that takes place, derived without the code under test. */
export const takesPlace = ({ masters, apart }: TrueCalendar, isBusy: boolean): string[] => {
  const shown: string[] = []
  const show = (externalId: string, title: string, start: number, busy: boolean) =>
    shown.push(`${externalId} ${title} ${iso(start)} ${busy && isBusy}`)
  const own = [...apart.values()]
  for (const [externalId, { master }] of masters) {
    if (!master) continue
    const { title, start, series, parts, busy } = master
    const replaced = new Set(own.filter((one) => one.externalId === externalId).map((one) => one.start))
    if (!series) show(externalId, title, start, busy)
    for (let i = 0; i < (series?.count ?? 0); i++) {
      const day = start + i * (series?.every ?? 1) * DAY_MS
      if (!replaced.has(day)) show(externalId, title, day, busy)
    }
    for (const part of parts) show(externalId, `${title} part`, part, true)
  }
  for (const { externalId, content } of own) if (content) show(externalId, content.title, content.start, true)
  return shown.sort()
}

const START_DAYS = 6

/** An event, an occurrence of a series or something that was a series before changes, comes or goes. */
export const changeEvents = (random: () => number, calendar: TrueCalendar): void => {
  const below = (count: number): number => Math.floor(random() * count)
  const { masters, apart } = calendar
  // What is deleted does not come back under its name.
  const place = below(8)
  const deleted = [...masters].filter(([name, { master }]) => name.startsWith(`event ${place}.`) && !master).length
  const externalId = `event ${place}.${deleted}`
  const known = masters.get(externalId)?.master
  const own = [...apart].filter(([, one]) => one.externalId === externalId)
  const what = below(10)
  calendar.rev += 1
  const { rev } = calendar
  const title = `Title ${calendar.rev + 1}`
  if (what < 3 && known) {
    masters.set(externalId, { rev, master: null })
    for (const [key] of own) apart.delete(key)
  } else if (what < 6) {
    const start = FIRST + below(START_DAYS) * DAY_MS
    const series = below(2) === 0 ? null : { every: 1 + below(2), count: 1 + below(5) }
    const parts = own.length === 0 && below(3) === 0 ? [start + (20 + below(3)) * DAY_MS + HOUR_MS] : []
    masters.set(externalId, { rev, master: { title, start, series, parts, busy: below(4) > 0 } })
  } else {
    if (known && known.parts.length > 0) return
    const start = FIRST + below(START_DAYS) * DAY_MS
    const moved = start + (below(3) - 1) * DAY_MS + below(2) * HOUR_MS
    const content = below(3) === 0 ? null : { title, start: moved }
    apart.set(`${externalId} ${start}`, { rev, externalId, start, content })
  }
}

import type { Access, Page, ProviderEvent } from '../../../../lib/domain/calendar/sync/provider.ts'
import type { FetchPublic } from '../../../../lib/platform/outbound/fetch-public.ts'
import { caldavCalendar } from '../../../../lib/providers/caldav/caldav-calendar.ts'
import { fakeInternet } from '../../../support/caldav/fake-hosts.ts'
import { fakeCaldav, type Quirks } from '../../../support/caldav/fake-server.ts'
import { contextFor } from '../../../support/context.ts'

export const HOST = 'https://dav.example.org'
export const ZONE = 'Europe/Berlin'
export const window = { from: '2026-08-23T00:00:00.000Z', to: '2027-12-26T00:00:00.000Z' }
export const ctx = contextFor('ann')

/** An event of an hour, with a property that nobody here knows. */
export const eventText = (uid: string, title: string, start = '20261201T100000Z', ...more: string[]): string =>
  [
    ...[
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Other//EN',
      'BEGIN:VEVENT',
      `UID:${uid}`,
      'DTSTAMP:20260101T000000Z',
    ],
    ...[`DTSTART:${start}`, 'DURATION:PT1H', `SUMMARY:${title}`, `X-KEEP:of ${uid}`, ...more],
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n')

/** A server with one calendar, and the provider that reads it. */
export const oneCalendar = (quirks: Partial<Quirks> = {}, around: (fetch: FetchPublic) => FetchPublic = (it) => it) => {
  const fake = fakeCaldav(quirks)
  const path = fake.addCalendar('home')
  const { fetch, seen } = fakeInternet({ [HOST]: fake.handle })
  const provider = caldavCalendar({ fetch: around(fetch) })
  const home = { url: `${HOST}/dav/calendars/ann/`, isCalendar: false }
  const secret = JSON.stringify({ serverUrl: `${HOST}/`, username: 'ann', password: 'password', home })
  const access: Access = { secret, zone: ZONE, window }
  return {
    fake,
    path,
    seen,
    provider,
    access,
    list: (cursor: string | null) => provider.listChanges(ctx, access, path, cursor),
  }
}

/** A mirror as the engine keeps one: what is there by externalId, and the place. */
export const newMirror = () => ({
  groups: new Map<string, ProviderEvent[]>(),
  cursor: null as string | null,
  /** Names that the pages of a full sync under way had. */
  seen: null as Set<string> | null,
  isComplete: true,
})
export type Mirror = ReturnType<typeof newMirror>

/** Stores a page, but for the cursor. */
export const applyPage = (mirror: Mirror, page: Page): void => {
  for (const [id, events] of Map.groupBy(page.events, ({ externalId }) => externalId)) mirror.groups.set(id, events)
  for (const { externalId } of page.gone) mirror.groups.delete(externalId)
  if (page.mode === 'incremental') return
  const seen = mirror.seen ?? new Set()
  for (const name of [...page.events.map(({ externalId }) => externalId), ...(page.unchanged ?? [])]) seen.add(name)
  mirror.seen = seen
  mirror.isComplete &&= page.isComplete
  if (page.hasMore) return
  if (mirror.isComplete) for (const id of [...mirror.groups.keys()]) if (!seen.has(id)) mirror.groups.delete(id)
  mirror.seen = null
  mirror.isComplete = true
}

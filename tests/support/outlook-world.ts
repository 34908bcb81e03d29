import { createApi, createWorld } from '../../infra/local/fake-microsoft/api.ts'
import { createMailbox } from '../../infra/local/fake-microsoft/books.ts'
import type { Post } from '../../infra/local/fake-microsoft/subscriptions.ts'
import type { CalendarEvent } from '../../lib/domain/calendar/calendar.schema.ts'
import { occurrencesOf } from '../../lib/domain/calendar/occurrences.ts'
import type { Access, Page, ProviderEvent } from '../../lib/domain/calendar/sync/provider.ts'
import type { Host } from '../../lib/providers/microsoft/graph-call.ts'
import { microsoftCalendar } from '../../lib/providers/microsoft/microsoft-calendar.ts'
import { contextFor } from './context.ts'

const BASE = 'http://graph.test'

const taking: Post = async (url) => {
  const token = new URL(url).searchParams.get('validationToken') ?? ''
  return { status: token ? 200 : 202, type: 'text/plain', text: token }
}

/** Graph in this process: the provider's calls reach it without a socket, with all that HTTP carries. */
export const graphWorld = ({ zone = 'UTC', now = Date.parse('2026-03-02T12:00:00Z'), post = taking } = {}) => {
  const world = createWorld(BASE)
  const clock = { now }
  const { answer, subscriptions } = createApi(world, post, () => clock.now)
  const mailbox = createMailbox('maria@contoso.com', zone)
  world.tokens.set('token', mailbox)
  const host: Host = {
    base: BASE,
    fetch: async (_api, url, { method = 'GET', headers = {}, body = '' }) => {
      const {
        status,
        headers: answered,
        body: text,
      } = await answer({ method, target: url.slice(BASE.length), headers, body })
      return { status, headers: new Headers(answered), text }
    },
  }
  const provider = microsoftCalendar(() => host)
  const ctx = contextFor('user', { requestId: 'request', now: () => clock.now })
  const [calendar] = [...mailbox.calendars.keys()]
  return { world, clock, subscriptions, mailbox, provider, ctx, calendar: calendar ?? '' }
}

export const DAY_MS = 86_400_000

export const accessWith = (
  { now, back = 20, ahead = 40, zone = 'UTC' }: { now: number; back?: number; ahead?: number; zone?: string },
  token = 'token',
): Access => ({
  secret: JSON.stringify({ accessToken: token, refreshToken: 'refresh', expiresAt: now + 3_600_000, scope: '' }),
  zone,
  window: { from: new Date(now - back * DAY_MS).toISOString(), to: new Date(now + ahead * DAY_MS).toISOString() },
})

/** What an engine keeps of pages, as the interface of providers says it. */
export const createMirror = () => {
  const events = new Map<string, ProviderEvent[]>()
  let seen = new Set<string>()
  const put = (page: Page): void => {
    for (const [id, group] of Map.groupBy(page.events, ({ externalId }) => externalId)) events.set(id, group)
    for (const { externalId } of page.gone) events.delete(externalId)
    if (page.mode !== 'full') return
    for (const { externalId } of page.events) seen.add(externalId)
    if (page.hasMore) return
    // What was seen is known until everything is read anew: a cut-off run may read the last page again.
    for (const id of [...events.keys()]) if (!seen.has(id)) events.delete(id)
  }
  const begin = (): void => {
    seen = new Set()
  }
  return { events, put, begin }
}

/** "title from to busy" of what is mirrored, as `seenIn` of the stand-in gives it. */
export const shownIn = (events: Iterable<ProviderEvent[]>, span: { from: number; to: number }): string[] =>
  [...events]
    .flat()
    .flatMap((event) => occurrencesOf(event as ProviderEvent & CalendarEvent, { ...span, zone: 'UTC' }))
    .map(({ title, start, end, busy }) => `${title} ${start} ${end} ${busy ? 'busy' : 'free'}`)
    .sort()

import { type Books, eventIn } from './books.ts'
import { listCalendars } from './calendar-lists.ts'
import type { createChannels } from './channels.ts'
import { badCredentials, GoogleFailure, missing, scopeInsufficient } from './failures.ts'
import { createFaults, failureOf } from './faults.ts'
import { createLists, listInstances, type Query } from './list-events.ts'
import { createQuotas } from './quotas.ts'
import { type Body, deleteEvent, insertEvent, patchEvent, updateEvent, type Writer } from './write-event.ts'

export type Call = {
  method: string
  /** Below /calendar/v3/. */
  path: string
  query: Query
  headers: Record<string, string | undefined>
  body: Body
}
export type Answer = { status: number; headers: Record<string, string>; body: object | null }

/** Whose an access token is, by the header that brings it; null when it is unknown, has ended or was revoked. */
export type GrantOf = (authorization: string | undefined) => { account: string; scope: string } | null

export type Parts = {
  books: Books
  channels: ReturnType<typeof createChannels>
  grantOf: GrantOf
  /** How long the next page may be. */
  pageSize?: () => number
  requestsPerMinute?: number
}

type Asked = Call & { parts: string[]; email: string; writer: () => Writer }
type Route = [method: string, path: RegExp, answer: (asked: Asked) => object | null]

/** Answers requests as the Calendar API v3 does. Null: the connection ends without an answer. */
export const createApi = ({ books, channels, grantOf, pageSize = () => 250, requestsPerMinute }: Parts) => {
  const lists = createLists(pageSize)
  const quotas = createQuotas(books.now, requestsPerMinute)
  const faults = createFaults()
  /** What was asked, with the right token. */
  const received: string[] = []
  const path = (calendar: string) => `/calendar/v3/calendars/${encodeURIComponent(calendar)}/events`

  const routes: Route[] = [
    ['GET', /^users\/me\/calendarList$/, ({ email, query }) => listCalendars(books.account(email), query, pageSize())],
    ['POST', /^channels\/stop$/, ({ body }) => channels.stop(body)],
    [
      'POST',
      /^calendars\/[^/]+\/events\/watch$/,
      ({ email, writer, body }) => channels.watch(email, writer().calendar.id, path(writer().calendar.id), body),
    ],
    [
      'GET',
      /^calendars\/[^/]+\/events\/[^/]+\/instances$/,
      ({ writer, parts, query }) => ({
        kind: 'calendar#events',
        items: listInstances(writer().calendar, parts[3] ?? '', query),
      }),
    ],
    ['GET', /^calendars\/[^/]+\/events$/, ({ writer, query }) => eventsPage(writer(), lists, query, books.now())],
    ['POST', /^calendars\/[^/]+\/events$/, ({ writer, body }) => insertEvent(writer(), body)],
    [
      'GET',
      /^calendars\/[^/]+\/events\/[^/]+$/,
      ({ writer, parts }) => eventIn(writer().calendar, parts[3] ?? '') ?? notFound(),
    ],
    [
      'PATCH',
      /^calendars\/[^/]+\/events\/[^/]+$/,
      ({ writer, parts, body, headers }) => patchEvent(writer(), parts[3] ?? '', body, headers['if-match']),
    ],
    [
      'PUT',
      /^calendars\/[^/]+\/events\/[^/]+$/,
      ({ writer, parts, body, headers }) => updateEvent(writer(), parts[3] ?? '', body, headers['if-match']),
    ],
    [
      'DELETE',
      /^calendars\/[^/]+\/events\/[^/]+$/,
      ({ writer, parts, headers }) => deleteEvent(writer(), parts[3] ?? '', headers['if-match']),
    ],
  ]

  const run = (call: Call): object | null => {
    const grant = grantOf(call.headers.authorization)
    if (!grant) throw badCredentials()
    const { account: email } = grant
    quotas.take(email)
    received.push(`${call.method} ${call.path}`)
    const route = routes.find(([method, pattern]) => method === call.method && pattern.test(call.path))
    if (!route) throw missing()
    if (call.method !== 'GET' && /\/events(\/|$)(?!watch)/.test(call.path) && !MAY_WRITE.test(grant.scope))
      throw scopeInsufficient()
    const parts = call.path.split('/').map(decodeURIComponent)
    const writer = () => ({ books, email, calendar: books.calendar(email, parts[1] ?? '') })
    return route[2]({ ...call, parts, email, writer })
  }

  const answer = (call: Call): Answer | null => {
    const fault = faults.next()
    if (fault === 'cut') return null
    try {
      if (fault && fault !== 'lost') throw failureOf(fault)
      const body = run(call)
      return fault === 'lost' ? null : { status: body ? 200 : 204, headers: {}, body }
    } catch (error) {
      if (!(error instanceof GoogleFailure)) throw error
      return fault === 'lost' ? null : { status: error.status, headers: error.headers, body: error.body }
    }
  }
  return { answer, faults, received }
}

const MAY_WRITE = /auth\/calendar(\.events)?( |$)/

const notFound = (): never => {
  throw missing()
}

const eventsPage = (
  { calendar: { summary, timeZone, accessRole }, calendar }: Writer,
  lists: ReturnType<typeof createLists>,
  query: Query,
  now: number,
) => ({
  ...{ kind: 'calendar#events', etag: '"p1"', summary, description: '', updated: new Date(now).toISOString() },
  ...{ timeZone, accessRole, defaultReminders: [], ...lists(calendar, query) },
})

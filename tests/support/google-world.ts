import { createApi } from '../../infra/local/fake-google/api.ts'
import { createBooks } from '../../infra/local/fake-google/books.ts'
import { createChannels, type Push } from '../../infra/local/fake-google/channels.ts'
import type { CalendarFields } from '../../infra/local/fake-google/wire-types.ts'
import { secretOf } from '../../lib/domain/calendar/sync/oauth.ts'
import type { Access, CalendarProvider } from '../../lib/domain/calendar/sync/provider.ts'
import { ApiUnreachable, type fetchApi } from '../../lib/platform/outbound/fetch-api.ts'
import { googleCalendar } from '../../lib/providers/google/google-calendar.ts'

export const ADA = 'ada@example.com'
const FAR = Date.parse('2100-01-01T00:00:00Z')
export const WRITE = 'https://www.googleapis.com/auth/calendar.events'

export type WorldOptions = {
  now?: () => number
  calendars?: CalendarFields[]
  pageSize?: () => number
  requestsPerMinute?: number
}

/** Google without a network: the stand-in answers what the provider asks for, in this process. */
export const googleWorld = ({ now = () => NOW, calendars, ...options }: WorldOptions = {}) => {
  const pushes: Push[] = []
  const waits: number[] = []
  const grants = new Map([['token', { account: ADA, scope: WRITE }]])
  const channels = createChannels(
    now,
    () => 'https://google.test',
    (push) => pushes.push(push),
  )
  const books = createBooks(now, channels.notify)
  books.addAccount(ADA, calendars ?? [{ id: ADA, summary: 'Ada' }])
  const grantOf = (authorization = '') => grants.get(authorization.replace('Bearer ', '')) ?? null
  const { answer, faults, received } = createApi({ ...options, books, channels, grantOf })
  const asked: { method: string; path: string; query: Record<string, string>; ifMatch: string | undefined }[] = []
  const fetch: typeof fetchApi = async (_api, url, { method = 'GET', headers = {}, body }) => {
    const { pathname, searchParams } = new URL(url)
    const path = pathname.replace('/calendar/v3/', '')
    const query = Object.fromEntries(searchParams)
    asked.push({ method, path, query, ifMatch: headers['if-match'] })
    const found = answer({ method, path, query, headers, body: body ? JSON.parse(body) : {} })
    if (!found) throw new ApiUnreachable('The connection failed')
    return {
      status: found.status,
      headers: new Headers(found.headers),
      text: found.body ? JSON.stringify(found.body) : '',
    }
  }
  const wait = async (ms: number) => waits.push(ms)
  const provider = googleCalendar({ base: () => 'https://google.test', fetch, wait }) as Required<CalendarProvider>
  const writer = (calendar = ADA) => ({ books, email: ADA, calendar: books.calendar(ADA, calendar) })
  return { provider, books, channels, pushes, waits, grants, faults, received, asked, writer }
}
export type GoogleWorld = ReturnType<typeof googleWorld>

export const NOW = Date.parse('2027-01-01T00:00:00Z')

/** With a token that Google takes, and the window of a time. */
export const accessAt = (now: number): Access => ({
  secret: secretOf({ accessToken: 'token', refreshToken: 'refresh', expiresAt: FAR, scope: WRITE }),
  zone: 'Europe/Berlin',
  window: {
    from: new Date(now - 90 * 86_400_000).toISOString(),
    to: new Date(now + 400 * 86_400_000).toISOString(),
  },
})
export const ACCESS = accessAt(NOW)

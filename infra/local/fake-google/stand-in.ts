import { DAY_MS, HOUR_MS } from '../../../lib/platform/units.ts'
import { startConsentServer } from '../fake-oauth/consent-server.ts'
import type { StandIn } from '../stand-ins.ts'
import { startFakeGoogle } from './server.ts'

/** Midnight in UTC after a time, epoch ms. */
const nextDay = (at: number): number => (Math.floor(at / DAY_MS) + 1) * DAY_MS

/** The stand-in for Google's sign-in and calendars, for one run of the local cloud. What is in it goes with the run. */
export const startGoogle = async (): Promise<StandIn> => {
  const google = await startFakeGoogle()
  const known = new Set<string>()
  const signedIn = (email: string): void => {
    if (known.has(email)) return
    known.add(email)
    fillAccount(google, email)
  }
  const page = await startConsentServer({
    ...{ name: 'Google', path: '/o/oauth2/v2/auth', oauth: google.oauth, account: 'ann@gmail.example' },
    signedIn,
  })
  return {
    secrets: { google: google.oauth.client },
    env: { GOOGLE_AUTH_BASE: page.endpoint, GOOGLE_TOKEN_BASE: google.base, GOOGLE_API_BASE: google.base },
    stop: async () => {
      await Promise.all([page.stop(), google.stop()])
    },
  }
}

/** A calendar with an appointment tomorrow and a meeting of every week. */
const fillAccount = ({ books }: Awaited<ReturnType<typeof startFakeGoogle>>, email: string): void => {
  books.addAccount(email, [{ id: email, summary: email }])
  const day = nextDay(Date.now())
  const at = (hour: number) => ({ dateTime: new Date(day + hour * HOUR_MS).toISOString(), timeZone: 'UTC' })
  const now = new Date().toISOString()
  const put = (id: string, summary: string, hour: number, recurrence?: string[]) =>
    books.put(email, books.calendar(email, email), {
      ...{ kind: 'calendar#event', id, etag: '""', status: 'confirmed', iCalUID: `${id}@google.com`, summary },
      ...{ start: at(hour), end: at(hour + 1), created: now, updated: now, sequence: 0, eventType: 'default' },
      ...{ htmlLink: '', creator: { email }, organizer: { email, self: true }, reminders: { useDefault: true } },
      ...(recurrence && { recurrence }),
    })
  put('dentist00', 'Dentist', 9)
  put('teammeet0', 'Team meeting', 13, ['RRULE:FREQ=WEEKLY'])
}

import { signUp } from './cloud.ts'
import { type Answer, invoke, type Request } from './invoke.ts'
import { type OAuthHosts, startOAuthHosts } from './oauth-hosts.ts'
import { IN_LAMBDA, startSyncWorker } from './sync-worker.ts'

export const APP = 'https://app.example.com'
export const BACK = `${APP}/settings/calendars`

/** What the address says to which the callback sends the browser. */
const landing = ({ status, headers }: Answer) => {
  const url = headers.location === undefined ? null : new URL(headers.location)
  return {
    status,
    at: url && `${url.origin}${url.pathname}`,
    outcome: url?.searchParams.get('status') ?? null,
    connectionId: url?.searchParams.get('connectionId') ?? '',
    error: url?.searchParams.get('error') ?? null,
  }
}

/**
 * The functions of connections, their worker and stand-ins for Google and Microsoft: each call resolves when the runs it started
 * have ended. Call it before anything that reads the configuration.
 */
export const startSignInApi = async (env: Record<string, string> = {}) => {
  const { lambda } = await startSyncWorker()
  const hosts: OAuthHosts = await startOAuthHosts({ APP_URLS: APP, ...env })
  const { handler: connections } = await import('../../functions/calendar-connections/handler.ts')
  const { handler: events } = await import('../../functions/events/handler.ts')
  const { handler: calendar } = await import('../../functions/calendar/handler.ts')
  const { handler: job } = await import('../../functions/calendar-sync/handler.ts')
  const { resetCircuits } = await import('../../lib/platform/outbound/circuits.ts')
  const of = (path: string) =>
    path.startsWith('/calendar/events') ? calendar : path.startsWith('/events') ? events : connections
  /** Everything that was answered. */
  const answers: string[] = []
  const send = async (method: string, path: string, request: Request = {}): Promise<Answer> => {
    const answer = await invoke(of(path), method, path, request)
    answers.push(answer.raw, JSON.stringify(answer.headers))
    await lambda.idle()
    return answer
  }
  const callback = async (query: Record<string, string>, request: Request = {}) =>
    landing(await send('GET', '/calendar/oauth/callback', { query, ...request }))

  /** An account at Google with a calendar and an event in it. */
  const googleAccount = (email: string): string => {
    hosts.books.addAccount(email, [{ id: email, summary: 'Own' }])
    const at = { dateTime: '2027-01-04T10:00:00Z', timeZone: 'UTC' }
    hosts.books.put(email, hosts.books.calendar(email, email), {
      ...{ kind: 'calendar#event', id: 'dentist0', etag: '""', status: 'confirmed', iCalUID: 'dentist0@google.com' },
      ...{ summary: 'Dentist', start: at, end: { ...at, dateTime: '2027-01-04T11:00:00Z' } },
      ...{ created: '2026-11-01T00:00:00Z', updated: '2026-11-01T00:00:00Z', sequence: 0, eventType: 'default' },
    } as Parameters<typeof hosts.books.put>[2])
    return email
  }

  const newPerson = async () => {
    const { userId, accessToken: token } = await signUp()
    const call = (method: string, path: string, request: Request = {}) => send(method, path, { token, ...request })
    const read = async (path: string, query?: Request['query']) => {
      const answer = await call('GET', path, query ? { query } : {})
      if (answer.status !== 200) throw new Error(answer.raw)
      return answer.data
    }
    const authorize = async (body: object = {}, provider = 'google') => {
      const sent = { redirectUri: BACK, ...body }
      const answer = await call('POST', `/calendar/connections/${provider}/authorize`, { body: sent })
      if (answer.status !== 201) throw new Error(answer.raw)
      return answer.data as { authorizationUrl: string; state: string; expiresAt: string }
    }
    return {
      ...{ userId, token, call, read, authorize },
      /** Signs in at Google with an account. */
      connect: async (email: string, body: object = {}) =>
        callback(hosts.google.consent((await authorize(body)).authorizationUrl, email)),
      connections: async () => (await read('/calendar/connections')).data,
    }
  }
  /** A round of the schedule, and the runs that it starts. */
  const round = async () => {
    await job({}, IN_LAMBDA)
    await lambda.idle()
  }
  const stop = async () => {
    await lambda.stop()
    await hosts.stop()
  }
  return { hosts, answers, send, callback, googleAccount, newPerson, round, stop, resetCircuits }
}
export type SignInApi = Awaited<ReturnType<typeof startSignInApi>>

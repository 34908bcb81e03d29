import { signUp } from './cloud.ts'
import { startIcsHost } from './ics-host.ts'
import { type Answer, invoke, type Request } from './invoke.ts'
import { IN_LAMBDA, startSyncWorker } from './sync-worker.ts'

/**
 * The functions of calendars, their workers and a host of files for them: each call resolves when the workers that it started
 * have ended. Call it before anything that reads the configuration.
 */
export const startConnectionsApi = async (env: Record<string, string> = {}) => {
  const host = await startIcsHost()
  const { lambda, failures } = await startSyncWorker()
  Object.assign(process.env, { OUTBOUND_ALLOW: host.allow, ...env })
  const { handler: connections } = await import('../../functions/calendar-connections/handler.ts')
  const { handler: calendar } = await import('../../functions/calendar/handler.ts')
  const { handler: events } = await import('../../functions/events/handler.ts')
  const { handler: job } = await import('../../functions/calendar-sync/handler.ts')
  const { handler: changes } = await import('../../functions/calendar-events/handler.ts')
  const { handler: webhooks } = await import('../../functions/calendar-webhooks/handler.ts')
  const { handler: jobs } = await import('../../functions/jobs/handler.ts')
  const served = { '/webhooks': webhooks, '/calendar/events': calendar, '/events': events, '/jobs': jobs }
  const of = (method: string, path: string) =>
    path.startsWith('/calendar/events') && !['GET', 'POST'].includes(method)
      ? changes
      : (Object.entries(served).find(([start]) => path.startsWith(start))?.[1] ?? connections)
  const newPerson = async () => {
    const { userId, accessToken: token } = await signUp()
    const answers: string[] = []
    const call = async (method: string, path: string, request: Request = {}): Promise<Answer> => {
      const answer = await invoke(of(method, path), method, path, { token, ...request })
      answers.push(answer.raw, JSON.stringify(answer.headers))
      await lambda.idle()
      return answer
    }
    const read = async (path: string, query?: Request['query']) => {
      const answer = await call('GET', path, query ? { query } : {})
      if (answer.status !== 200) throw new Error(answer.raw)
      return answer.data
    }
    return {
      ...{ userId, token, answers, call, read },
      /** Connects a file of the host. */
      connect: async (path: string, body: object = {}) => {
        const sent = { provider: 'ics', url: host.url(path), ...body }
        const answer = await call('POST', '/calendar/connections', { body: sent })
        if (answer.status !== 201) throw new Error(answer.raw)
        return answer.data as { id: string; calendars: { id: string }[] }
      },
      /** "Title day" of the mirrored events, by start. */
      titles: async (from = '2026-11-01', to = '2027-06-30'): Promise<string[]> => {
        const { data } = await read('/calendar/events', { from, to })
        return data.map(({ title, start }: { title: string; start: string }) => `${title} ${start.slice(0, 10)}`)
      },
      synced: async () =>
        (await read('/events', { type: 'calendar.synced' })).data.map(({ data }: { data: object }) => data),
    }
  }
  /** A round of the schedule, and the runs that it starts. */
  const round = async () => {
    const summary = await job({}, IN_LAMBDA)
    await lambda.idle()
    return summary
  }
  const stop = async () => {
    await lambda.stop()
    await host.stop()
  }
  return { host, round, newPerson, stop, lambda, failures }
}
export type ConnectionsApi = Awaited<ReturnType<typeof startConnectionsApi>>

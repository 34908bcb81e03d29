import { randomUUID } from 'node:crypto'
import { insertEvent } from '../../infra/local/fake-google/write-event.ts'
import { ICS_CALENDAR } from '../../lib/domain/calendar/sync/ics-content.ts'
import type { CalendarProviders } from '../../lib/domain/calendar/sync/provider.ts'
import { syncConnection } from '../../lib/domain/calendar/sync/sync.service.ts'
import { loadRuns } from '../../lib/domain/calendar/sync/sync-state.repository.ts'
import { metered, type Usage } from '../../lib/platform/log/meter.ts'
import { fetchOver } from '../../lib/platform/outbound/fetch-public.ts'
import { NETWORK } from '../../lib/platform/outbound/network.ts'
import { icsCalendar } from '../../lib/providers/ics/ics-calendar.ts'
import { contextFor } from '../support/context.ts'
import { oauthOf } from '../support/google-table.ts'
import { ACCESS, ADA, googleWorld } from '../support/google-world.ts'
import { startIcsHost } from '../support/ics-host.ts'
import { storeConnection } from '../support/stored-connection.ts'
import { fileOf, googleEvent } from './calendar-events.ts'
import { progress } from './measure.ts'

/** `requests`: to the provider. `invocations`: of the worker, which ends after about ten seconds. `added`: events. */
export type SyncFigure = Usage & { name: string; ms: number; invocations: number; requests: number; added: number }

/** The first sync of so many events, and a run that finds nothing new. */
export const measureCalendarSync = async (events: number): Promise<SyncFigure[]> => [
  ...(await google(events)),
  ...(await ics(events)),
]

const CALENDARS = [ADA, 'team@example.com', 'holidays@example.com']

/** Most events in one calendar, on pages of 250, and a few in two others. */
const google = async (events: number): Promise<SyncFigure[]> => {
  const world = googleWorld({ now: Date.now, calendars: CALENDARS.map((id) => ({ id, summary: id })) })
  for (let i = 0; i < events; i++) insertEvent(world.writer(CALENDARS[i % 100]), googleEvent(i))
  const userId = randomUUID()
  const account = { provider: 'google', account: ADA, secret: ACCESS.secret, calendars: CALENDARS } as const
  const { id } = await storeConnection(contextFor(userId), account)
  const providers = { google: { ...world.provider, oauth: oauthOf(() => true) } }
  const run = (name: string) => measured({ name, userId, id, providers, requests: () => world.asked.length })
  return [
    await run(`Google, ${CALENDARS.length} calendars: ${events.toLocaleString('en')} events`),
    await run(`Google, ${CALENDARS.length} calendars: nothing new`),
  ]
}

const ics = async (events: number): Promise<SyncFigure[]> => {
  const host = await startIcsHost()
  host.serve('/calendar.ics', fileOf(events), { etag: '"1"' })
  const userId = randomUUID()
  const account = {
    provider: 'ics',
    account: 'host',
    secret: host.url('/calendar.ics'),
    calendars: [ICS_CALENDAR],
  } as const
  const { id } = await storeConnection(contextFor(userId), account)
  const providers = { ics: icsCalendar(fetchOver(NETWORK, [host.allow])) }
  const requests = () => host.asked('/calendar.ics').length
  const run = (name: string) => measured({ name, userId, id, providers, requests })
  const figures = [
    await run(`ICS file: ${events.toLocaleString('en')} events`),
    await run('ICS file: not modified (304)'),
  ]
  await host.stop()
  return figures
}

type Run = { name: string; userId: string; id: string; providers: CalendarProviders; requests: () => number }

/** A whole run, however many invocations it takes. */
const measured = async ({ name, userId, id, providers, requests }: Run): Promise<SyncFigure> => {
  progress(name)
  const before = requests()
  return metered(async (usage) => {
    const began = performance.now()
    for (let invocations = 1; ; invocations++) {
      const outcome = await syncConnection(contextFor(userId, { source: 'cron' }), providers, id, 'schedule')
      if (outcome === 'goesOn') continue
      const facts = { ...usage, name, ms: performance.now() - began, invocations, requests: requests() - before }
      const [last] = await loadRuns(contextFor(userId), id)
      return { ...facts, added: last?.added ?? 0 }
    }
  })
}

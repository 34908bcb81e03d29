import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncConnection } from '../../../lib/domain/calendar/sync/sync.service.ts'
import type { FetchPublic } from '../../../lib/platform/outbound/fetch-public.ts'
import { OutboundRefused } from '../../../lib/platform/outbound/outbound-refused.ts'
import { caldavCalendar } from '../../../lib/providers/caldav/caldav-calendar.ts'
import { fakeInternet, startFake } from '../../support/caldav/fake-hosts.ts'
import { fakeCaldav, type Quirks } from '../../support/caldav/fake-server.ts'
import { type ConnectionsApi, startConnectionsApi } from '../../support/connections-api.ts'
import { contextFor } from '../../support/context.ts'
import { ENGINE_HISTORIES } from '../../support/histories.ts'
import { randomFrom } from '../../unit/calendar/caldav/history.ts'
import { eventText } from '../../unit/calendar/caldav/support.ts'

const KINDS: [string, Partial<Quirks>][] = [
  ['sync-collection, two changes at a time', { truncateAt: 2 }],
  ['ETags only', { hasSync: false, hasEtagAtPut: false }],
]
const path = '/dav/calendars/ann/home/'

describe('histories of a CalDAV calendar with everything between the server and the person', () => {
  const servers = KINDS.map(([, quirks]) => fakeCaldav(quirks))
  const urls: string[] = []
  const stops: (() => Promise<void>)[] = []
  let api: ConnectionsApi

  beforeAll(async () => {
    const allow: string[] = []
    for (const server of servers) {
      server.addCalendar('home')
      const fake = await startFake(server.handle)
      urls.push(fake.url)
      allow.push(fake.allow)
      stops.push(fake.stop)
    }
    api = await startConnectionsApi({ OUTBOUND_ALLOW: allow.join(',') })
  })
  afterAll(async () => {
    for (const stop of stops) await stop()
  })

  it.each(KINDS.map(([name], at) => [name, at] as const))(`${ENGINE_HISTORIES} converge: %s`, async (_, at) => {
    const [server, url] = [servers[at], urls[at] ?? '']
    if (!server) throw new Error('no server')
    const random = randomFrom(at + 1)
    const person = await api.newPerson()
    const body = { provider: 'caldav', serverUrl: url, username: 'ann', password: 'password' }
    const { data: connection } = await person.call('POST', '/calendar/connections', { body })
    const trouble = { isOn: false }
    const { fetch } = fakeInternet({ [new URL(url).origin]: server.handle })
    /** Answers get lost, or the process ends: an error that is none of the provider. */
    const flaky: FetchPublic = async (address, request) => {
      const luck = trouble.isOn ? random(12) : 9
      if (luck === 0) throw new OutboundRefused('timeout', 'lost')
      if (luck === 1) throw new Error('the process ends')
      return fetch(address, request)
    }
    const providers = { caldav: caldavCalendar({ fetch: flaky }) }
    const sync = () => syncConnection(contextFor(person.userId), providers, connection.id, 'schedule')
    const truth = new Map<string, string>()

    for (let history = 0; history < ENGINE_HISTORIES; history++) {
      trouble.isOn = true
      for (let step = random(4); step >= 0; step--) {
        const name = `${random(12)}.ics`
        const what = random(6)
        if (what === 0) {
          server.remove(path, name)
          truth.delete(name)
        } else if (what === 1) server.forget(path)
        else if (what === 2) await sync()
        else {
          const [title, day] = [`T${random(1_000)}`, 1 + random(28)]
          const date = `202612${String(day).padStart(2, '0')}`
          server.put(path, name, eventText(name, title, `${date}T100000Z`))
          truth.set(name, `${title} 2026-12-${String(day).padStart(2, '0')}`)
        }
      }
      await sync()
      trouble.isOn = false
      await sync()
      expect([history, (await person.titles()).sort()]).toEqual([history, [...truth.values()].sort()])
    }
  })
})

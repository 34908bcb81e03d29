import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFake } from '../../support/caldav/fake-hosts.ts'
import { fakeCaldav } from '../../support/caldav/fake-server.ts'
import { type ConnectionsApi, startConnectionsApi } from '../../support/connections-api.ts'
import { eventText } from '../../unit/calendar/caldav/support.ts'

type Person = Awaited<ReturnType<ConnectionsApi['newPerson']>>

describe('calendars of a CalDAV server', () => {
  const stops: (() => Promise<void>)[] = []
  let api: ConnectionsApi
  const servers = {
    sync: fakeCaldav(),
    compare: fakeCaldav({ hasSync: false }),
    moody: fakeCaldav(),
    written: fakeCaldav(),
  }
  const urls = { sync: '', compare: '', moody: '', written: '' }

  beforeAll(async () => {
    const allow: string[] = []
    for (const name of ['sync', 'compare', 'moody', 'written'] as const) {
      servers[name].addCalendar('home', { name: 'Home' })
      const { url, allow: pair, stop } = await startFake(servers[name].handle)
      urls[name] = url
      allow.push(pair)
      stops.push(stop)
    }
    api = await startConnectionsApi({ OUTBOUND_ALLOW: allow.join(',') })
  })
  afterAll(async () => {
    for (const stop of stops) await stop()
  })

  const connect = (person: Person, serverUrl: string | undefined, body: object = {}) =>
    person.call('POST', '/calendar/connections', {
      body: { provider: 'caldav', ...(serverUrl && { serverUrl }), username: 'ann', password: 'password', ...body },
    })
  const syncNow = async (person: Person, id: string) => {
    const answer = await person.call('POST', `/calendar/connections/${id}/sync`)
    expect(answer.status).toBe(202)
  }
  const path = '/dav/calendars/ann/home/'

  it.each(['sync', 'compare'] as const)('come in, change and go (%s)', async (name) => {
    const person = await api.newPerson()
    const server = servers[name]
    server.put(path, 'a.ics', eventText('a', 'Dentist', '20261201T100000Z'))
    server.put(path, 'b.ics', eventText('b', 'Daily', '20261202T100000Z', 'RRULE:FREQ=DAILY;COUNT=2'))
    const { status, data } = await connect(person, urls[name])
    expect(status).toBe(201)
    expect(data).toMatchObject({
      provider: 'caldav',
      account: 'ann',
      calendars: [{ name: 'Home', color: '#FF8800', canWrite: true, externalId: path }],
    })
    expect(await person.titles()).toEqual(['Dentist 2026-12-01', 'Daily 2026-12-02', 'Daily 2026-12-03'])
    server.put(path, 'a.ics', eventText('a', 'Surgeon', '20261201T100000Z'))
    server.put(path, 'c.ics', eventText('c', 'New', '20261205T100000Z'))
    server.remove(path, 'b.ics')
    await syncNow(person, data.id)
    expect(await person.titles()).toEqual(['Surgeon 2026-12-01', 'New 2026-12-05'])
    expect(await person.synced()).toContainEqual({
      ...{ provider: 'caldav', connectionId: data.id, eventsAdded: 1, eventsUpdated: 1, eventsDeleted: 1 },
    })
    const { data: events } = await person.read('/calendar/events', { from: '2026-12-01', to: '2026-12-02' })
    expect(events[0]).toMatchObject({ externalId: 'a.ics', readOnly: false, provider: 'caldav' })
  })

  it('take 20 passwords of a person in an hour, also when more come at once, and then say when the next', async () => {
    const [person, other] = [await api.newPerson(), await api.newPerson()]
    const answers = await Promise.all(
      Array.from({ length: 26 }, () => connect(person, urls.moody, { password: 'wrong' })),
    )
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(6)
    for (const { headers, error } of refused) {
      expect(error.code).toBe('RATE_LIMITED')
      expect(Number(headers['retry-after'])).toBeGreaterThan(3_500)
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(3_600)
    }
    // Neither the right one is tried, nor does the limit of one person concern another.
    expect((await connect(person, urls.moody)).status).toBe(429)
    expect((await connect(other, urls.moody)).status).toBe(201)
  })

  it('are changed there first, keep what we do not know, and win where they changed meanwhile', async () => {
    const person = await api.newPerson()
    const server = servers.written
    const text = () => server.resources(path).get('w.ics')?.text ?? ''
    server.put(path, 'w.ics', eventText('w', 'Daily', '20261202T100000Z', 'RRULE:FREQ=DAILY;COUNT=3'))
    await connect(person, urls.written)
    const [first] = (await person.read('/calendar/events', { from: '2026-12-01', to: '2026-12-31' })).data
    const event = `/calendar/events/${first.id}`
    const renamed = await person.call('PATCH', event, { body: { title: 'Stand-up' } })
    expect([renamed.status, renamed.data?.title]).toEqual([200, 'Stand-up'])
    expect(text()).toMatch(/SUMMARY:Stand-up\r\n[\s\S]*X-KEEP:of w/)
    const query = { scope: 'this', occurrence: '2026-12-03' }
    expect((await person.call('PATCH', event, { body: { title: 'Special' }, query })).status).toBe(200)
    expect(text()).toContain('RECURRENCE-ID:20261203T100000Z')
    const cancelled = await person.call('DELETE', event, { query: { scope: 'this', occurrence: '2026-12-04' } })
    expect(cancelled.status).toBe(200)
    expect(text()).toContain('EXDATE:20261204T100000Z')
    expect(await person.titles()).toEqual(['Stand-up 2026-12-02', 'Special 2026-12-03'])
    server.put(path, 'w.ics', eventText('w', 'Theirs', '20261202T100000Z'))
    const late = await person.call('PATCH', event, { body: { title: 'Ours' } })
    expect([late.status, late.error?.code]).toEqual([409, 'CALENDAR_CONFLICT'])
    expect(await person.titles()).toEqual(['Theirs 2026-12-02'])
    expect((await person.call('DELETE', event)).status).toBe(200)
    expect(server.resources(path).size).toBe(0)
  })

  it('name the field that is wrong when they cannot be connected', async () => {
    const person = await api.newPerson()
    const failing = async (serverUrl: string | undefined, body: object = {}) => {
      const { status, error } = await connect(person, serverUrl, body)
      return [status, error?.details?.[0]?.loc?.at(-1)]
    }
    expect(await failing(urls.sync, { password: 'wrong' })).toEqual([400, 'password'])
    expect(await failing('http://127.0.0.1:1/')).toEqual([400, 'serverUrl'])
    expect(await failing('http://localhost:1234/dav/')).toEqual([400, 'serverUrl'])
    expect(await failing(undefined)).toEqual([400, 'serverUrl'])
    expect(await failing('file:///etc/passwd')).toEqual([400, 'serverUrl'])
    expect(await failing(urls.sync, { username: '' })).toEqual([400, 'username'])
    expect((await person.read('/calendar/connections')).data).toEqual([])
  })

  it('wait for the person when the password is no longer right, and keep what is there', async () => {
    const person = await api.newPerson()
    const server = servers.moody
    server.put(path, 'a.ics', eventText('a', 'Dentist', '20261201T100000Z'))
    const { data } = await connect(person, urls.moody)
    server.setPassword('another')
    await syncNow(person, data.id)
    expect(await person.read(`/calendar/connections/${data.id}`)).toMatchObject({
      ...{ status: 'reauthorize', lastError: { code: 'reauthorize' }, nextSyncAt: null },
    })
    expect(await person.titles()).toEqual(['Dentist 2026-12-01'])
    server.setPassword('password')
  })

  it('show the password nowhere', async () => {
    const person = await api.newPerson()
    const password = 'password'
    const { data } = await connect(person, urls.sync, { username: 'ann' })
    await person.read('/events')
    await person.read(`/calendar/connections/${data.id}/syncs`)
    expect(person.answers.filter((text) => text.includes(`"${password}"`))).toEqual([])
  })
})

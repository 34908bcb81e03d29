import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArchiveStore } from '../../../lib/domain/archive/archive.ts'
import { replay } from '../../../lib/domain/archive/replay.service.ts'
import type { CalendarProvider } from '../../../lib/domain/calendar/sync/provider.ts'
import { syncConnection } from '../../../lib/domain/calendar/sync/sync.service.ts'
import { type ConnectionsApi, startConnectionsApi } from '../../support/connections-api.ts'
import { contextFor } from '../../support/context.ts'
import { icsEvent, icsFile } from '../../support/ics-host.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'

let api: ConnectionsApi
let provider: CalendarProvider
beforeAll(async () => {
  api = await startConnectionsApi({ DEFAULT_TIER: 'pro' })
  const { icsCalendar } = await import('../../../lib/providers/ics/ics-calendar.ts')
  provider = icsCalendar()
})
afterAll(() => api.stop())

const KEEP = icsEvent('keep', 'Keep', '2027-01-03')
const CHANGE = icsEvent('change', 'Change', '2027-01-04')
const REMOVE = icsEvent('remove', 'Remove', '2027-01-05')
const THREE = icsFile(KEEP, CHANGE, REMOVE)
const OTHER = icsFile(KEEP, icsEvent('change', 'Changed', '2027-01-06'), icsEvent('new', 'New', '2027-01-07'))
const SHOWN = ['Keep 2027-01-03', 'Change 2027-01-04', 'Remove 2027-01-05']

/** A sync as the schedule does it. */
const sync = (userId: string, id: string) =>
  syncConnection(contextFor(userId, { source: 'cron' }), { ics: provider }, id, 'schedule')

/** What `npm run replay` would say of a person. */
const driftOf = async (userId: string) => {
  const now = Date.now()
  const none: ArchiveStore = { put: async () => {}, get: async () => Buffer.alloc(0), list: async function* () {} }
  return (await replay(none, { userId, source: 'table', until: undefined, now, deadline: now + AMPLE_MS })).drift
}

type Person = Awaited<ReturnType<ConnectionsApi['newPerson']>>
const lastRun = async (person: Person, id: string) => (await person.read(`/calendar/connections/${id}/syncs`)).data[0]
const rowsOf = async (person: Person) =>
  [...(await partitionOf(person.userId))].filter(([key]) => key.startsWith('CALENDAREVENT#')).map(([, row]) => row)

describe('a connection by an ICS address', () => {
  it('is tried at once, brings the events in, and follows additions, changes and deletions', async () => {
    const person = await api.newPerson()
    api.host.serve('/three.ics', THREE, { etag: '"1"' })
    const { id } = await person.connect('/three.ics', { name: 'Work' })
    expect(await person.titles()).toEqual(SHOWN)
    const connection = await person.read(`/calendar/connections/${id}`)
    expect(connection).toMatchObject({ provider: 'ics', account: 'Work', status: 'active', lastError: null })
    expect(connection.calendars).toMatchObject([{ name: 'Work', canWrite: false, selected: true, busy: true }])
    expect(Date.parse(connection.nextSyncAt)).toBeGreaterThan(Date.now())
    expect(await lastRun(person, id)).toMatchObject({ mode: 'full', trigger: 'connect', added: 3, error: null })

    api.host.serve('/three.ics', OTHER, { etag: '"2"' })
    const { status, data } = await person.call('POST', `/calendar/connections/${id}/sync`)
    expect(status).toBe(202)
    expect(await person.titles()).toEqual(['Keep 2027-01-03', 'Changed 2027-01-06', 'New 2027-01-07'])
    expect(await lastRun(person, id)).toMatchObject({
      ...{ id: data.syncId, mode: 'incremental', trigger: 'manual', added: 1, updated: 1, deleted: 1, error: null },
    })
    const counts = { provider: 'ics', connectionId: id }
    const sorted = (await person.synced()).sort(
      (a: { eventsAdded: number }, b: { eventsAdded: number }) => b.eventsAdded - a.eventsAdded,
    )
    expect(sorted).toEqual([
      { ...counts, eventsAdded: 3, eventsUpdated: 0, eventsDeleted: 0 },
      { ...counts, eventsAdded: 1, eventsUpdated: 1, eventsDeleted: 1 },
    ])
    expect(violationsIn(await partitionOf(person.userId))).toEqual([])
    expect(await driftOf(person.userId)).toEqual([])
  })

  it('asks with the ETag of the file, and writes nothing for one that is unchanged', async () => {
    const person = await api.newPerson()
    api.host.serve('/same.ics', THREE, { etag: '"same"' })
    const { id } = await person.connect('/same.ics')
    const before = await rowsOf(person)
    await sync(person.userId, id)
    const [tried, first, second] = api.host.asked('/same.ics').map(({ status }) => status)
    expect([tried, first, second]).toEqual([200, 200, 304])
    api.host.serve('/same.ics', THREE, { etag: '"other, with the same content"' })
    await sync(person.userId, id)
    expect(api.host.asked('/same.ics').at(-1)?.status).toBe(200)
    expect(await rowsOf(person)).toEqual(before)
    expect(await person.synced()).toHaveLength(1)
  })

  it('keeps its events when the host fails, sends garbage or cuts the file off, and says so', async () => {
    const person = await api.newPerson()
    api.host.serve('/bad.ics', THREE)
    const { id } = await person.connect('/bad.ics')
    const path = `/calendar/connections/${id}`
    const failures = [
      ['http_500', { status: 500 }, 'sorry'],
      ['http_404', { status: 404 }, 'none'],
      ['not_a_calendar', {}, '<!doctype html>'],
      ['not_a_calendar', {}, ''],
    ] as const
    let last = 0
    for (const [code, more, body] of failures) {
      api.host.serve('/bad.ics', body, more)
      await sync(person.userId, id)
      const found = await person.read(path)
      expect(found).toMatchObject({ status: 'error', lastError: { code } })
      expect(await person.titles()).toEqual(SHOWN)
      const wait = Date.parse(found.nextSyncAt) - Date.parse(found.lastError.at)
      expect(wait).toBeGreaterThan(last)
      last = wait
    }
    api.host.serve('/bad.ics', THREE.slice(0, THREE.indexOf('SUMMARY:Change')))
    await sync(person.userId, id)
    expect(await person.titles()).toEqual(SHOWN)
    api.host.serve('/bad.ics', OTHER)
    await sync(person.userId, id)
    expect(await person.read(path)).toMatchObject({ status: 'active', lastError: null })
    expect(await person.titles()).not.toContain('Remove 2027-01-05')
  })

  it('is refused with 400 naming url for what is no calendar, and with 503 for providers that have no credentials here', async () => {
    const person = await api.newPerson()
    api.host.serve('/page.ics', '<html></html>', { type: 'text/html' })
    for (const url of [
      api.host.url('/page.ics'),
      api.host.url('/absent.ics'),
      'http://127.0.0.1:1/x',
      'file:///etc/passwd',
      'no address',
    ]) {
      const { status, error, raw } = await person.call('POST', '/calendar/connections', {
        body: { provider: 'ics', url },
      })
      expect(status, raw).toBe(400)
      expect(error.details[0].loc).toEqual(['body', 'url'])
      expect(raw).not.toContain(url)
    }
    for (const provider of ['google', 'outlook']) {
      const { status, error } = await person.call('POST', `/calendar/connections/${provider}/authorize`, {
        body: { redirectUri: 'http://localhost:3000/back' },
      })
      expect([status, error.code]).toEqual([503, 'CALENDAR_NOT_CONFIGURED'])
    }
    expect(await person.read('/calendar/connections')).toMatchObject({ total: 0 })
  })

  it('makes no more connections than the plan has, also when they come at once', async () => {
    const person = await api.newPerson()
    api.host.serve('/many.ics', THREE)
    const body = { provider: 'ics', url: api.host.url('/many.ics') }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => person.call('POST', '/calendar/connections', { body })),
    )
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([201, 201, 201, 201, 201, 403, 403, 403])
    expect(answers.find(({ status }) => status === 403)?.error).toMatchObject({
      ...{ code: 'PLAN_LIMIT', details: { meter: 'calendarConnections', used: 5, limit: 5 } },
    })
  })

  it('is one for a repeated request with the same Idempotency-Key', async () => {
    const person = await api.newPerson()
    api.host.serve('/once.ics', THREE)
    const request = { body: { provider: 'ics', url: api.host.url('/once.ics') }, headers: { 'idempotency-key': 'k1' } }
    const first = await person.call('POST', '/calendar/connections', request)
    const again = await person.call('POST', '/calendar/connections', request)
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.data).toEqual(first.data)
    expect(await person.read('/calendar/connections')).toMatchObject({ total: 1 })
  })

  it('is synced by hand once a minute', async () => {
    const person = await api.newPerson()
    api.host.serve('/hand.ics', THREE)
    const { id } = await person.connect('/hand.ics')
    const path = `/calendar/connections/${id}/sync`
    expect((await person.call('POST', path)).status).toBe(202)
    const { status, headers } = await person.call('POST', path)
    expect(status).toBe(429)
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  })

  it('has events that can only be read', async () => {
    const person = await api.newPerson()
    api.host.serve('/read.ics', THREE)
    await person.connect('/read.ics')
    const { data } = await person.read('/calendar/events', { from: '2027-01-03', to: '2027-01-03' })
    const path = `/calendar/events/${data[0].id}`
    for (const [method, body] of [
      ['PATCH', { title: 'Mine' }],
      ['PUT', { title: 'Mine', start: '2027-01-03' }],
      ['DELETE'],
    ] as const) {
      const { status, error } = await person.call(method, path, body ? { body } : {})
      expect([method, status, error?.code]).toEqual([method, 403, 'READ_ONLY'])
    }
    expect(await person.read(path)).toMatchObject({
      title: 'Keep',
      readOnly: true,
      provider: 'ics',
      externalId: 'keep',
    })
  })

  it('hides and shows a calendar, and can be paused', async () => {
    const person = await api.newPerson()
    api.host.serve('/choose.ics', THREE, { etag: '"1"' })
    const { id, calendars } = await person.connect('/choose.ics')
    const path = `/calendar/connections/${id}`
    const choose = (body: object) =>
      person.call('PATCH', path, { body: { calendars: [{ id: calendars[0]?.id, ...body }] } })
    expect((await choose({ selected: false })).data.calendars[0].selected).toBe(false)
    expect(await person.titles()).toEqual([])
    await choose({ selected: true, busy: false })
    expect(await person.titles()).toEqual(SHOWN)
    const { data } = await person.read('/calendar/events', { from: '2027-01-03', to: '2027-01-03' })
    expect(data[0].busy).toBe(false)
    expect((await person.call('PATCH', path, { body: { paused: true } })).data.status).toBe('paused')
    expect((await person.call('POST', `${path}/sync`)).status).toBe(409)
    expect((await person.call('PATCH', path, { body: { paused: false } })).data.status).toBe('active')
    expect((await person.call('PATCH', path, { body: { focusCalendarId: calendars[0]?.id } })).status).toBe(400)
  })

  it('is deleted with its events, its runs and its secret', async () => {
    const person = await api.newPerson()
    api.host.serve('/gone.ics', THREE)
    const { id } = await person.connect('/gone.ics')
    expect((await person.call('DELETE', `/calendar/connections/${id}`)).data).toEqual({ id, deleted: true })
    expect(await person.titles()).toEqual([])
    expect((await person.call('GET', `/calendar/connections/${id}`)).status).toBe(404)
    const left = [...(await partitionOf(person.userId)).keys()].filter((key) =>
      /^CALENDAR(EVENT|ID|SYNC|RUN|SECRET|CONNECTION)#/.test(key),
    )
    expect(left).toEqual([])
    expect(violationsIn(await partitionOf(person.userId))).toEqual([])
    expect(await driftOf(person.userId)).toEqual([])
  })

  it('is unknown to others', async () => {
    const [person, other] = [await api.newPerson(), await api.newPerson()]
    api.host.serve('/mine.ics', THREE)
    const { id } = await person.connect('/mine.ics')
    const path = `/calendar/connections/${id}`
    for (const [method, target] of [
      ['GET', path],
      ['PATCH', path],
      ['DELETE', path],
      ['POST', `${path}/sync`],
      ['GET', `${path}/syncs`],
    ] as const)
      expect((await other.call(method, target, method === 'PATCH' ? { body: { paused: true } } : {})).status).toBe(404)
    expect(await person.titles()).toEqual(SHOWN)
  })

  it('shows its address nowhere: not in answers, events or any row', async () => {
    const person = await api.newPerson()
    const secret = 'private-3f9a7c'
    api.host.serve(`/${secret}.ics`, THREE, { etag: '"1"' })
    const { id } = await person.connect(`/${secret}.ics`)
    api.host.serve(`/${secret}.ics`, 'sorry', { status: 500 })
    await sync(person.userId, id)
    await person.read(`/calendar/connections/${id}`)
    await person.read(`/calendar/connections/${id}/syncs`)
    await person.read('/events')
    expect(person.answers.join('\n')).not.toContain(secret)
    expect(JSON.stringify([...(await partitionOf(person.userId))])).not.toContain(secret)
  })
})

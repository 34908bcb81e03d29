import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Access, CalendarUnavailable, type PushChange } from '../../../lib/domain/calendar/sync/provider.ts'
import { fetchOver } from '../../../lib/platform/outbound/fetch-public.ts'
import { NETWORK } from '../../../lib/platform/outbound/network.ts'
import { caldavCalendar } from '../../../lib/providers/caldav/caldav-calendar.ts'
import { hasRadicale, startRadicale } from '../../support/caldav/radicale.ts'
import { contextFor } from '../../support/context.ts'
import { applyPage, eventText, newMirror } from '../../unit/calendar/caldav/support.ts'

// Needs a Python with the package radicale: .ci/radicale makes one.
describe.skipIf(!hasRadicale)('a real CalDAV server, Radicale', () => {
  let server: Awaited<ReturnType<typeof startRadicale>>
  let path = ''
  let access: Access
  let provider: ReturnType<typeof caldavCalendar>
  const ctx = contextFor('ann')
  const mirror = newMirror()

  beforeAll(async () => {
    server = await startRadicale()
    path = await server.addCalendar('home')
    provider = caldavCalendar({ fetch: fetchOver(NETWORK, [server.allow]), allow: [server.allow] })
  })
  afterAll(() => server?.stop())

  const login = (password: string, serverUrl = server.url) =>
    provider.login?.(ctx, { serverUrl, username: server.username, password })
  const put = (name: string, text: string) =>
    server.request('PUT', path + name, text, { 'content-type': 'text/calendar' })
  const push = async (change: PushChange) => provider.push?.(ctx, access, change)
  const sync = async () => {
    const page = await provider.listChanges(ctx, access, `/${path}`, mirror.cursor)
    if (!page) return null
    applyPage(mirror, page)
    mirror.cursor = page.cursor
    return page
  }
  const titles = () => [...mirror.groups.values()].map(([event]) => event?.title).sort()

  it('is found from its address', async () => {
    const found = await login(server.password)
    if (!found) throw new Error('no login')
    access = {
      secret: found.secret,
      zone: 'Europe/Berlin',
      window: { from: '2026-08-01T00:00:00Z', to: '2027-12-01T00:00:00Z' },
    }
    expect(found).toMatchObject({ account: 'ann', calendars: [{ externalId: `/${path}`, canWrite: true }] })
    await expect(login('wrong')).rejects.toMatchObject({ code: 'reauthorize' })
  })

  it('gives everything, and then what came, changed and went', async () => {
    await put('a.ics', eventText('a', 'A'))
    await put('b.ics', eventText('b', 'B'))
    expect(await sync()).toMatchObject({ mode: 'full', isComplete: true })
    expect(titles()).toEqual(['A', 'B'])
    expect(await sync()).toBe(null)
    await put('a.ics', eventText('a', 'A2'))
    await put('c.ics', eventText('c', 'C'))
    await server.request('DELETE', `${path}b.ics`)
    expect(await sync()).toMatchObject({ mode: 'incremental' })
    expect(titles()).toEqual(['A2', 'C'])
  })

  it('starts anew for a token that it does not know', async () => {
    const cursor = String(mirror.cursor).replace(/sync\/[0-9a-f]+/, `sync/${'0'.repeat(64)}`)
    await expect(provider.listChanges(ctx, access, `/${path}`, cursor)).rejects.toMatchObject({
      code: 'cursor_expired',
    })
  })

  it('takes a new event once, and it comes back as it was answered', async () => {
    const content = {
      ...{
        title: 'Focus',
        notes: 'Größe',
        location: null,
        start: '2026-12-02T08:00:00.000Z',
        end: '2026-12-02T09:00:00.000Z',
      },
      ...{ allDay: false, timeZone: 'Europe/Berlin', rrule: 'FREQ=DAILY;COUNT=4', cancelled: ['2026-12-03'] },
      ...{ changed: {}, attendees: [], conferenceUrl: null, busy: true, status: 'confirmed' as const },
    }
    const change: PushChange = { type: 'create', calendar: `/${path}`, id: 'block-1', content, taskId: 'task-1' }
    const written = await push(change)
    expect(await push(change)).toMatchObject({ title: 'Focus' })
    const page = await sync()
    expect(page?.events).toEqual([written])
    expect(page?.events[0]).toMatchObject({ ...content, taskId: 'task-1', externalId: 'block-1.ics' })
  })

  it('takes changes of a series and of one occurrence, keeps what others wrote, and refuses what is outdated', async () => {
    await put(
      's.ics',
      eventText('s', 'S', '20261207T100000Z', 'RRULE:FREQ=DAILY;COUNT=5', 'ATTENDEE;CN=Bob:mailto:bob@example.org'),
    )
    await sync()
    const of = () => {
      const event = mirror.groups.get('s.ics')?.[0]
      if (!event) throw new Error('not there')
      return { calendar: `/${path}`, externalId: event.externalId, ref: event.ref, etag: event.etag }
    }
    const old = of()
    await push({
      type: 'update',
      ...of(),
      occurrence: null,
      content: { title: 'S2', start: '2026-12-07T12:00:00.000Z' },
    })
    await sync()
    await push({ type: 'update', ...of(), occurrence: '2026-12-08T12:00:00.000Z', content: { title: 'Own' } })
    await sync()
    await push({ type: 'delete', ...of(), occurrence: '2026-12-09T12:00:00.000Z' })
    await sync()
    expect(mirror.groups.get('s.ics')).toMatchObject([
      {
        title: 'S2',
        start: '2026-12-07T12:00:00.000Z',
        cancelled: ['2026-12-09'],
        changed: { '2026-12-08': { title: 'Own' } },
      },
    ])
    const { text } = await server.request('GET', `${path}s.ics`)
    expect(text).toContain('X-KEEP:of s')
    expect(text).toContain('mailto:bob@example.org')
    await expect(push({ type: 'update', ...old, occurrence: null, content: { title: 'Late' } })).rejects.toBeInstanceOf(
      CalendarUnavailable,
    )
    await expect(push({ type: 'delete', ...old, occurrence: null })).rejects.toMatchObject({ code: 'conflict' })
    expect(await push({ type: 'delete', ...of(), occurrence: null })).toBe(null)
    await sync()
    expect(mirror.groups.has('s.ics')).toBe(false)
  })

  it('says that a calendar is gone', async () => {
    await server.request('DELETE', path)
    await expect(sync()).rejects.toMatchObject({ code: 'calendar_gone' })
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/calendar/handler.ts'
import { handler as changes } from '../../../functions/calendar-events/handler.ts'
import { apiFor } from '../../support/api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { type Answer, invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let user: TestUser
let trash: ReturnType<typeof apiFor>['trash']
const call = (method: string, path: string, request: Request = {}): Promise<Answer> =>
  invoke(['GET', 'POST'].includes(method) ? handler : changes, method, path, { token: user.accessToken, ...request })
const create = async (body: object) => (await call('POST', '/calendar/events', { body })).data
const range = async (from: string, to: string) =>
  (await call('GET', '/calendar/events', { query: { from, to } })).data.data as {
    id: string
    start: string
    day: string
  }[]

beforeAll(async () => {
  user = await signUp()
  trash = apiFor(user.accessToken).trash
})

describe('calendar events', () => {
  it('are created, read, changed, deleted and restored', async () => {
    const made = await call('POST', '/calendar/events', {
      body: {
        title: 'Dentist',
        start: '2026-06-01T10:00:00+02:00',
        attendees: [{ email: 'doc@example.com' }],
        conferenceUrl: 'https://example.com/room',
      },
    })
    expect(made.status, made.raw).toBe(201)
    expect(made.data).toMatchObject({
      start: '2026-06-01T08:00:00.000Z',
      end: '2026-06-01T09:00:00.000Z',
      busy: true,
      allDay: false,
      provider: 'manual',
      attendees: [{ email: 'doc@example.com', status: 'needsAction', name: '' }],
    })
    const path = `/calendar/events/${made.data.id}`
    const moved = await call('PATCH', path, { body: { start: '2026-06-20T08:00:00Z' }, headers: { 'if-match': '"1"' } })
    expect(moved.data).toMatchObject({ version: 2, end: '2026-06-20T09:00:00.000Z' })
    expect((await call('PATCH', path, { body: { title: 'x' }, headers: { 'if-match': '"1"' } })).status).toBe(412)
    expect(await range('2026-06-01', '2026-06-10')).toEqual([])
    expect(await range('2026-06-20', '2026-06-20')).toMatchObject([{ id: made.data.id }])
    expect((await call('DELETE', path)).data).toEqual({ id: made.data.id, deleted: true })
    expect((await call('GET', path)).status).toBe(404)
    expect((await trash('POST', `/trash/calendarevent/${made.data.id}/restore`)).status).toBe(200)
    expect((await call('GET', path)).data).toMatchObject({ title: 'Dentist', version: 4 })
  })

  it('change and cancel single occurrences, and go on differently from one on', async () => {
    const { id } = await create({
      title: 'Weekly',
      start: '2027-01-04T09:00:00Z',
      end: '2027-01-04T10:00:00Z',
      rrule: 'RRULE:FREQ=WEEKLY;COUNT=6',
    })
    const path = `/calendar/events/${id}`
    const at = (scope: string, occurrence: string) => ({ query: { scope, occurrence } })
    const changed = await call('PATCH', path, { ...at('this', '2027-01-11'), body: { start: '2027-01-12T09:30:00Z' } })
    expect(changed.status, changed.raw).toBe(200)
    expect((await call('DELETE', path, at('this', '2027-01-18'))).status).toBe(200)
    expect((await call('DELETE', path, at('this', '2027-01-18'))).status).toBe(404)
    expect((await range('2027-01-01', '2027-03-31')).map(({ start }) => start.slice(5, 16))).toEqual([
      '01-04T09:00',
      '01-12T09:30',
      '01-25T09:00',
      '02-01T09:00',
      '02-08T09:00',
    ])
    const rest = await call('PATCH', path, {
      ...at('following', '2027-02-01'),
      body: { title: 'Later', start: '2027-02-01T15:00:00Z' },
    })
    expect(rest.data).toMatchObject({ title: 'Later', seriesId: id, end: '2027-02-01T16:00:00.000Z' })
    expect((await range('2027-01-20', '2027-03-31')).map(({ start }) => start.slice(5, 16))).toEqual([
      '01-25T09:00',
      '02-01T15:00',
      '02-08T15:00',
    ])
    expect((await call('PATCH', path, { ...at('this', '2027-01-05'), body: { title: 'x' } })).status).toBe(404)
    expect((await call('PATCH', path, { query: { scope: 'this' }, body: { title: 'x' } })).status).toBe(400)
  })

  it.each([
    ['an end before its start', { start: '2026-01-02T10:00:00Z', end: '2026-01-01T10:00:00Z' }, 'end'],
    ['a day as start and an instant as end', { start: '2026-01-02', end: '2026-01-03T10:00:00Z' }, 'end'],
    ['a rule below a day', { start: '2026-01-02', rrule: 'FREQ=HOURLY' }, 'rrule'],
    ['a rule without any day', { start: '2026-01-02', rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'rrule'],
    ['a zone that is none', { start: '2026-01-02', timeZone: 'Mars/Base' }, 'timeZone'],
    ['a script as conference', { start: '2026-01-02', conferenceUrl: 'javascript:alert(1)' }, 'conferenceUrl'],
    ['all-day with instants', { start: '2026-01-02T10:00:00Z', allDay: true }, 'allDay'],
  ])('with %s are refused by name', async (_, fields, field) => {
    const answer = await call('POST', '/calendar/events', { body: { title: 'Bad', ...fields } })
    expect(answer.status, answer.raw).toBe(400)
    expect(answer.error.details.flatMap(({ loc }: { loc: string[] }) => loc)).toContain(field)
  })

  it('are found in a range whatever lies around it, long ones included, and not read beyond it', async () => {
    const other = await signUp()
    const theirs = (method: string, path: string, request: Request = {}) =>
      invoke(handler, method, path, { token: other.accessToken, ...request })
    const days = Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2026, 7, 1 + i, 12)).toISOString())
    for (const start of days) await theirs('POST', '/calendar/events', { body: { title: start, start } })
    await theirs('POST', '/calendar/events', { body: { title: 'Holiday', start: '2026-08-20', end: '2026-09-20' } })
    const { data } = await theirs('GET', '/calendar/events', { query: { from: '2026-09-01', to: '2026-09-02' } })
    expect(data.data.map(({ title }: { title: string }) => title)).toEqual(['Holiday', days[31], days[32]])
    const year = await theirs('GET', '/calendar/events', { query: { from: '2026-01-01', to: '2027-01-05' } })
    expect(year.status).toBe(400)
  })

  it('leave a partition that its log explains', async () => {
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CALENDAR_IMPORT } from '../../../lib/domain/calendar/import/import.job.ts'
import { calendarImport } from '../../../lib/domain/calendar/import/import-slices.service.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { partWrites } from '../../../lib/platform/jobs/job-parts.ts'
import { findJob, newJob } from '../../../lib/platform/jobs/job-rows.ts'
import { runJob } from '../../../lib/platform/jobs/run-job.ts'
import { HOUR_MS } from '../../../lib/platform/units.ts'
import { newUserId } from '../../support/cloud.ts'
import { type ConnectionsApi, startConnectionsApi } from '../../support/connections-api.ts'
import { contextFor } from '../../support/context.ts'
import { crashTable, dyingAt } from '../../support/crash.ts'
import { icsEvent, icsFile } from '../../support/ics-host.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'

let api: ConnectionsApi
beforeAll(async () => {
  api = await startConnectionsApi()
})
afterAll(() => api.stop())

type Person = Awaited<ReturnType<ConnectionsApi['newPerson']>>

const send = (person: Person, body: string, headers: Record<string, string> = {}) =>
  person.call('POST', '/calendar/import', { body, headers: { 'content-type': 'text/calendar', ...headers } })

/** Imports a file and resolves to the job when it has ended. */
const imported = async (person: Person, body: string) => {
  const { status, data, raw } = await send(person, body)
  if (status !== 202) throw new Error(raw)
  return person.read(`/jobs/${data.id}`)
}

const SERIES = icsEvent('series', 'Standup', '2027-01-04', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20270105T100000Z')
const FILE = icsFile(icsEvent('a', 'Dentist', '2027-01-03'), SERIES)

describe('an iCalendar file that is imported', () => {
  test('becomes events of the person, by a job that says what it did', async () => {
    const person = await api.newPerson()
    const { status, data } = await send(person, FILE)
    expect(status).toBe(202)
    expect(data).toMatchObject({ kind: 'calendar.import', status: 'queued', progress: { done: 0, total: 2 } })
    const job = await person.read(`/jobs/${data.id}`)
    expect(job).toMatchObject({ status: 'succeeded', error: null, progress: { done: 2, total: 2 } })
    expect(job.result).toEqual({ created: 2, updated: 0, unchanged: 0, skipped: [], skippedCount: 0 })
    expect(await person.titles()).toEqual(['Dentist 2027-01-03', 'Standup 2027-01-04', 'Standup 2027-01-06'])
    const [dentist] = (await person.read('/calendar/events', { from: '2027-01-03', to: '2027-01-03' })).data
    expect(dentist).toMatchObject({ provider: 'manual', connectionId: null, externalId: 'a', readOnly: false })
    const changed = await person.call('PATCH', `/calendar/events/${dentist.id}`, { body: { title: 'Mine' } })
    expect(changed.status).toBe(200)
    const made = (await person.read('/events', { type: 'calendarevent.created' })).data
    expect(made.map(({ source }: { source: string }) => source)).toEqual(['import', 'import'])
    expect(violationsIn(await partitionOf(person.userId))).toEqual([])
    expect((await person.read('/jobs')).data).toHaveLength(1)
    expect((await person.read('/jobs', { status: 'failed' })).data).toEqual([])
  })

  test('a second time changes what is there instead of doubling it, and brings back what was deleted', async () => {
    const person = await api.newPerson()
    await imported(person, FILE)
    expect((await imported(person, FILE)).result).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
    const moved = icsFile(icsEvent('a', 'Dentist, moved', '2027-01-07'), SERIES)
    expect((await imported(person, moved)).result).toMatchObject({ created: 0, updated: 1, unchanged: 1 })
    const shown = ['Standup 2027-01-04', 'Standup 2027-01-06', 'Dentist, moved 2027-01-07']
    expect(await person.titles()).toEqual(shown)
    const [dentist] = (await person.read('/calendar/events', { from: '2027-01-07', to: '2027-01-07' })).data
    await person.call('DELETE', `/calendar/events/${dentist.id}`)
    expect((await imported(person, moved)).result).toMatchObject({ created: 1, updated: 0, unchanged: 1 })
    expect(await person.titles()).toEqual(shown)
    expect(violationsIn(await partitionOf(person.userId))).toEqual([])
  })

  test('names what was not understood, with its line, and takes the rest', async () => {
    const person = await api.newPerson()
    const todo = ['BEGIN:VTODO', 'UID:todo', 'SUMMARY:Buy milk', 'END:VTODO'].join('\r\n')
    const broken = ['BEGIN:VEVENT', 'UID:broken', 'DTSTART:some day', 'SUMMARY:Broken', 'END:VEVENT'].join('\r\n')
    const never = icsEvent('never', 'Leap', '2027-01-03', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')
    const { status, result } = await imported(person, icsFile(todo, broken, never, SERIES))
    expect([status, result.created, result.skippedCount]).toEqual(['succeeded', 2, 3])
    expect(result.skipped).toEqual([
      { line: expect.any(Number), uid: 'todo', reason: 'VTODO is no event' },
      { line: expect.any(Number), uid: 'broken', reason: expect.any(String) },
      { line: expect.any(Number), uid: 'never', reason: expect.any(String) },
    ])
  })

  test('that is no calendar is a 400, one repeated with its Idempotency-Key one job', async () => {
    const person = await api.newPerson()
    expect((await send(person, '<!doctype html>')).status).toBe(400)
    expect((await send(person, '')).status).toBe(400)
    const key = { 'idempotency-key': 'once' }
    const [first, second] = [await send(person, FILE, key), await send(person, FILE, key)]
    expect(second.data.id).toBe(first.data.id)
    expect((await person.read('/jobs')).data).toHaveLength(1)
  })

  test('is listed with others, newest first and page by page, also by kind and status', async () => {
    const person = await api.newPerson()
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.unshift((await send(person, FILE)).data.id)
    const idsOf = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id)
    expect(await person.read('/jobs')).toMatchObject({ total: 3, hasMore: false, nextCursor: null })
    for (const filter of [{}, { kind: 'calendar.import', status: 'succeeded' }] as Record<string, string>[]) {
      const first = await person.read('/jobs', { ...filter, pageSize: '2' })
      expect([idsOf(first), first.hasMore]).toEqual([ids.slice(0, 2), true])
      const next = { ...filter, pageSize: '2', cursor: first.nextCursor }
      expect(idsOf(await person.read('/jobs', next))).toEqual(ids.slice(2))
    }
    expect(idsOf(await person.read('/jobs', { page: '3', pageSize: '1' }))).toEqual(ids.slice(2))
    const { nextCursor: cursor } = await person.read('/jobs', { pageSize: '1' })
    expect((await person.call('GET', '/jobs', { query: { cursor, status: 'failed' } })).status).toBe(400)
  })

  test('is nobody else’s to read or to cancel', async () => {
    const [person, other] = [await api.newPerson(), await api.newPerson()]
    const { data } = await send(person, FILE)
    expect((await other.call('GET', `/jobs/${data.id}`)).status).toBe(404)
    expect((await other.call('POST', `/jobs/${data.id}/cancel`)).status).toBe(404)
    expect((await person.call('POST', `/jobs/${data.id}/cancel`)).status).toBe(409)
  })
})

describe('an import that dies at an await', () => {
  const many = icsFile(...Array.from({ length: 45 }, (_, i) => icsEvent(`e${i}`, `Event ${i}`, '2027-01-03')))

  test.each([{ after: false }, { after: true }])(
    'ends as without the crash (when it took effect: $after)',
    async ({ after }) => {
      const restore = crashTable()
      try {
        for (let nth = 2, crashed = true; crashed; nth += 3) {
          const userId = newUserId()
          let ahead = 0
          const ctx = () =>
            contextFor(userId, { now: () => Date.now() + ahead, deadline: Date.now() + ahead + AMPLE_MS })
          const { job, write } = newJob(ctx(), CALENDAR_IMPORT, { timeZone: 'UTC' })
          await commit(ctx(), { changes: [], writes: [write, ...partWrites(ctx(), job.id, many)], result: null })
          const run = () => runJob(ctx(), [calendarImport], { jobId: job.id, worker: 'job-worker' })
          crashed = (await dyingAt(nth, { after }, run)).crashed
          ahead += AMPLE_MS + HOUR_MS
          await run()
          const ended = await findJob(ctx(), job.id)
          expect(ended).toMatchObject({ status: 'succeeded', result: { created: 45, updated: 0, unchanged: 0 } })
          const rows = await partitionOf(userId)
          expect([...rows.keys()].filter((key) => key.startsWith('CALENDAREVENT#'))).toHaveLength(45)
          expect(violationsIn(rows)).toEqual([])
        }
      } finally {
        restore()
      }
    },
  )
})

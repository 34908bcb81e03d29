import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertEvent } from '../../../infra/local/fake-google/write-event.ts'
import { updateConnection } from '../../../lib/domain/calendar/connections/connection.service.ts'
import { FIRST_SYNC } from '../../../lib/domain/calendar/sync/first-sync.job.ts'
import { firstSync } from '../../../lib/domain/calendar/sync/first-sync.service.ts'
import { loadMirrored } from '../../../lib/domain/calendar/sync/mirror.repository.ts'
import { pauseCancelled } from '../../../lib/domain/calendar/sync/pause-sync.service.ts'
import { CalendarUnavailable } from '../../../lib/domain/calendar/sync/provider.ts'
import { syncConnection } from '../../../lib/domain/calendar/sync/sync.service.ts'
import { loadState } from '../../../lib/domain/calendar/sync/sync-state.repository.ts'
import { cancelJob, readJob } from '../../../lib/domain/jobs/job.service.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { newJob } from '../../../lib/platform/jobs/job-rows.ts'
import { runJob } from '../../../lib/platform/jobs/run-job.ts'
import { newUserId } from '../../support/cloud.ts'
import { type ConnectionsApi, startConnectionsApi } from '../../support/connections-api.ts'
import { contextFor } from '../../support/context.ts'
import { oauthOf } from '../../support/google-table.ts'
import { ACCESS, ADA, googleWorld } from '../../support/google-world.ts'
import { storeConnection } from '../../support/stored-connection.ts'

const EVENTS = 6
const PAGE = 2
/** More than a run takes before it leaves the rest to another one. */
const SLICE_MS = 11_000

let api: ConnectionsApi
beforeAll(async () => {
  api = await startConnectionsApi()
})
afterAll(() => api.stop())

/** Somebody whose calendar has three pages, each of which takes a slice. A worker has time for one. */
const person = async () => {
  let clock = Date.now()
  const world = googleWorld({ now: () => clock, pageSize: () => PAGE })
  for (let i = 0; i < EVENTS; i++) {
    const at = (hour: number) => ({ dateTime: new Date(clock + hour * 3_600_000).toISOString(), timeZone: 'UTC' })
    insertEvent(world.writer(), { summary: `Event ${i}`, start: at(i), end: at(i + 1) })
  }
  const userId = newUserId()
  const account = { provider: 'google', account: ADA, secret: ACCESS.secret, calendars: [ADA] } as const
  const { id } = await storeConnection(contextFor(userId), account)
  const outside = { failure: null as CalendarUnavailable | null }
  const listChanges: typeof world.provider.listChanges = async (...asked) => {
    if (outside.failure) throw outside.failure
    const page = await world.provider.listChanges(...asked)
    clock += SLICE_MS
    return page
  }
  const providers = { google: { ...world.provider, listChanges, oauth: oauthOf(() => true) } }
  const at = () => contextFor(userId, { now: () => clock, deadline: clock + 20_000 })
  const { job, write } = newJob(at(), FIRST_SYNC, { connectionId: id })
  await commit(at(), { changes: [], writes: [write], result: null })
  const work = () => runJob(at(), [firstSync(providers)], { jobId: job.id, worker: FIRST_SYNC.worker })
  const bySchedule = () => syncConnection(at(), providers, id, 'schedule')
  const events = async () => (await loadMirrored(contextFor(userId), id)).size
  return {
    id,
    at,
    work,
    bySchedule,
    events,
    outside,
    read: () => readJob(at(), job.id),
    cancel: () => cancelJob(at(), job.id, { [FIRST_SYNC.kind]: pauseCancelled }),
  }
}

describe('the first sync of a connection', () => {
  it('is a job among the others, with what came of it', async () => {
    const owner = await api.newPerson()
    api.host.serve('/team.ics', ICS)
    const connection = await owner.connect('/team.ics')
    expect((await owner.read('/jobs')).data).toMatchObject([
      {
        ...{ kind: 'calendar.sync', status: 'succeeded', progress: { done: 1, total: 1 } },
        result: { connectionId: connection.id, added: 1, updated: 0, deleted: 0 },
      },
    ])
    // Later runs are not: they are in the history of the connection.
    await owner.call('POST', `/calendar/connections/${connection.id}/sync`)
    expect((await owner.read('/jobs')).data).toHaveLength(1)
  })

  it('that is long says how far it is, slice by slice', async () => {
    const { work, read, events } = await person()
    const seen = []
    for (let slice = 0; slice < 2; slice++) {
      expect(await work()).toBe('goesOn')
      seen.push((await read()).progress)
    }
    expect(seen).toEqual([
      { done: 2, total: null },
      { done: 4, total: null },
    ])
    expect(await work()).toBe('succeeded')
    expect(await read()).toMatchObject({ status: 'succeeded', result: { added: EVENTS, updated: 0, deleted: 0 } })
    expect(await events()).toBe(EVENTS)
  })

  it('may be done by the schedule in part, or whole', async () => {
    const { work, bySchedule, read } = await person()
    expect([await work(), await bySchedule(), await bySchedule()]).toEqual(['goesOn', 'goesOn', 'done'])
    expect(await work()).toBe('succeeded')
    expect(await read()).toMatchObject({ result: { added: EVENTS }, progress: { done: EVENTS, total: EVENTS } })
  })

  it('ends when it is cancelled, with what is there: the connection is paused, and goes on when it is asked to', async () => {
    const { id, at, work, bySchedule, read, cancel, events } = await person()
    await work()
    await cancel()
    await api.lambda.idle() // the worker that the cancellation starts
    expect(await read()).toMatchObject({ status: 'cancelled', isCancelRequested: true })
    expect(await loadState(at(), id)).toMatchObject({ nextSyncAt: null })
    expect(await bySchedule()).toBe('done')
    expect([await events(), await work()]).toEqual([PAGE, 'busy'])
    await updateConnection(at(), id, { paused: false })
    expect([await bySchedule(), await bySchedule()]).toEqual(['goesOn', 'done'])
    expect(await events()).toBe(EVENTS)
  })

  it('is cancelled at once where nobody has begun it', async () => {
    const { id, at, cancel, work, events } = await person()
    expect(await cancel()).toMatchObject({ status: 'cancelled' })
    expect(await work()).toBe('busy')
    expect(await loadState(at(), id)).toMatchObject({ nextSyncAt: null })
    expect(await events()).toBe(0)
  })

  it('has failed when its run has, by the same code, and the schedule tries again', async () => {
    const { id, at, work, read, outside } = await person()
    outside.failure = new CalendarUnavailable('http_500', 'The server does not answer')
    expect(await work()).toBe('failed')
    expect(await read()).toMatchObject({ error: { code: 'http_500', message: 'The server does not answer' } })
    expect((await loadState(at(), id))?.nextSyncAt).toEqual(expect.any(String))
  })
})

const ICS = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', 'BEGIN:VEVENT', 'UID:a', 'DTSTAMP:20261101T000000Z'],
  ...['DTSTART:20261201T100000Z', 'DTEND:20261201T110000Z', 'SUMMARY:Dentist', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n')

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { deleteEvent, insertEvent, patchEvent } from '../../../infra/local/fake-google/write-event.ts'
import { type SignInApi, startSignInApi } from '../../support/sign-in-api.ts'

let api: SignInApi
beforeAll(async () => {
  api = await startSignInApi()
})
afterAll(() => api.stop())
afterEach(() => {
  api.hosts.faults.clear()
  api.resetCircuits()
})

const at = (day: string, hour = 10) => ({
  start: { dateTime: `${day}T${String(hour).padStart(2, '0')}:00:00`, timeZone: 'Europe/Berlin' },
  end: { dateTime: `${day}T${hour + 1}:00:00`, timeZone: 'Europe/Berlin' },
})

let serial = 0
/** A person whose account at Google has a team's calendar besides their own, and holidays. */
const connected = async () => {
  serial += 1
  const email = `ada${serial}@example.com`
  const { books } = api.hosts
  books.addAccount(email, [
    { id: email, summary: 'Ada' },
    { id: `team${serial}`, summary: 'Team', accessRole: 'writer', timeZone: 'America/New_York' },
    { id: `holidays${serial}`, summary: 'Holidays', accessRole: 'reader' },
  ])
  const writer = (calendar = email) => ({ books, email, calendar: books.calendar(email, calendar) })
  const person = await api.newPerson()
  insertEvent(writer(), { id: 'dentist0', summary: 'Dentist', ...at('2026-12-14') })
  insertEvent(writer(), {
    id: 'standup0',
    summary: 'Standup',
    ...at('2026-12-07', 9),
    recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4'],
  })
  patchEvent(writer(), 'standup0_20261214T080000Z', { summary: 'Standup moved', ...at('2026-12-15', 15) })
  deleteEvent(writer(), 'standup0_20261221T080000Z')
  insertEvent(writer(`team${serial}`), { id: 'meeting0', summary: 'Review', ...at('2026-12-16') })
  const { connectionId } = await person.connect(email)
  const path = `/calendar/connections/${connectionId}`
  const titles = async () => {
    const { data } = await person.read('/calendar/events', { from: '2026-12-01', to: '2027-01-31' })
    return data.map(({ title, start }: { title: string; start: string }) => `${title} ${start.slice(0, 16)}`)
  }
  /** The newest run. */
  const lastRun = async () => (await person.read(`${path}/syncs`)).data[0]
  return { ...person, email, connectionId, path, writer, titles, lastRun, team: `team${serial}` }
}

const FIRST = [
  'Standup 2026-12-07T08:00',
  'Dentist 2026-12-14T09:00',
  'Standup moved 2026-12-15T14:00',
  'Review 2026-12-16T09:00',
  'Standup 2026-12-28T08:00',
]

describe('a connection with Google', () => {
  it('has the calendars of the account, and their events with their exceptions', async () => {
    const { read, path, titles, lastRun } = await connected()
    const { calendars, status } = await read(path)
    expect(status).toBe('active')
    expect(calendars.map(({ name, canWrite }: { name: string; canWrite: boolean }) => [name, canWrite])).toEqual([
      ['Ada', true],
      ['Team', true],
      ['Holidays', false],
    ])
    expect(await titles()).toEqual(FIRST)
    expect(await lastRun()).toMatchObject({ mode: 'full', trigger: 'connect', error: null })
  })

  it('brings what changed, and nothing when nothing has', async () => {
    const { call, path, writer, titles, lastRun } = await connected()
    insertEvent(writer(), { id: 'added0', summary: 'Added', ...at('2026-12-17') })
    patchEvent(writer(), 'dentist0', { summary: 'Dentist later' })
    deleteEvent(writer(), 'standup0_20261228T080000Z')
    expect((await call('POST', `${path}/sync`)).status).toBe(202)
    expect(await titles()).toEqual([
      'Standup 2026-12-07T08:00',
      'Dentist later 2026-12-14T09:00',
      'Standup moved 2026-12-15T14:00',
      'Review 2026-12-16T09:00',
      'Added 2026-12-17T09:00',
    ])
    expect(await lastRun()).toMatchObject({ mode: 'incremental', trigger: 'manual', added: 1, updated: 2, deleted: 0 })
  })

  it('reads everything anew when a sync token has expired, and another calendar goes on with its own', async () => {
    const { call, path, writer, titles, lastRun, email, team } = await connected()
    api.hosts.books.expireSyncTokens(email, email)
    deleteEvent(writer(), 'dentist0')
    patchEvent(writer(team), 'meeting0', { summary: 'Review later' })
    await call('POST', `${path}/sync`)
    expect(await titles()).toEqual(
      FIRST.filter((one) => !one.startsWith('Dentist')).map((one) => one.replace('Review', 'Review later')),
    )
    expect(await lastRun()).toMatchObject({ mode: 'full', added: 0, updated: 1, deleted: 1, error: null })
  })

  it('asks the person to sign in again once Google refuses, and keeps what is there', async () => {
    const { call, read, path, titles, email } = await connected()
    api.hosts.google.withdraw(email)
    await call('POST', `${path}/sync`)
    expect(await read(path)).toMatchObject({ status: 'reauthorize', lastError: { code: 'reauthorize' } })
    expect(await titles()).toEqual(FIRST)
  })

  it('waits as long as Google says when it asks too often, and loses nothing', async () => {
    const { call, read, path, titles } = await connected()
    api.hosts.faults.plan('429')
    await call('POST', `${path}/sync`)
    expect(await read(path)).toMatchObject({ status: 'error', lastError: { code: 'rate_limited' } })
    expect(await titles()).toEqual(FIRST)
  })

  it('is taken back at Google when it is deleted, and its events are gone', async () => {
    const { call, path, titles, email } = await connected()
    expect((await call('DELETE', path)).status).toBe(200)
    expect(api.hosts.google.revoked).toContain(email)
    expect(await titles()).toEqual([])
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addCalendar, addEvent, changeEvent, changeOccurrence } from '../../../infra/local/fake-microsoft/books.ts'
import { throttled } from '../../../infra/local/fake-microsoft/failures.ts'
import { type FakeMicrosoft, startFakeMicrosoft } from '../../../infra/local/fake-microsoft/server.ts'
import type { Post } from '../../../infra/local/fake-microsoft/subscriptions.ts'
import { seenIn } from '../../../infra/local/fake-microsoft/truth.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { type SignInApi, startSignInApi } from '../../support/sign-in-api.ts'

let fake: FakeMicrosoft
let api: SignInApi
let webhooks: unknown
let changes: unknown

/** Graph calls our webhook as the gateway would hand it on. */
const toWebhook: Post = async (url, contentType, body) => {
  const { pathname, searchParams } = new URL(url)
  const path = pathname.replace('/api/v1', '')
  const query = Object.fromEntries(searchParams)
  const answer = await invoke(webhooks, 'POST', path, { query, body, headers: { 'content-type': contentType } })
  return { status: answer.status, type: answer.headers['content-type'] ?? '', text: answer.raw }
}

beforeAll(async () => {
  fake = await startFakeMicrosoft({ post: toWebhook })
  api = await startSignInApi({ MICROSOFT_LOGIN_BASE: fake.base, MICROSOFT_GRAPH_BASE: fake.base })
  await api.hosts.putSecret('test/microsoft', fake.oauth.client)
  webhooks = (await import('../../../functions/calendar-webhooks/handler.ts')).handler
  changes = (await import('../../../functions/calendar-events/handler.ts')).handler
})
afterAll(async () => {
  await api.stop()
  await fake.stop()
})
afterEach(() => {
  fake.world.faults = []
  api.resetCircuits()
})

const BERLIN = 'W. Europe Standard Time'
const at = (day: string, hour = 9) => ({
  ...{ start: `${day}T${String(hour).padStart(2, '0')}:00:00`, end: `${day}T${hour + 1}:00:00`, zone: BERLIN },
})
const RANGE = { from: '2026-12-01', to: '2027-01-31' }
const SPAN = { from: Date.parse('2026-12-01T00:00:00Z'), to: Date.parse('2027-02-01T00:00:00Z') }

let serial = 0
const connected = async () => {
  serial += 1
  const account = `maria${serial}@contoso.com`
  const mailbox = fake.mailboxOf(account)
  const [calendar = ''] = [...mailbox.calendars.keys()]
  addCalendar(mailbox, { name: 'Holidays', canEdit: false })
  const dentist = addEvent(mailbox, calendar, { subject: 'Dentist', ...at('2026-12-14') })
  const recurrence = {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'sunday' },
    range: { type: 'numbered', startDate: '2026-12-07', numberOfOccurrences: 4, recurrenceTimeZone: BERLIN },
  }
  const series = addEvent(mailbox, calendar, { subject: 'Standup', ...at('2026-12-07'), recurrence })
  changeOccurrence(mailbox, series, '2026-12-14', { own: { subject: 'Standup moved', ...at('2026-12-15', 15) } })
  changeOccurrence(mailbox, series, '2026-12-21', 'deleted')
  addEvent(mailbox, calendar, {
    subject: 'Trip',
    isAllDay: true,
    start: '2026-12-24T00:00:00',
    end: '2026-12-27T00:00:00',
  })
  const person = await api.newPerson()
  const { authorizationUrl } = await person.authorize({ access: 'write' }, 'outlook')
  const { connectionId, outcome } = await api.callback(fake.oauth.consent(authorizationUrl, account))
  expect(outcome).toBe('connected')
  const path = `/calendar/connections/${connectionId}`
  const events = async () => (await person.read('/calendar/events', RANGE)).data
  const titles = async () =>
    (await events()).map(({ title, start }: { title: string; start: string }) => `${title} ${start.slice(0, 16)}`)
  const find = async (title: string) => (await events()).find((one: { title: string }) => one.title === title)
  const write = async (method: string, id: string, request: Request = {}) => {
    const answer = await invoke(changes, method, `/calendar/events/${id}`, { token: person.token, ...request })
    // What it started ends before the next call is answered.
    await person.read('/calendar/connections')
    return answer
  }
  const deliver = async () => {
    const statuses = await fake.subscriptions.deliver()
    await person.read('/calendar/connections')
    return statuses
  }
  const subscriptions = () => [...fake.subscriptions.all.values()].filter((one) => one.mailbox === account)
  const truth = () => seenIn(mailbox, calendar, SPAN)
  return {
    ...person,
    account,
    mailbox,
    calendar,
    dentist,
    series,
    path,
    titles,
    find,
    write,
    deliver,
    subscriptions,
    truth,
  }
}

const FIRST = [
  'Standup 2026-12-07T08:00',
  'Dentist 2026-12-14T08:00',
  'Standup moved 2026-12-15T14:00',
  'Trip 2026-12-24',
  'Standup 2026-12-28T08:00',
]

describe('a connection with Outlook', () => {
  it('has the calendars of the mailbox and their events, a series with its exceptions', async () => {
    const { read, path, titles } = await connected()
    const { calendars, status, provider, account } = await read(path)
    expect({ status, provider, account }).toMatchObject({
      status: 'active',
      provider: 'outlook',
      account: expect.stringMatching(/^maria/),
    })
    expect(calendars.map(({ name, canWrite }: { name: string; canWrite: boolean }) => [name, canWrite])).toEqual([
      ['Calendar', true],
      ['Holidays', false],
    ])
    expect(await titles()).toEqual(FIRST)
  })

  it('follows what is changed there, as soon as Graph says so', async () => {
    const { mailbox, dentist, series, deliver, titles, subscriptions, read, path } = await connected()
    expect(subscriptions()).toHaveLength(2)
    changeEvent(mailbox, dentist, { subject: 'Dentist later' })
    changeOccurrence(mailbox, series, '2026-12-28', 'deleted')
    fake.subscriptions.changed(mailbox, dentist, 'updated')
    fake.subscriptions.changed(mailbox, series, 'updated')
    expect(await deliver()).toEqual([200, 200])
    expect(await titles()).toEqual([
      'Standup 2026-12-07T08:00',
      'Dentist later 2026-12-14T08:00',
      'Standup moved 2026-12-15T14:00',
      'Trip 2026-12-24',
    ])
    const { data: runs } = await read(`${path}/syncs`)
    expect(runs).toContainEqual(
      expect.objectContaining({ trigger: 'push', mode: 'incremental', updated: 2, error: null }),
    )
  })

  it('keeps one subscription for each calendar when Graph wants to be allowed again, or has removed one', async () => {
    const { mailbox, dentist, deliver, subscriptions, titles } = await connected()
    for (const event of ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const) {
      const [one] = subscriptions().filter(({ calendar }) => calendar === dentist.calendar)
      fake.subscriptions.lifecycle(one?.id ?? '', event)
      expect(await deliver()).toEqual([200])
      expect(subscriptions()).toHaveLength(2)
    }
    changeEvent(mailbox, dentist, { subject: 'Dentist later' })
    fake.subscriptions.changed(mailbox, dentist, 'updated')
    expect(await deliver()).toEqual([200])
    expect(await titles()).toContain('Dentist later 2026-12-14T08:00')
  })

  it('writes changes there first: an event, one occurrence, and deletions', async () => {
    const { find, write, truth, titles } = await connected()
    const dentist = await find('Dentist')
    const moved = { title: 'Doctor', start: '2026-12-16T10:00:00.000Z', end: '2026-12-16T10:30:00.000Z' }
    expect((await write('PATCH', dentist.id, { body: moved })).status).toBe(200)
    expect(truth()).toContain('Doctor 2026-12-16T10:00:00.000Z 2026-12-16T10:30:00.000Z busy')
    const series = await find('Standup')
    const query = { scope: 'this', occurrence: '2026-12-28' }
    expect((await write('PATCH', series.id, { query, body: { title: 'Last one' } })).status).toBe(200)
    expect((await write('DELETE', series.id, { query: { scope: 'this', occurrence: '2026-12-07' } })).status).toBe(200)
    const trip = await find('Trip')
    expect((await write('DELETE', trip.id)).status).toBe(200)
    const shown = ['Standup moved 2026-12-15T14:00', 'Doctor 2026-12-16T10:00', 'Last one 2026-12-28T08:00']
    expect(await titles()).toEqual(shown)
    expect(truth().map((one) => one.replace(/:00\.000Z .*$/, ''))).toEqual([...shown].sort())
  })

  it('answers 409 for what was changed there meanwhile, and shows it as it is then', async () => {
    const { find, write, mailbox, dentist, titles, truth } = await connected()
    const { id } = await find('Dentist')
    changeEvent(mailbox, dentist, { subject: 'Theirs' })
    const answer = await write('PATCH', id, { body: { title: 'Ours' } })
    expect({ status: answer.status, code: answer.error.code }).toEqual({ status: 409, code: 'CALENDAR_CONFLICT' })
    expect(truth().some((one) => one.startsWith('Theirs'))).toBe(true)
    expect(await titles()).toContain('Theirs 2026-12-14T08:00')
  })

  it('waits as long as Graph asks, and says so', async () => {
    const { call, read, path, titles } = await connected()
    fake.world.faults.push(throttled(7_200))
    expect((await call('POST', `${path}/sync`)).status).toBe(202)
    const { status, lastError, nextSyncAt } = await read(path)
    expect({ status, code: lastError?.code }).toEqual({ status: 'error', code: 'rate_limited' })
    expect(Date.parse(nextSyncAt) - Date.now()).toBeGreaterThan(7_100_000)
    expect(await titles()).toEqual(FIRST)
  })

  it('leaves nothing when it is deleted: no event here, no subscription there', async () => {
    const { call, path, titles, subscriptions } = await connected()
    expect((await call('DELETE', path)).status).toBe(200)
    expect(await titles()).toEqual([])
    expect(subscriptions()).toEqual([])
  })
})

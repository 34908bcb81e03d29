import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { awaiting, crashTable, dyingAt } from '../../../support/crash.ts'
import { partitionOf, violationsIn } from '../../../support/partition.ts'
import { BACK, type SignInApi, startSignInApi } from '../../../support/sign-in-api.ts'

let api: SignInApi
const logged: string[] = []
const stdout = vi.spyOn(process.stdout, 'write')
beforeAll(async () => {
  stdout.mockImplementation((line) => logged.push(String(line)) > 0)
  api = await startSignInApi({ DEFAULT_TIER: 'pro', LOG_LEVEL: 'debug' })
})
afterAll(async () => {
  stdout.mockRestore()
  await api.stop()
})
afterEach(() => {
  vi.useRealTimers()
  api.resetCircuits()
})

const newEmail = () => api.googleAccount(`${randomBytes(6).toString('hex')}@example.com`)
const google = () => api.hosts.google
const keysOf = async (userId: string) =>
  [...(await partitionOf(userId)).keys()].filter((key) =>
    /^CALENDAR(EVENT|ID|SYNC|RUN|SECRET|CONNECTION|PLACE)#/.test(key),
  )

describe('a sign-in', () => {
  it('connects the account with its calendars, brings its events in and sends the browser back', async () => {
    const person = await api.newPerson()
    const email = newEmail()
    const landed = await person.connect(email)
    expect(landed).toMatchObject({ status: 302, at: BACK, outcome: 'connected', error: null })
    const connection = await person.read(`/calendar/connections/${landed.connectionId}`)
    expect(connection).toMatchObject({ provider: 'google', account: email, status: 'active', lastError: null })
    expect(connection.calendars).toMatchObject([{ externalId: email, name: 'Own', canWrite: true, selected: true }])
    const { data } = await person.read('/calendar/events', { from: '2027-01-01', to: '2027-01-31' })
    expect(data).toMatchObject([{ title: 'Dentist', connectionId: landed.connectionId }])
    expect(violationsIn(await partitionOf(person.userId))).toEqual([])
  })

  it('keeps what the address to go back to holds already', async () => {
    const person = await api.newPerson()
    const { state } = await person.authorize({ redirectUri: `${BACK}?tab=2&status=old#end` })
    const { headers } = await api.send('GET', '/calendar/oauth/callback', { query: { state, error: 'access_denied' } })
    expect(headers.location).toBe(`${BACK}?tab=2&status=error&error=access_denied#end`)
    expect(headers['cache-control']).toBe('no-store')
  })

  it('ends once: a state that is used, unknown, changed or missing is 400', async () => {
    const person = await api.newPerson()
    const sent = google().consent((await person.authorize()).authorizationUrl, newEmail())
    const { state = '' } = sent
    for (const wrong of ['', 'x', `${state}x`, state.slice(1), randomBytes(32).toString('base64url')])
      expect(await api.callback({ ...sent, state: wrong })).toMatchObject({ status: 400, at: null })
    expect((await api.callback(sent)).outcome).toBe('connected')
    expect((await api.callback(sent)).status).toBe(400)
    expect(await person.connections()).toHaveLength(1)
  })

  it('ends once also when the browser comes ten times at once', async () => {
    const person = await api.newPerson()
    const sent = google().consent((await person.authorize()).authorizationUrl, newEmail())
    const all = await Promise.all(Array.from({ length: 10 }, () => api.callback(sent)))
    expect(all.map(({ status }) => status).sort()).toEqual([302, ...Array(9).fill(400)])
    expect(await person.connections()).toHaveLength(1)
  })

  it('has ten minutes', async () => {
    const person = await api.newPerson()
    const [early, late] = [await person.authorize(), await person.authorize()]
    const [begun, email] = [Date.now(), newEmail()]
    expect(Math.abs(Date.parse(late.expiresAt) - begun - 600_000)).toBeLessThan(30_000)
    vi.useFakeTimers({ now: begun + 570_000, toFake: ['Date'] })
    expect((await api.callback(google().consent(early.authorizationUrl, email))).status).toBe(302)
    vi.setSystemTime(begun + 601_000)
    expect((await api.callback(google().consent(late.authorizationUrl, email))).status).toBe(400)
  })

  it('that is denied says so, and is used up', async () => {
    const person = await api.newPerson()
    const { state } = await person.authorize()
    const denied = { state, error: 'access_denied' }
    expect(await api.callback(denied)).toMatchObject({
      status: 302,
      at: BACK,
      outcome: 'error',
      error: 'access_denied',
    })
    expect((await api.callback(denied)).status).toBe(400)
    const { state: other } = await person.authorize()
    expect((await api.callback({ state: other, error: '<script>' })).error).toBe('provider_error')
    const { state: third } = await person.authorize()
    expect((await api.callback({ state: third })).error).toBe('invalid_request')
    expect(await person.connections()).toEqual([])
  })

  it('connects nothing with a code that somebody else got', async () => {
    const [person, other] = [await api.newPerson(), await api.newPerson()]
    const { code = '' } = google().consent((await other.authorize()).authorizationUrl, newEmail())
    const { state } = await person.authorize()
    expect(await api.callback({ state, code })).toMatchObject({ outcome: 'error', error: 'refused' })
    expect([await person.connections(), await other.connections()]).toEqual([[], []])
  })

  it('connects nothing where a scope was unticked or the provider fails', async () => {
    const person = await api.newPerson()
    const { authorizationUrl } = await person.authorize()
    const without = ['https://www.googleapis.com/auth/calendar.events']
    const sent = google().consent(authorizationUrl, newEmail(), { without })
    expect((await api.callback(sent)).error).toBe('missing_scope')
    google().failNext({ status: 503, body: {} })
    expect((await person.connect(newEmail())).error).toBe('unavailable')
    expect((await person.connect('nobody@example.com')).outcome).toBe('error')
    expect(await keysOf(person.userId)).toEqual([])
  })

  it('that fails after consent gives the grant back, unless the account is connected by it', async () => {
    const person = await api.newPerson()
    const revoked = (email: string) => google().revoked.filter((one) => one === email).length
    const [unticked, unlisted, known, beyond] = [newEmail(), newEmail(), newEmail(), newEmail()]
    const without = ['https://www.googleapis.com/auth/calendar.events']
    const untick = async (email: string) =>
      api.callback(google().consent((await person.authorize()).authorizationUrl, email, { without }))
    expect((await untick(unticked)).error).toBe('missing_scope')
    expect(revoked(unticked)).toBe(1)
    // No calendars are listed for an account that is unknown to the calendar API.
    expect((await person.connect('no-calendars@example.com')).outcome).toBe('error')
    expect(revoked('no-calendars@example.com')).toBe(1)
    // Where revoking fails too, the person hears of what failed first.
    google().failRevocations = 1
    expect((await untick(unlisted)).error).toBe('missing_scope')
    expect(revoked(unlisted)).toBe(0)

    const { connectionId } = await person.connect(known)
    expect((await untick(known)).error).toBe('missing_scope')
    expect(revoked(known)).toBe(0)
    expect(await person.read(`/calendar/connections/${connectionId}`)).toMatchObject({ status: 'active' })
    for (let more = 0; more < 4; more++) await person.connect(newEmail())
    const { authorizationUrl } = await person.authorize({ connectionId })
    expect((await api.callback(google().consent(authorizationUrl, beyond))).error).toBe('plan_limit')
    expect(revoked(beyond)).toBe(1)
    expect((await person.connections()).map(({ status }: { status: string }) => status)).toEqual(
      Array(5).fill('active'),
    )
  })

  it('goes back only to our own apps', async () => {
    const person = await api.newPerson()
    for (const redirectUri of [
      'https://evil.example/x',
      'https://app.example.com@evil.example/',
      '//evil.example',
      '',
      null,
    ]) {
      const body = { redirectUri }
      expect((await person.call('POST', '/calendar/connections/google/authorize', { body })).status).toBe(400)
    }
  })

  it('stores neither state nor verifier in the clear, also under an Idempotency-Key', async () => {
    const person = await api.newPerson()
    const request = { body: { redirectUri: BACK }, headers: { 'idempotency-key': 'k1' } }
    const path = '/calendar/connections/google/authorize'
    const { state } = (await person.call('POST', path, request)).data
    expect((await person.call('POST', path, request)).data.state).not.toBe(state)
    expect(JSON.stringify([...(await partitionOf(person.userId))])).not.toContain(state)
  })
})

describe('an account that is connected', () => {
  it('is signed in again by the same connection, also where the plan allows no other', async () => {
    const person = await api.newPerson()
    const email = newEmail()
    const { connectionId } = await person.connect(email)
    for (let more = 0; more < 4; more++) await person.connect(newEmail())
    expect(await person.connect(newEmail())).toMatchObject({ outcome: 'error', error: 'plan_limit' })
    expect(await person.connections()).toHaveLength(5)
    expect(await person.connect(email, { connectionId })).toMatchObject({ outcome: 'connected', connectionId })
    expect(await person.connections()).toHaveLength(5)
    expect(google().exchanges.filter((one) => one === email)).toHaveLength(2)
  })

  it('is one connection also when it is connected twice at once', async () => {
    const person = await api.newPerson()
    const email = newEmail()
    const all = await Promise.all(Array.from({ length: 4 }, () => person.connect(email)))
    expect(new Set(all.map(({ connectionId }) => connectionId)).size).toBe(1)
    expect(await person.connections()).toHaveLength(1)
    expect(violationsIn(await partitionOf(person.userId))).toEqual([])
  })

  it('is another connection for another person', async () => {
    const [one, other] = [await api.newPerson(), await api.newPerson()]
    const email = newEmail()
    await one.connect(email)
    await other.connect(email)
    expect([(await one.connections()).length, (await other.connections()).length]).toEqual([1, 1])
  })

  it('asks for a new sign-in when the grant was withdrawn: told once, left by the schedule, active after it', async () => {
    const person = await api.newPerson()
    const [email, still] = [newEmail(), newEmail()]
    const { connectionId } = await person.connect(email)
    const { connectionId: otherId } = await person.connect(still)
    google().withdraw(email)
    for (let sync = 0; sync < 2; sync++) {
      const { syncConnection } = await import('../../../../lib/domain/calendar/sync/sync.service.ts')
      const { calendarProviders } = await import('../../../../lib/providers/calendar-providers.ts')
      const { contextFor } = await import('../../../support/context.ts')
      await syncConnection(contextFor(person.userId), calendarProviders(), connectionId, 'schedule')
    }
    const path = `/calendar/connections/${connectionId}`
    expect(await person.read(path)).toMatchObject({
      ...{ status: 'reauthorize', needsSignIn: true, nextSyncAt: null, lastError: { code: 'reauthorize' } },
    })
    const told = await person.read('/events', { type: 'calendarconnection.sign_in_needed' })
    expect(told.data.map(({ entityId }: { entityId: string }) => entityId)).toEqual([connectionId])
    expect(await person.read(`/calendar/connections/${otherId}`)).toMatchObject({ status: 'active' })
    expect((await person.read('/calendar/events', { from: '2027-01-04', to: '2027-01-04' })).data).toHaveLength(2)

    expect(await person.connect(email)).toMatchObject({ outcome: 'connected', connectionId })
    expect(await person.read(path)).toMatchObject({ status: 'active', needsSignIn: false, lastError: null })
    expect(violationsIn(await partitionOf(person.userId))).toEqual([])
  })

  it('that may only be read has no calendar to write into, until writing is added', async () => {
    const person = await api.newPerson()
    const email = newEmail()
    const { connectionId } = await person.connect(email, { access: 'read' })
    const canWrite = async () => (await person.read(`/calendar/connections/${connectionId}`)).calendars[0].canWrite
    expect(await canWrite()).toBe(false)
    expect((await person.connect(email, { connectionId })).connectionId).toBe(connectionId)
    expect(await canWrite()).toBe(true)
  })
})

describe('deleting a connection', () => {
  it('takes the grant back, and tokens and events away', async () => {
    const person = await api.newPerson()
    const email = newEmail()
    const { connectionId } = await person.connect(email)
    await person.call('DELETE', `/calendar/connections/${connectionId}`)
    expect(google().revoked).toContain(email)
    expect(await keysOf(person.userId)).toEqual([])
  })

  it('does not wait for a provider that is down: it is asked again by the schedule', async () => {
    const person = await api.newPerson()
    const email = newEmail()
    const { connectionId } = await person.connect(email)
    google().failRevocations = 1
    const { status } = await person.call('DELETE', `/calendar/connections/${connectionId}`)
    expect(status).toBe(200)
    expect(await person.connections()).toEqual([])
    expect((await person.read('/calendar/events', { from: '2027-01-01', to: '2027-01-31' })).data).toEqual([])
    expect(google().revoked).not.toContain(email)
    vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] })
    await api.round()
    expect(google().revoked).toContain(email)
    expect(await keysOf(person.userId)).toEqual([])
  })

  it('leaves the grant of an account that was connected anew meanwhile', async () => {
    const person = await api.newPerson()
    const email = newEmail()
    const { connectionId } = await person.connect(email)
    google().failRevocations = 1
    await person.call('DELETE', `/calendar/connections/${connectionId}`)
    const { connectionId: again } = await person.connect(email)
    expect(again).not.toBe(connectionId)
    vi.useFakeTimers({ now: Date.now() + 3_000_000, toFake: ['Date'] })
    await api.round()
    expect(google().revoked).not.toContain(email)
    expect(await person.read(`/calendar/connections/${again}`)).toMatchObject({ status: 'active' })
  })
})

describe('a callback that dies at any await', () => {
  it.each([false, true])(
    'uses its state once and leaves no half connection (dead after the step: %s)',
    async (after) => {
      const restore = crashTable()
      const { fetch: fetched } = globalThis
      vi.stubGlobal('fetch', (...request: Parameters<typeof fetch>) => awaiting(() => fetched(...request)))
      try {
        for (let nth = 1; ; nth++) {
          const person = await api.newPerson()
          const email = newEmail()
          const sent = google().consent((await person.authorize()).authorizationUrl, email)
          const { crashed } = await dyingAt(nth, { after }, () => api.callback(sent))
          const keys = await keysOf(person.userId)
          const kinds = ['CONNECTION', 'SECRET', 'SYNC'].map((kind) =>
            keys.some((key) => key.startsWith(`CALENDAR${kind}#`)),
          )
          expect(new Set(kinds).size, `${nth}: ${keys}`).toBe(1)
          const repeat = await api.callback(sent)
          const isUntouched = repeat.status === 302 && !kinds[0]
          if (!isUntouched) expect(repeat.status).toBe(400)
          expect((await person.connect(email)).outcome).toBe('connected')
          expect(await person.connections()).toHaveLength(1)
          expect(violationsIn(await partitionOf(person.userId))).toEqual([])
          if (!crashed) break
          expect(nth).toBeLessThan(80)
        }
      } finally {
        vi.unstubAllGlobals()
        restore()
      }
    },
  )
})

it('nothing secret is in any answer, event, log line or row', async () => {
  const person = await api.newPerson()
  const email = newEmail()
  const { connectionId } = await person.connect(email)
  google().failNext({ status: 500, body: {} }, { status: 400, body: { error: 'invalid_client' } })
  await person.connect(newEmail())
  await person.connect(newEmail())
  google().withdraw(email)
  await person.call('POST', `/calendar/connections/${connectionId}/sync`)
  await person.read(`/calendar/connections/${connectionId}`)
  await person.read(`/calendar/connections/${connectionId}/syncs`)
  await person.read('/events')
  const before = JSON.stringify([...(await partitionOf(person.userId))])
  google().failRevocations = 1
  await person.call('DELETE', `/calendar/connections/${connectionId}`)
  const after = JSON.stringify([...(await partitionOf(person.userId))])
  expect(before).toContain('CALENDARSECRET#')
  expect(logged.length).toBeGreaterThan(20)
  expect(google().secrets.length).toBeGreaterThan(20)
  const everything = [...api.answers, ...logged, before, after].join('\n')
  expect(google().secrets.filter((secret) => everything.includes(secret))).toEqual([])
})

import { describe, expect, it } from 'vitest'
import type { LoggedIn } from '../../../../lib/domain/calendar/sync/provider.ts'
import { caldavCalendar } from '../../../../lib/providers/caldav/caldav-calendar.ts'
import { APPLE_SERVER, serverAddress } from '../../../../lib/providers/caldav/server-address.ts'
import { isTrusted } from '../../../../lib/providers/caldav/trust.ts'
import { fakeInternet } from '../../../support/caldav/fake-hosts.ts'
import { type FakeAnswer, type FakeRequest, fakeCaldav, type Quirks } from '../../../support/caldav/fake-server.ts'
import { ctx, HOST } from './support.ts'

type Handle = (request: FakeRequest) => FakeAnswer

const redirecting =
  (to: string, status = 301): Handle =>
  () => ({ status, headers: { location: to } })

const server = (quirks: Partial<Quirks> = {}) => {
  const fake = fakeCaldav(quirks)
  fake.addCalendar('work-1', { name: 'Work & play', canWrite: false })
  fake.addCalendar('home', { name: 'Home' })
  fake.addCalendar('tasks', { components: ['VTODO'] })
  return fake
}

type Outcome = { seen: Seen; one: LoggedIn | null; error: unknown }
type Seen = ReturnType<typeof fakeInternet>['seen']

const login = async (
  hosts: Record<string, Handle>,
  serverUrl: string | null,
  password = 'password',
  username = 'ann',
): Promise<Outcome> => {
  const { fetch, seen } = fakeInternet(hosts)
  const isApple = serverUrl === null && username === 'ann'
  const provider = caldavCalendar({ fetch, allow: [], ...(isApple && { server: APPLE_SERVER }) })
  try {
    return { seen, one: (await provider.login?.(ctx, { serverUrl, username, password })) ?? null, error: null }
  } catch (error) {
    return { seen, one: null, error }
  }
}
const names = ({ one }: Outcome) => one?.calendars.map(({ name }) => name)

/** A server whose well-known address leads to its root. */
const wellKnown =
  (handle: Handle, to = '/dav/'): Handle =>
  (request) =>
    request.url.pathname === '/.well-known/caldav' ? redirecting(to)(request) : handle(request)

describe('an account is found', () => {
  it.each([
    'https://dav.example.org',
    'dav.example.org',
    'caldavs://dav.example.org/',
    `${HOST}/dav/`,
    `${HOST}/dav/principals/ann/`,
  ])('from %s', async (address) => {
    const found = await login({ [HOST]: wellKnown(server().handle) }, address)
    expect(found.one).toMatchObject({
      account: 'ann',
      calendars: [
        { name: 'Home', color: '#FF8800', canWrite: true },
        { name: 'Work & play', canWrite: false },
      ],
    })
    expect(found.one?.calendars.map(({ externalId }) => externalId)).toEqual([
      '/dav/calendars/ann/home/',
      '/dav/calendars/ann/work-1/',
    ])
  })

  it('from an address that a redirect of the well-known one does not lead to, by the root', async () => {
    expect(names(await login({ [HOST]: server().handle }, HOST))).toEqual(['Home', 'Work & play'])
  })

  it('from the address of one calendar of a server that says nothing of its principal', async () => {
    const { handle } = server()
    const only: Handle = (request) => {
      const answer = handle(request)
      return request.url.pathname.endsWith('/home/') ? answer : { status: 404 }
    }
    expect(names(await login({ [HOST]: only }, `${HOST}/dav/calendars/ann/home/`))).toEqual(['Home'])
  })

  it.each(['prefixed', 'default', 'odd'] as const)('whatever prefixes the server has: %s', async (style) => {
    expect(names(await login({ [HOST]: server({ style }).handle }, HOST))).toEqual(['Home', 'Work & play'])
  })

  it.each(['absolute', 'encoded', 'internal'] as const)('whatever its references look like: %s', async (hrefs) => {
    const found = await login({ [HOST]: server({ hrefs }).handle }, HOST)
    if (hrefs === 'internal') expect(found.error).toMatchObject({ code: 'other_server' })
    else expect(names(found)).toEqual(['Home', 'Work & play'])
  })

  it('from an e-mail address, where no server is given', async () => {
    const fake = server()
    const handle: Handle = (request) => {
      const basic = Buffer.from('ann@example.org:password').toString('base64')
      const isRight = request.headers.authorization === `Basic ${basic}`
      const authorization = isRight ? `Basic ${Buffer.from('ann:password').toString('base64')}` : ''
      return fake.handle({ ...request, headers: { ...request.headers, authorization } })
    }
    const found = await login({ 'https://example.org': wellKnown(handle) }, null, 'password', 'ann@example.org')
    expect(names(found)).toEqual(['Home', 'Work & play'])
  })
})

describe('Apple', () => {
  const apple = () => {
    const fake = server({ hrefs: 'absolute' })
    const partition: Handle = fake.handle
    const entrance: Handle = (request) => {
      const answer = fake.handle(request)
      if (request.url.pathname !== '/dav/principals/ann/') return answer
      const home = 'https://p42-caldav.icloud.com:443/dav/calendars/ann/'
      return {
        ...answer,
        body: answer.body?.replace(/https:\/\/caldav\.icloud\.com\/dav\/calendars\/ann\//, home) ?? '',
      }
    }
    return { 'https://caldav.icloud.com': entrance, 'https://p42-caldav.icloud.com': partition }
  }

  it('has the calendars on another of its hosts, which gets the password', async () => {
    const found = await login(apple(), null)
    expect(names(found)).toEqual(['Home', 'Work & play'])
    expect(found.seen.at(-1)).toMatchObject({ origin: 'https://p42-caldav.icloud.com', hasPassword: true })
  })

  it('moves an account to another host, and changes go there too', async () => {
    const fake = server()
    fake.put('/dav/calendars/ann/home/', 'a.ics', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n')
    const moved: Handle = ({ url }) => redirecting(`https://p7-caldav.icloud.com${url.pathname}`)({} as FakeRequest)
    const { fetch, seen } = fakeInternet({
      'https://p42-caldav.icloud.com': moved,
      'https://p7-caldav.icloud.com': fake.handle,
    })
    const provider = caldavCalendar({ fetch })
    const home = { url: 'https://p42-caldav.icloud.com/dav/calendars/ann/', isCalendar: false }
    const secret = JSON.stringify({ serverUrl: APPLE_SERVER, username: 'ann', password: 'password', home })
    const access = { secret, zone: 'UTC', window: { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' } }
    expect(await provider.listCalendars(ctx, access)).toHaveLength(2)
    const own = { calendar: '/dav/calendars/ann/home/', externalId: 'a.ics', ref: null, occurrence: null, etag: null }
    expect(await provider.push?.(ctx, access, { type: 'delete', ...own })).toBe(null)
    expect(fake.resources('/dav/calendars/ann/home/').size).toBe(0)
    expect(seen.filter(({ origin, method }) => origin.includes('p7') && method === 'DELETE')).toHaveLength(1)
  })
})

describe('the password stays where it belongs', () => {
  const thief = () => {
    const got: FakeRequest[] = []
    const handle: Handle = (request) => {
      got.push(request)
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="mine"' } }
    }
    return { got, handle }
  }

  it.each([
    ['a redirect', (): Handle => redirecting('https://thief.example.net/'), 'https://thief.example.net'],
    [
      'a redirect of the well-known address',
      (): Handle => wellKnown(() => ({ status: 404 }), 'https://thief.example.net/dav/'),
      'https://thief.example.net',
    ],
    [
      'a principal',
      (): Handle => (request) => ({
        ...server().handle(request),
        body: (server().handle(request).body ?? '').replace('/dav/principals/ann/', 'https://thief.example.net/p/'),
      }),
      'https://thief.example.net',
    ],
    [
      'a host that only begins alike',
      (): Handle => redirecting('https://dav.example.org.thief.example.net/'),
      'https://dav.example.org.thief.example.net',
    ],
    ['a neighbour', (): Handle => redirecting('https://cloud.example.org/'), 'https://cloud.example.org'],
  ])('%s to another server is not followed with it', async (_, handle, origin) => {
    const { got, handle: catches } = thief()
    const found = await login({ [HOST]: handle(), [origin]: catches }, HOST)
    expect(found.error).toMatchObject({ code: 'other_server' })
    expect(got.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
  })

  it('and never goes over http, not even to the same host', async () => {
    const found = await login({ 'http://dav.example.org': server().handle }, 'http://dav.example.org')
    expect(found.error).toMatchObject({ code: 'protocol' })
    expect(found.seen).toEqual([])
    expect((await login({ [HOST]: redirecting('http://dav.example.org/') }, HOST)).error).toMatchObject({
      code: 'redirect',
    })
  })

  it('but a host below the one entered may have it, as may the same one at another port', async () => {
    const hosts = { 'https://example.org': wellKnown(() => ({ status: 404 }), `${HOST}/dav/`), [HOST]: server().handle }
    expect(names(await login(hosts, 'example.org'))).toEqual(['Home', 'Work & play'])
    const other = {
      'https://nas.example.org': wellKnown(() => ({ status: 404 }), 'https://nas.example.org:8443/dav/'),
      'https://nas.example.org:8443': server().handle,
    }
    expect(names(await login(other, 'nas.example.org'))).toEqual(['Home', 'Work & play'])
  })

  it.each([
    ['https://caldav.icloud.com/', 'https://p42-caldav.icloud.com:443/1/', true],
    ['https://caldav.icloud.com/', 'https://notcaldav.icloud.com.example.org/', false],
    ['https://caldav.icloud.com/', 'https://evilicloud.com/', false],
    ['https://icloud.com.example.org/', 'https://p42-caldav.icloud.com/', false],
    ['https://example.org/', 'https://dav.example.org/', true],
    ['https://example.org/', 'https://notexample.org/', false],
    ['https://dav.example.org/', 'https://example.org/', false],
    ['https://org/', 'https://example.org/', false],
    ['http://127.0.0.1:5232/', 'http://127.0.0.1:5233/', false],
    ['http://127.0.0.1:5232/', 'http://127.0.0.1:5232/dav/', true],
  ])('of %s may %s have it? %s', (entered, other, is) => {
    expect(isTrusted(entered, other)).toBe(is)
  })
})

describe('what fails', () => {
  it('is the password, which is tried once', async () => {
    const found = await login({ [HOST]: server().handle }, HOST, 'wrong')
    expect(found.error).toMatchObject({ code: 'reauthorize' })
    expect(found.seen).toHaveLength(1)
  })

  it.each([
    ['no calendar server', { [HOST]: (): FakeAnswer => ({ status: 404 }) }, 'not_found'],
    ['a web page', { [HOST]: (): FakeAnswer => ({ status: 200, body: '<html></html>' }) }, 'not_found'],
    ['no XML', { [HOST]: (): FakeAnswer => ({ status: 207, body: 'hello' }) }, 'not_a_calendar'],
    ['no host', {}, 'unreachable'],
    ['an account without calendars', { [HOST]: fakeCaldav().handle }, 'no_calendars'],
    [
      'a server in trouble',
      { [HOST]: (): FakeAnswer => ({ status: 503, headers: { 'retry-after': '120' } }) },
      'http_503',
    ],
  ])('is the server: %s', async (_, hosts, code) => {
    expect((await login(hosts, HOST)).error).toMatchObject({ name: 'CalendarUnavailable', code })
  })

  it('names neither address nor password', async () => {
    for (const password of ['wrong', 'password']) {
      const found = await login({ [HOST]: redirecting('https://thief.example.net/') }, HOST, password)
      expect(`${found.error} ${JSON.stringify(found.error)}`).not.toMatch(/example|password|wrong/)
    }
  })
})

describe('the address of a server', () => {
  it.each([
    ['example.org', 'https://example.org/'],
    [' https://example.org/dav ', 'https://example.org/dav'],
    ['caldav://example.org', 'https://example.org/'],
    ['example.org:8443/x', 'https://example.org:8443/x'],
    ['http://127.0.0.1:5232', 'http://127.0.0.1:5232/'],
  ])('%s is %s', (text, address) => {
    expect(serverAddress(text, 'ann', ['127.0.0.1:5232'])).toBe(address)
  })

  it.each([
    'http://example.org',
    'http://127.0.0.1:5233',
    'https://127.0.0.1',
    'https://user:pass@example.org',
    'file:///etc/passwd',
    'https://[::1]/',
    '',
  ])('%s is refused', (text) => {
    expect(() => serverAddress(text, 'ann', ['127.0.0.1:5232'])).toThrow(/address|https/i)
  })
})

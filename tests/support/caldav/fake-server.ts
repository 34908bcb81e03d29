import { createHash } from 'node:crypto'
import { escaped, type Names, namesFor, type Style } from './fake-xml.ts'

/** How a server differs from others. All of these have been seen in the field. */
export type Quirks = {
  style: Style
  /** It has sync-collection (RFC 6578); else only a tag for the whole calendar and ETags. */
  hasSync: boolean
  /** It says that it has sync-collection, and answers 400 to it. */
  liesAboutSync: boolean
  /** It has calendar-query; else that is a 501. */
  hasQuery: boolean
  /** So many changes in one answer; then 507 for the collection. */
  truncateAt: number
  /** How it writes references. */
  hrefs: 'path' | 'absolute' | 'encoded' | 'internal'
  /** It answers a PUT with the new ETag. */
  hasEtagAtPut: boolean
  /** It says 418 instead of 404 of what was deleted. */
  isTeapot: boolean
}

export const PLAIN: Quirks = {
  ...{ style: 'prefixed', hasSync: true, liesAboutSync: false, hasQuery: true, truncateAt: Number.POSITIVE_INFINITY },
  ...{ hrefs: 'path', hasEtagAtPut: true, isTeapot: false },
}

type Stored = { text: string; etag: string }
type FakeCalendar = {
  name: string
  color: string
  components: string[]
  canWrite: boolean
  resources: Map<string, Stored>
  /** Names, in the order in which they were changed. */
  log: string[]
  /** Tokens from before are no longer known. */
  oldest: number
}

export type FakeRequest = { method: string; url: URL; headers: Record<string, string | undefined>; body: string }
export type FakeAnswer = { status: number; headers?: Record<string, string>; body?: string }

const HOME = '/dav/calendars/ann/'

/** A CalDAV server in memory, with one account: ann, whose password is `password`. */
export const fakeCaldav = (quirks: Partial<Quirks> = {}) => {
  const own = { ...PLAIN, ...quirks }
  const calendars = new Map<string, FakeCalendar>()
  const state = { password: 'password', stored: 0, asked: [] as string[] }

  const addCalendar = (id: string, more: Partial<FakeCalendar> = {}): string => {
    const blank = { name: id, color: '#FF8800FF', components: ['VEVENT'], canWrite: true, log: [], oldest: 0 }
    calendars.set(`${HOME}${id}/`, { ...blank, resources: new Map(), ...more })
    return `${HOME}${id}/`
  }
  const at = (path: string): FakeCalendar => {
    const calendar = calendars.get(path)
    if (!calendar) throw new Error(`no calendar ${path}`)
    return calendar
  }
  const put = (calendar: FakeCalendar, name: string, text: string): Stored => {
    state.stored += 1
    const etag = `"${createHash('md5').update(`${state.stored} ${text}`).digest('hex')}"`
    calendar.resources.set(name, { text, etag })
    calendar.log.push(name)
    return { text, etag }
  }
  const remove = (calendar: FakeCalendar, name: string): void => {
    if (calendar.resources.delete(name)) calendar.log.push(name)
  }

  /** Answers as a server that knows who asks. */
  const handle = (request: FakeRequest): FakeAnswer => {
    const { method, url, headers } = request
    state.asked.push(`${method} ${url.pathname}`)
    const expected = `Basic ${Buffer.from(`ann:${state.password}`).toString('base64')}`
    if (headers.authorization !== expected)
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="calendars"' } }
    const names = namesFor(own.style)
    if (method === 'PROPFIND') return properties(request, names)
    if (method === 'REPORT') return report(request, names)
    return resource(request)
  }

  const href = (url: URL, path: string): string => {
    if (own.hrefs === 'absolute') return url.origin + path
    if (own.hrefs === 'internal') return `http://calendar.internal:8080${path}`
    return own.hrefs === 'encoded' ? path.replaceAll('-', '%2D').replaceAll('@', '%40') : path
  }

  const properties = ({ url, headers }: FakeRequest, names: Names): FakeAnswer => {
    const { pathname } = url
    const found: string[] = []
    const add = (path: string, given: string[], missing: string[] = []) =>
      found.push(names.response(href(url, path), given, missing))
    if (pathname === '/' || pathname === '/dav/')
      add(pathname, [names.property('current-user-principal', names.href(href(url, '/dav/principals/ann/')))])
    else if (pathname === '/dav/principals/ann/')
      add(pathname, [names.caldav('calendar-home-set', names.href(href(url, HOME)))])
    else if (pathname === HOME) {
      add(HOME, [names.property('resourcetype', names.empty('collection'))], ['displayname'])
      for (const [path, one] of headers.depth === '1' ? calendars : []) add(path, described(one, names))
    } else if (calendars.has(pathname)) {
      const calendar = at(pathname)
      add(pathname, described(calendar, names))
      for (const [name, { etag }] of headers.depth === '1' ? calendar.resources : [])
        add(pathname + name, [names.property('getetag', escaped(etag))])
    } else return { status: 404 }
    return { status: 207, body: names.multistatus(found) }
  }

  const described = (calendar: FakeCalendar, names: Names): string[] => [
    names.property('resourcetype', names.empty('collection') + names.caldav('calendar', '')),
    names.property('displayname', escaped(calendar.name)),
    names.other('http://apple.com/ns/ical/', 'calendar-color', calendar.color),
    names.caldav('supported-calendar-component-set', calendar.components.map(names.component).join('')),
    names.other('http://calendarserver.org/ns/', 'getctag', `ctag-${calendar.log.length}`),
    names.property('current-user-privilege-set', names.privileges(calendar.canWrite ? ['read', 'write'] : ['read'])),
    ...(own.hasSync || own.liesAboutSync ? [names.property('sync-token', tokenOf(calendar.log.length))] : []),
  ]

  const tokenOf = (version: number): string => `https://fake.example/sync/${version}?a=1&amp;b=2`

  const report = ({ url, body }: FakeRequest, names: Names): FakeAnswer => {
    const calendar = calendars.get(url.pathname)
    if (!calendar) return { status: 404 }
    if (body.includes('sync-collection')) return own.hasSync ? changes(url, calendar, body, names) : { status: 400 }
    if (body.includes('calendar-query') && !own.hasQuery) return { status: 501 }
    const asked = body.includes('calendar-multiget')
      ? [...body.matchAll(/<D:href>([^<]*)<\/D:href>/g)].map(([, path = '']) => nameOf(path.replaceAll('&#38;', '&')))
      : [...calendar.resources.keys()]
    const found = asked.map((name) => {
      const stored = calendar.resources.get(name)
      if (!stored) return names.missing(href(url, url.pathname + name), 404)
      const data = body.includes('calendar-data') ? [names.caldav('calendar-data', escaped(stored.text))] : []
      return names.response(href(url, url.pathname + name), [names.property('getetag', escaped(stored.etag)), ...data])
    })
    return { status: 207, body: names.multistatus(found) }
  }

  const changes = (url: URL, calendar: FakeCalendar, body: string, names: Names): FakeAnswer => {
    const [, version = ''] = /sync\/(\d+)/.exec(body) ?? []
    const from = Number(version)
    if (version !== '' && (from < calendar.oldest || from > calendar.log.length))
      return { status: 403, body: names.error('valid-sync-token') }
    // What changed again later is told later.
    const last = new Map(calendar.log.map((name, index) => [name, index]))
    const changed = [...last].filter(([, index]) => index >= from).sort(([, a], [, b]) => a - b)
    const told = changed.slice(0, own.truncateAt)
    const isWhole = told.length === changed.length
    const to = isWhole ? calendar.log.length : (told.at(-1)?.[1] ?? from) + 1
    const found = told.map(([name]) => {
      const stored = calendar.resources.get(name)
      if (!stored) return names.missing(href(url, url.pathname + name), own.isTeapot ? 418 : 404)
      return names.response(href(url, url.pathname + name), [names.property('getetag', escaped(stored.etag))])
    })
    if (!isWhole) found.push(names.missing(href(url, url.pathname), 507))
    return { status: 207, body: names.multistatus(found, tokenOf(to)) }
  }

  const resource = ({ method, url, headers, body }: FakeRequest): FakeAnswer => {
    const cut = url.pathname.lastIndexOf('/') + 1
    const calendar = calendars.get(url.pathname.slice(0, cut))
    const name = nameOf(url.pathname)
    if (!calendar) return { status: method === 'PUT' ? 409 : 404 }
    const stored = calendar.resources.get(name)
    if (method === 'GET')
      return stored ? { status: 200, headers: { etag: stored.etag }, body: stored.text } : { status: 404 }
    if (!calendar.canWrite) return { status: 403 }
    if (headers['if-none-match'] === '*' && stored) return { status: 412 }
    if (headers['if-match'] !== undefined && headers['if-match'] !== stored?.etag) return { status: stored ? 412 : 404 }
    if (method === 'DELETE') {
      remove(calendar, name)
      return { status: stored ? 204 : 404 }
    }
    const { etag } = put(calendar, name, body)
    return { status: stored ? 204 : 201, headers: own.hasEtagAtPut ? { etag } : {} }
  }

  return {
    handle,
    addCalendar,
    /** Stores a resource as another program would. */
    put: (path: string, name: string, text: string) => put(at(path), name, text),
    remove: (path: string, name: string) => remove(at(path), name),
    resources: (path: string) => at(path).resources,
    /** From now on older tokens are not known. */
    forget: (path: string) => {
      at(path).oldest = at(path).log.length
    },
    removeCalendar: (path: string) => calendars.delete(path),
    change: (path: string, more: Partial<FakeCalendar>) => Object.assign(at(path), more),
    setPassword: (password: string) => {
      state.password = password
    },
    /** "METHOD path" of every request so far. */
    asked: state.asked,
  }
}

const nameOf = (path: string): string => decodeURIComponent(path.slice(path.lastIndexOf('/') + 1))

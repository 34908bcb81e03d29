import { describe, expect, it } from 'vitest'
import { digestAuthorization, digestChallenge } from '../../../../lib/providers/caldav/authorization.ts'
import { readMultistatus } from '../../../../lib/providers/caldav/multistatus.ts'
import { canonicalPath, nameWithin, pathOf } from '../../../../lib/providers/caldav/paths.ts'
import { multiget, syncCollection } from '../../../../lib/providers/caldav/requests.ts'
import { parseXml, XmlRefused } from '../../../../lib/providers/caldav/xml.ts'
import { ctx, eventText, oneCalendar } from './support.ts'

const LAUGHS = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">${'bcdefghij'
  .split('')
  .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghi'[at]};`.repeat(10)}">`)
  .join('')}]><x>&j;</x>`

describe('XML', () => {
  it.each([
    ['entities that grow', LAUGHS],
    ['an entity of a file', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'],
    ['a document type of somewhere else', '<!DOCTYPE x SYSTEM "http://thief.example.net/x.dtd"><x/>'],
    ['an entity that nobody declared', '<x>&nbsp;</x>'],
    ['a prefix that nobody declared', '<d:x/>'],
    ['no root', ''],
    ['two roots', '<x/><y/>'],
    ['an end that is missing', '<x><y></y>'],
    ['an end of another', '<x><y></x></y>'],
    ['great depth', '<x>'.repeat(100) + '</x>'.repeat(100)],
    ['more elements than any answer has', `<x>${'<y/>'.repeat(310_000)}</x>`],
    ['what is no XML', '{"a":1}'],
  ])('with %s is refused', (_, text) => {
    expect(() => parseXml(text)).toThrow(XmlRefused)
  })

  it('of a long answer is read in time that grows with its length', () => {
    const cpu = (count: number): number => {
      const text = `<m xmlns="DAV:">${'<response><href>/a</href></response>'.repeat(count)}</m>`
      const from = process.cpuUsage()
      parseXml(text)
      return process.cpuUsage(from).user
    }
    cpu(2_000)
    expect(cpu(40_000) / Math.max(cpu(4_000), 1_000)).toBeLessThan(60)
  })

  it('is read whatever its prefixes, with CDATA and references to characters', () => {
    const text = '<a:m xmlns:a="DAV:"><b xmlns="urn:x" a:c="1">x&amp;&#13;<![CDATA[<y>]]></b></a:m>'
    const { name, children } = parseXml(`\uFEFF${text}`)
    expect([name, children[0]?.name, children[0]?.text]).toEqual(['{DAV:}m', '{urn:x}b', 'x&\r<y>'])
  })

  it('of ours cannot be broken out of', () => {
    const root = parseXml(multiget(['/a"><b/>&\u0001.ics'], []))
    expect(root.children.at(-1)?.text).toBe('/a"><b/>&.ics')
    expect(parseXml(syncCollection('</D:sync-token>', [])).children).toHaveLength(3)
  })

  it('of something else than a multistatus is no answer', () => {
    expect(readMultistatus(Buffer.from('<html/>'))).toBe(null)
    expect(readMultistatus(Buffer.from('<multistatus/>'))).toBe(null)
  })
})

describe('references', () => {
  const base = 'https://dav.example.org/cal/home/'

  it.each([
    ['a.ics', '/cal/home/a.ics'],
    ['/cal/home/a.ics', '/cal/home/a.ics'],
    ['https://thief.example.net/cal/home/a.ics', '/cal/home/a.ics'],
    ['//thief.example.net/x', '/x'],
    ['../../etc/passwd', '/etc/passwd'],
    ['/cal/home/a b.ics', '/cal/home/a%20b.ics'],
    ['', null],
    ['http://[', null],
  ])('%s leads to %s, never to another server', (href, path) => {
    expect(pathOf(href, base)).toBe(path)
  })

  it.each([
    ['/cal/home/a.ics', 'a.ics'],
    ['/cal/home/a%40b.ics', 'a%40b.ics'],
    ['/cal/home/a@b.ics', 'a%40b.ics'],
    ['/cal/h%6Fme/a.ics', 'a.ics'],
    ['/cal/home/', null],
    ['/cal/home/sub/', null],
    ['/cal/home/sub/a.ics', null],
    ['/cal/home2/a.ics', null],
    ['/cal/other/a.ics', null],
    ['/cal/home/a%2Fb.ics', 'a%2Fb.ics'],
    ['/cal/home/%zz.ics', '%25zz.ics'],
    [`/cal/home/${'x'.repeat(1_000)}`, null],
  ])('%s is in the calendar as %s', (path, name) => {
    expect(nameWithin('/cal/home/', path)).toBe(name)
  })

  it('are one path in whatever way they are written', () => {
    expect(canonicalPath('/a//b%41/')).toBe(canonicalPath('/a/bA'))
  })
})

describe('a hostile server', () => {
  it('cannot bring in what is not in the calendar', async () => {
    const made = oneCalendar({}, (fetch) => async (address, request) => {
      const answer = await fetch(address, request)
      const body = answer.body
        .toString()
        .replaceAll(/\/dav\/calendars\/ann\/home\/b\.ics/g, '/dav/calendars/bob/home/b.ics')
      return { ...answer, body: Buffer.from(body) }
    })
    made.fake.put(made.path, 'a.ics', eventText('a', 'A'))
    made.fake.put(made.path, 'b.ics', eventText('b', 'B'))
    const page = await made.list(null)
    expect(page?.events.map(({ externalId }) => externalId)).toEqual(['a.ics'])
  })

  it('that says at every answer that there is more, without any, is asked anew from the beginning', async () => {
    const made = oneCalendar({ truncateAt: 0 })
    const cursor = (await made.list(null))?.cursor ?? null
    made.fake.put(made.path, 'a.ics', eventText('a', 'A'))
    await expect(made.list(cursor)).rejects.toMatchObject({ code: 'cursor_expired' })
  })

  it('that puts several events into one resource has one of them', async () => {
    const made = oneCalendar()
    const two = eventText('a', 'A').replace(
      'END:VCALENDAR',
      `${eventText('b', 'B').split('\r\n').slice(3, -2).join('\r\n')}\r\nEND:VCALENDAR`,
    )
    made.fake.put(made.path, 'a.ics', two)
    expect((await made.list(null))?.events.map(({ title }) => title)).toEqual(['A'])
  })
})

describe('Digest', () => {
  // RFC 7616 section 3.9.1.
  it('answers as the RFC does', () => {
    const challenge = digestChallenge(
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    )
    if (!challenge) throw new Error('no challenge')
    const asked = {
      method: 'GET',
      path: '/dir/index.html',
      nonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      count: 1,
    }
    const login = { username: 'Mufasa', password: 'Circle of Life' }
    expect(digestAuthorization(login, challenge, asked)).toContain(
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
    )
    expect(digestAuthorization(login, { ...challenge, hash: 'md5' }, asked)).toContain(
      'response="8ca523f5e9506fed4657c9700eebdbec"',
    )
  })

  it('is not used where Basic is taken, or the kind is unknown', () => {
    expect(digestChallenge('Basic realm="a", Digest realm="a", nonce="b"')).toBe(null)
    expect(digestChallenge('Digest realm="a", nonce="b", algorithm=SHA-512-256')).toBe(null)
    expect(digestChallenge('Bearer')).toBe(null)
  })

  it('opens a server that takes nothing else', async () => {
    const made = oneCalendar({}, (fetch) => async (address, request) => {
      const sent = request?.headers?.authorization ?? ''
      const isBasic = sent.startsWith('Basic')
      if (isBasic)
        return {
          status: 401,
          headers: { 'www-authenticate': 'Digest realm="a", nonce="n", qop="auth"' },
          body: Buffer.alloc(0),
          url: String(address),
        }
      const authorization = `Basic ${Buffer.from('ann:password').toString('base64')}`
      return fetch(address, { ...request, headers: { ...request?.headers, authorization } })
    })
    made.fake.put(made.path, 'a.ics', eventText('a', 'A'))
    expect((await made.provider.listChanges(ctx, made.access, made.path, null))?.events).toHaveLength(1)
  })
})

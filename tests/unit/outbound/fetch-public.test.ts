import { describe, expect, it } from 'vitest'
import { fetchOver } from '../../../lib/platform/outbound/fetch-public.ts'
import { refused, testNetwork } from './fake-network.ts'

const { net, fetchPublic } = await testNetwork()
const PUBLIC = '93.184.216.34'
const BASIC = 'Basic dXNlcjpwYXNz'

describe('a request to a public host', () => {
  it('carries method, path, headers and body, and answers with status, headers and body', async () => {
    net.serves('example.com/dav/?x=1', (_, response) => response.writeHead(207, { ETag: '"1"' }).end('<multistatus/>'))
    const headers = { Authorization: BASIC, Depth: '1', 'Content-Type': 'application/xml' }
    const answer = await fetchPublic('http://example.com/dav/?x=1#top', {
      method: 'PROPFIND',
      headers,
      body: '<prop/>',
    })
    expect(answer).toMatchObject({ status: 207, headers: { etag: '"1"' }, url: 'http://example.com/dav/?x=1' })
    expect(answer.body.toString()).toBe('<multistatus/>')
    expect(net.seen).toMatchObject([
      {
        method: 'PROPFIND',
        host: 'example.com',
        body: '<prop/>',
        headers: { authorization: BASIC, depth: '1', 'content-type': 'application/xml', 'content-length': '7' },
      },
    ])
  })

  it.each(['GET', 'PROPFIND', 'REPORT', 'PUT', 'DELETE', 'OPTIONS'] as const)('may be a %s', async (method) => {
    net.serves('', ({ method: got }, response) => response.end(got))
    const answer = await fetchPublic('http://example.com/', { method, body: method === 'PUT' ? 'BEGIN' : undefined })
    expect(answer.body.toString()).toBe(method)
  })

  it('answers with statuses of failure as they are', async () => {
    net.serves('', (_, response) => response.writeHead(412).end('no'))
    expect(await fetchPublic('http://example.com/', { contentTypes: ['text/calendar'] })).toMatchObject({ status: 412 })
  })

  it('leaves no connection open, neither after an answer nor after a refusal', async () => {
    net.serves('', (_, response) => response.end('fine'))
    await fetchPublic('http://example.com/')
    net.serves('', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).write('<html>'))
    await expect(fetchPublic('http://example.com/', { contentTypes: ['text/calendar'] })).rejects.toEqual(
      refused('content_type'),
    )
    await expect.poll(net.open).toBe(0)
  })

  it('takes no answer cookie along, and sends no cookie', async () => {
    net.serves('example.com/1', (_, response) => response.writeHead(302, { location: '/2', 'set-cookie': 'a=b' }).end())
    net.serves('example.com/2', (_, response) => response.writeHead(200, { 'set-cookie': 'c=d' }).end())
    const { headers } = await fetchPublic('http://example.com/1')
    expect(headers).not.toHaveProperty('set-cookie')
    expect(net.seen.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined])
  })
})

describe('the addresses of a name', () => {
  it('are resolved once, and the connection goes to the address that was checked, whatever the name resolves to then', async () => {
    const answers = [[PUBLIC], ['127.0.0.1']]
    net.resolves({ 'rebind.example.com': () => answers.shift() ?? ['127.0.0.1'] })
    net.serves('', (_, response) => response.end('fine'))
    await fetchPublic('http://rebind.example.com/')
    expect(net.endpoints).toEqual([{ address: PUBLIC, port: 80, isAllowed: false }])
    expect(net.lookups).toEqual(['rebind.example.com'])
  })

  it('are checked anew for the next request and after a redirect to the same name', async () => {
    const answers = [[PUBLIC], ['127.0.0.1'], ['10.0.0.1']]
    net.resolves({ 'rebind.example.com': () => answers.shift() ?? [] })
    net.redirects('rebind.example.com/', '/again')
    await expect(fetchPublic('http://rebind.example.com/')).rejects.toEqual(refused('address'))
    await expect(fetchPublic('http://rebind.example.com/')).rejects.toEqual(refused('address'))
    expect(net.endpoints.map(({ address }) => address)).toEqual([PUBLIC])
  })

  it.each([
    [['127.0.0.1']],
    [['10.1.2.3']],
    [['169.254.169.254']],
    [['::1']],
    [['::ffff:10.0.0.1']],
    [['fe80::1%eth0']],
    [['fd00:ec2::254']],
    [['64:ff9b::a9fe:a9fe']],
    [[PUBLIC, '127.0.0.1']],
    [['127.0.0.1', PUBLIC]],
    [[PUBLIC, '::1']],
    [['2606:4700:4700::1111', '192.168.0.1']],
    [[...Array<string>(50).fill(PUBLIC), '10.0.0.1']],
    [['0x7f.1']],
    [['not an address']],
    [['']],
  ])('refuse the request when one of them is not public: %j', async (addresses) => {
    net.resolves({ 'example.com': addresses })
    await expect(fetchPublic('http://example.com/')).rejects.toEqual(refused('address'))
    expect(net.endpoints).toEqual([])
  })

  it('may be none, or not be found: then nothing is reached', async () => {
    net.resolves({
      'none.example.com': [],
      'error.example.com': () => {
        throw new Error('getaddrinfo ENOTFOUND db.internal 10.0.0.53')
      },
    })
    for (const host of ['none', 'error']) {
      const failure = fetchPublic(`http://${host}.example.com/`)
      await expect(failure).rejects.toEqual(refused('unreachable'))
      await expect(failure).rejects.not.toThrow(/10\.|internal|example/)
    }
    expect(net.endpoints).toEqual([])
  })

  it('are tried one after another, four at most', async () => {
    const tried: string[] = []
    const connect = async ({ address }: { address: string }) => {
      tried.push(address)
      throw new Error(`connect ECONNREFUSED ${address}`)
    }
    const many = ['2606:4700::1', '2606:4700::2', '8.8.8.1', '8.8.8.2', '8.8.8.3']
    const unlucky = fetchOver({ resolve: async () => many, connect }, [])
    await expect(unlucky('http://example.com/')).rejects.toEqual(refused('unreachable'))
    expect(tried).toEqual(many.slice(0, 4))
    const lucky = fetchOver(
      {
        resolve: async () => many,
        connect: (endpoint, signal) =>
          endpoint.address === '8.8.8.1' ? net.network.connect(endpoint, signal) : connect(endpoint),
      },
      [],
    )
    expect((await lucky('http://example.com/')).status).toBe(404)
  })

  it('are not asked for when the host is an IP address, which is judged itself', async () => {
    await fetchPublic('http://1572395042/')
    await expect(fetchPublic('http://2130706433/')).rejects.toEqual(refused('address'))
    expect([net.lookups, net.endpoints.map(({ address }) => address)]).toEqual([[], [PUBLIC]])
  })
})

describe('a redirect', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f000001/latest/meta-data/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    '//10.0.0.1/',
    '\\\\10.0.0.1\\',
    'http://localhost./',
    'http://inside.example.com/',
    'http://user:pass@example.com/',
    'http://example.com:22/',
    'http://',
  ])('to where no request may go is refused before a connection: %s', async (location) => {
    net.resolves({ 'inside.example.com': ['10.0.0.1'] })
    for (const status of [301, 302, 303, 307, 308]) {
      net.redirects('example.com/', location, status)
      await expect(fetchPublic('http://example.com/')).rejects.toEqual(refused('address'))
    }
    expect(new Set(net.endpoints.map(({ address }) => address))).toEqual(new Set([PUBLIC]))
    expect(net.seen).toHaveLength(5)
  })

  it.each(['file:///etc/passwd', 'gopher://example.com/', 'data:text/calendar,BEGIN', 'ftp://example.com/'])(
    'to another protocol is refused: %s',
    async (location) => {
      net.redirects('example.com/', location)
      await expect(fetchPublic('http://example.com/')).rejects.toEqual(refused('protocol'))
    },
  )

  it('is followed five times, and no sixth time', async () => {
    for (let step = 0; step < 6; step++) net.redirects(`example.com/${step}`, `/${step + 1}`)
    net.serves('example.com/6', (_, response) => response.end('here'))
    expect(await fetchPublic('http://example.com/1')).toMatchObject({ status: 200, url: 'http://example.com/6' })
    await expect(fetchPublic('http://example.com/0')).rejects.toEqual(refused('redirect'))
    expect(net.seen).toHaveLength(12)
  })

  it('in a circle ends', async () => {
    net.redirects('example.com/', 'http://example.com/')
    await expect(fetchPublic('http://example.com/')).rejects.toEqual(refused('redirect'))
    expect(net.seen).toHaveLength(6)
  })

  it('without an address is an answer', async () => {
    net.serves('', (_, response) => response.writeHead(302).end())
    expect(await fetchPublic('http://example.com/')).toMatchObject({ status: 302 })
  })

  it('keeps credentials within an origin', async () => {
    net.redirects('example.com/', 'http://EXAMPLE.com.:80/next')
    await fetchPublic('http://example.com/', { headers: { Authorization: BASIC } })
    expect(net.seen.map(({ headers }) => headers.authorization)).toEqual([BASIC, BASIC])
  })

  it.each([
    ['another host', 'http://evil.example/'],
    ['a host below', 'http://sub.example.com/'],
    ['another port', 'http://example.com:8080/'],
  ])('takes no credentials to %s, nor back again', async (_, location) => {
    net.redirects('example.com/', location)
    net.redirects(location.slice('http://'.length), 'http://example.com/back')
    const headers = {
      Authorization: BASIC,
      'Proxy-Authorization': BASIC,
      Cookie: 'a=b',
      'X-Api-Key': 'secret',
      'If-Match': '"1"',
      Accept: 'text/calendar',
      'If-None-Match': '"2"',
    }
    await fetchPublic('http://example.com/', { headers })
    const [first, ...others] = net.seen.map(({ headers }) => headers)
    expect(first).toMatchObject({ authorization: BASIC, cookie: 'a=b', 'x-api-key': 'secret' })
    expect(others).toHaveLength(2)
    for (const other of others) {
      expect(JSON.stringify(other)).not.toMatch(/Basic|secret|a=b|"1\\"/)
      expect(other).toMatchObject({ accept: 'text/calendar', 'if-none-match': '"2"' })
    }
  })

  it('keeps the method and the body of CalDAV, and turns into a GET with 303', async () => {
    net.redirects('example.com/.well-known/caldav', '/dav/', 301)
    const request = { method: 'PROPFIND', body: '<prop/>', headers: { depth: '0' } } as const
    await fetchPublic('http://example.com/.well-known/caldav', request)
    net.redirects('example.com/.well-known/caldav', '/dav/', 303)
    await fetchPublic('http://example.com/.well-known/caldav', request)
    expect(net.seen.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['PROPFIND', '/.well-known/caldav', '<prop/>'],
      ['PROPFIND', '/dav/', '<prop/>'],
      ['PROPFIND', '/.well-known/caldav', '<prop/>'],
      ['GET', '/dav/', ''],
    ])
  })

  it.each(['PUT', 'DELETE'] as const)('of a %s is followed within an origin only', async (method) => {
    net.redirects('example.com/1', '/2', 307)
    net.redirects('example.com/2', 'http://other.example.com/', 307)
    await expect(fetchPublic('http://example.com/1', { method, body: 'BEGIN' })).rejects.toEqual(refused('redirect'))
    expect(net.seen.map(({ host }) => host)).toEqual(['example.com', 'example.com'])
  })
})

describe('a host and port that are let through', () => {
  it('are reached, by name or by address, and also by a redirect', async () => {
    const allowing = fetchOver(net.network, ['127.0.0.1:4010', 'localhost:4010'])
    net.resolves({ localhost: ['::1', '127.0.0.1'] })
    net.redirects('example.com/', 'http://127.0.0.1:4010/a.ics')
    for (const address of ['http://127.0.0.1:4010/', 'http://localhost:4010/', 'http://example.com/'])
      expect((await allowing(address)).status).toBe(404)
    expect(net.endpoints.map(({ address, isAllowed }) => [address, isAllowed])).toEqual([
      ['127.0.0.1', true],
      ['::1', true],
      [PUBLIC, false],
      ['127.0.0.1', true],
    ])
  })

  it('are not reached by another name that resolves to them', async () => {
    const allowing = fetchOver(net.network, ['127.0.0.1:4010'])
    net.resolves({ 'example.com': ['127.0.0.1'] })
    await expect(allowing('http://example.com:4010/')).rejects.toEqual(refused('address'))
    expect(net.endpoints).toEqual([])
  })
})

import type { ServerResponse } from 'node:http'
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fetchOver } from '../../../lib/platform/outbound/fetch-public.ts'
import { refused, testNetwork } from './fake-network.ts'

const { net, fetchPublic } = await testNetwork()
const ADDRESS = 'http://example.com/'
const MB = 1_000_000

/** Answers with these bytes as they are, head included. */
const raw = (...parts: (string | Buffer)[]) =>
  net.serves('', (_, { socket }) => {
    for (const part of parts) socket?.write(part)
  })

/** Calls `write` for as long as somebody reads. */
const endlessly = (response: ServerResponse, write: () => boolean): void => {
  const next = () => {
    if (response.socket?.destroyed) return
    if (write()) setImmediate(next)
    else response.socket?.once('drain', next)
  }
  next()
}

/** Answers with this, and a byte every few milliseconds from then on. */
const dripping = (start: string) =>
  net.serves('', (_, { socket }) => {
    socket?.write(start)
    const drip = setInterval(() => socket?.write('X'), 10)
    socket?.on('close', () => clearInterval(drip))
  })

const HEAD = 'HTTP/1.1 200 OK\r\n'

describe('the size of an answer', () => {
  it('may be 5 MB and no byte more, compressed or not', async () => {
    const whole = Buffer.alloc(5 * MB, 'a')
    for (const size of [5 * MB, 5 * MB + 1]) {
      const body = Buffer.alloc(size, 'a')
      for (const [encoding, bytes] of [
        ['identity', body],
        ['gzip', gzipSync(body)],
      ] as const) {
        net.serves('', (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
        const answered = fetchPublic(ADDRESS)
        if (size === 5 * MB) expect((await answered).body.equals(whole)).toBe(true)
        else await expect(answered).rejects.toEqual(refused('too_large'))
      }
    }
  })

  it('may be limited further by the caller, never less', async () => {
    net.serves('', (_, response) => response.end(Buffer.alloc(1_001)))
    await expect(fetchPublic(ADDRESS, { maxBytes: 1_000 })).rejects.toEqual(refused('too_large'))
    net.serves('', (_, response) => response.end(Buffer.alloc(5 * MB + 1)))
    await expect(fetchPublic(ADDRESS, { maxBytes: 50 * MB })).rejects.toEqual(refused('too_large'))
  })

  it('is limited when the body never ends', async () => {
    let sent = 0
    net.serves('', (_, response) =>
      endlessly(response, () => {
        sent += 65_536
        return response.write(Buffer.alloc(65_536))
      }),
    )
    await expect(fetchPublic(ADDRESS)).rejects.toEqual(refused('too_large'))
    expect(sent).toBeLessThan(20 * MB) // what the sockets of both sides hold is on its way already
  })

  it('is limited before anything is read when the server says how large it is', async () => {
    raw(`${HEAD}Content-Length: 60000000\r\n\r\n`)
    await expect(fetchPublic(ADDRESS)).rejects.toEqual(refused('too_large'))
  })

  it('is limited for an error page too', async () => {
    net.serves('', (_, response) => response.writeHead(500).end(Buffer.alloc(5 * MB + 1)))
    await expect(fetchPublic(ADDRESS)).rejects.toEqual(refused('too_large'))
  })

  const quickly = { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }
  it.each([
    ['gzip', gzipSync],
    ['br', (bytes: Buffer) => brotliCompressSync(bytes, quickly)],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('is that after decompression: a bomb in %s is not unpacked', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(60 * MB))
    expect(bomb.length).toBeLessThan(MB)
    net.serves('', (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bomb))
    const before = process.memoryUsage().arrayBuffers
    await expect(fetchPublic(ADDRESS)).rejects.toEqual(refused('too_large'))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * MB)
  })

  it('is limited over the wire, too, for what is nothing after decompression', async () => {
    const nothing = gzipSync('')
    const many = Buffer.concat(Array<Buffer>(300_000).fill(nothing))
    net.serves('', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(many))
    await expect(fetchPublic(ADDRESS)).rejects.toEqual(refused('too_large'))
  })

  it('is limited for the headers', async () => {
    raw(`${HEAD}X: ${'a'.repeat(100_000)}\r\n\r\n`)
    await expect(fetchPublic(ADDRESS)).rejects.toEqual(refused('unreachable'))
  })
})

describe('a compressed answer', () => {
  const text = 'BEGIN:VCALENDAR\r\n'.repeat(100)

  it.each([
    ['gzip', gzipSync(text)],
    ['X-GZIP', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['identity', Buffer.from(text)],
  ])('is unpacked: %s', async (encoding, bytes) => {
    net.serves('', (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
    const { body, headers } = await fetchPublic(ADDRESS)
    expect(body.toString()).toBe(text)
    expect(headers).not.toHaveProperty('content-encoding')
    expect(net.seen[0]?.headers['accept-encoding']).toBe('gzip, deflate, br')
  })

  it('may be empty', async () => {
    net.serves('', (_, response) => response.writeHead(304, { 'content-encoding': 'gzip', etag: '"1"' }).end())
    expect(await fetchPublic(ADDRESS)).toMatchObject({ status: 304, headers: { etag: '"1"' }, body: Buffer.alloc(0) })
  })

  it.each([
    ['gzip, gzip', gzipSync(gzipSync(text))],
    ['zstd', zstdCompressSync(text)],
    ['unknown', Buffer.from(text)],
  ])('is refused in a form that was not asked for: %s', async (encoding, bytes) => {
    net.serves('', (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
    await expect(fetchPublic(ADDRESS)).rejects.toEqual(refused('content_type'))
  })

  it.each([
    ['cut off', gzipSync(text).subarray(0, 20)],
    ['not compressed', Buffer.from(text)],
  ])('is refused when it is damaged: %s', async (_, bytes) => {
    net.serves('', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes))
    await expect(fetchPublic(ADDRESS)).rejects.toEqual(refused('unreachable'))
  })
})

describe('the time that a request takes', () => {
  const soon = { timeoutMs: 150 }
  const never = new Promise<never>(() => {})

  it.each([
    ['nothing', () => {}],
    ['a head that never ends', () => raw(HEAD)],
    ['a body that does not come', () => raw(`${HEAD}Content-Length: 10\r\n\r\n`)],
    ['a chunk that does not come', () => raw(`${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nabc`)],
    ['one byte of a header now and then', () => dripping('HTTP/1.1 200 OK\r\n')],
    ['one byte of the body now and then', () => dripping(`${HEAD}Content-Length: 1000000\r\n\r\n`)],
    [
      'provisional answers without an end',
      () =>
        net.serves('', (_, response) =>
          endlessly(response, () => response.socket?.write('HTTP/1.1 103 Early Hints\r\n\r\n') ?? false),
        ),
    ],
  ])('is limited: %s', async (_, serve) => {
    net.serves('', () => {})
    serve()
    await expect(fetchPublic(ADDRESS, soon)).rejects.toEqual(refused('timeout'))
    await expect.poll(net.open).toBe(0)
  })

  it('is limited as a whole, however many redirects are slow', async () => {
    net.serves('', (_, response) => {
      setTimeout(() => response.writeHead(302, { location: '/' }).end(), 60)
    })
    await expect(fetchPublic(ADDRESS, soon)).rejects.toEqual(refused('timeout'))
    expect(net.seen.length).toBeLessThan(6)
  })

  it('is limited while a name is resolved, and a late answer opens no connection', async () => {
    let resolved = (_: string[]): void => {}
    const late = new Promise<string[]>((resolve) => {
      resolved = resolve
    })
    const slow = fetchOver({ ...net.network, resolve: () => late }, [])
    await expect(slow(ADDRESS, soon)).rejects.toEqual(refused('timeout'))
    resolved(['93.184.216.34'])
    await late
    await new Promise((resolve) => setImmediate(resolve))
    expect(net.endpoints).toEqual([])
  })

  it('is enough for a second address when the first does not answer', async () => {
    const tried: string[] = []
    const ended: string[] = []
    const patient = fetchOver(
      {
        resolve: async () => ['8.8.8.1', '8.8.8.2'],
        connect: (endpoint, signal) => {
          tried.push(endpoint.address)
          if (endpoint.address === '8.8.8.2') return net.network.connect(endpoint, signal)
          return new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              ended.push(endpoint.address)
              reject(signal.reason)
            })
          })
        },
      },
      [],
    )
    expect((await patient(ADDRESS, { timeoutMs: 4_000 })).status).toBe(404)
    expect([tried, ended]).toEqual([['8.8.8.1', '8.8.8.2'], ['8.8.8.1']])
  })

  it('is limited while a connection is opened', async () => {
    const slow = fetchOver({ ...net.network, connect: () => never }, [])
    await expect(slow(ADDRESS, soon)).rejects.toEqual(refused('timeout'))
  })
})

describe('an answer that lies about its length', () => {
  it('is refused when less comes than it says', async () => {
    net.serves('', (_, { socket }) => socket?.end(`${HEAD}Content-Length: 100\r\n\r\nBEGIN:VCALENDAR`))
    await expect(fetchPublic(ADDRESS)).rejects.toEqual(refused('unreachable'))
  })

  it('is cut at its length when more comes', async () => {
    net.serves('', (_, { socket }) => socket?.end(`${HEAD}Content-Length: 5\r\n\r\nBEGIN:VCALENDAR`))
    expect((await fetchPublic(ADDRESS)).body.toString()).toBe('BEGIN')
  })

  it.each([
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nBEGIN:'],
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nBEGIN\r\n0\r\n\r\n'],
    ['a negative length', 'Content-Length: -1\r\n\r\nBEGIN'],
    ['a length that is no number', 'Content-Length: 0x5\r\n\r\nBEGIN'],
    ['chunks that end early', 'Transfer-Encoding: chunked\r\n\r\n5\r\nBEG'],
    ['a chunk of an absurd length', 'Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nBEGIN'],
  ])('is refused: %s', async (_, rest) => {
    net.serves('', (_, { socket }) => socket?.end(HEAD + rest))
    await expect(fetchPublic(ADDRESS)).rejects.toEqual(refused('unreachable'))
  })
})

describe('an answer that is none of HTTP', () => {
  it.each([
    ['another protocol', '220 smtp.example.com ESMTP\r\n'],
    ['a page without a head', '<html>hello</html>'],
    ['nothing', ''],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n'],
    ['a zero byte in a header', `${HEAD}X: a\0b\r\n\r\n`],
  ])('is refused: %s', async (_, bytes) => {
    net.serves('', (_, { socket }) => socket?.end(bytes))
    await expect(fetchPublic(ADDRESS)).rejects.toEqual(refused('unreachable'))
  })
})

describe('the kind of an answer', () => {
  const contentTypes = ['text/calendar', 'text/plain']

  it.each([
    ['text/calendar; charset=utf-8', 200],
    ['TEXT/Calendar;method=PUBLISH', 200],
    ['text/plain', 200],
  ])('is one that the caller takes: %s', async (type) => {
    net.serves('', (_, response) => response.writeHead(200, { 'content-type': type }).end('BEGIN'))
    expect((await fetchPublic(ADDRESS, { contentTypes })).body.toString()).toBe('BEGIN')
  })

  it.each(['text/html', 'text/calendar-html', 'application/json', '', undefined])(
    'is refused otherwise: %s',
    async (type) => {
      net.serves('', (_, response) => response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end())
      await expect(fetchPublic(ADDRESS, { contentTypes })).rejects.toEqual(refused('content_type'))
    },
  )

  it('does not matter when nothing comes, and when it is no success', async () => {
    for (const status of [204, 304, 404, 503]) {
      net.serves('', (_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end())
      expect((await fetchPublic(ADDRESS, { contentTypes })).status).toBe(status)
    }
  })
})

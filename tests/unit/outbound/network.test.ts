import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FetchPublic, fetchOver } from '../../../lib/platform/outbound/fetch-public.ts'
import { NETWORK } from '../../../lib/platform/outbound/network.ts'
import { CERTIFICATE, KEY } from './certificate.ts'
import { refused, startFakeNetwork } from './fake-network.ts'

const { signal } = new AbortController()

describe('a connection', () => {
  let port = 0
  const accepted: Socket[] = []
  const server = createServer((socket) => accepted.push(socket.on('error', () => {})))
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterEach(() => {
    for (const socket of accepted.splice(0)) socket.destroy()
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  it('goes to a host that is let through', async () => {
    const socket = await NETWORK.connect({ address: '127.0.0.1', port, isAllowed: true }, signal)
    expect([socket.remoteAddress, socket.remotePort]).toEqual(['127.0.0.1', port])
    socket.destroy()
  })

  it.each(['127.0.0.1', '127.0.0.2', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0.0.0.0', '::'])(
    'goes to no address of this machine by itself, even when nothing judged it before: %s',
    async (address) => {
      const connecting = NETWORK.connect({ address, port, isAllowed: false }, signal)
      await expect(connecting).rejects.toMatchObject({ code: 'ERR_IP_BLOCKED' })
      expect(accepted).toEqual([])
    },
  )

  it.each(['localhost', 'localhost.', '127.1', '2130706433', ''])(
    'resolves nothing: %j is no IP address',
    async (address) => {
      await expect(NETWORK.connect({ address, port, isAllowed: true }, signal)).rejects.toThrow('not an IP address')
      expect(accepted).toEqual([])
    },
  )

  it('is not opened any more when the time is over', async () => {
    const connecting = NETWORK.connect({ address: '127.0.0.1', port, isAllowed: true }, AbortSignal.abort())
    await expect(connecting).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('is refused to what listens on this machine, by every way there is', async () => {
    const inside = fetchOver({ ...NETWORK, resolve: async () => ['127.0.0.1'] }, [])
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0', 'rebind.example.com'])
      for (const scheme of ['http', 'https'])
        await expect(inside(`${scheme}://${host}:${port}/`)).rejects.toEqual(refused('address'))
    expect(accepted).toEqual([])
  })

  it('that is encrypted ends in time when the server does not greet', async () => {
    const request = fetchOver(NETWORK, [`127.0.0.1:${port}`])(`https://127.0.0.1:${port}/`, { timeoutMs: 150 })
    await expect(request).rejects.toEqual(refused('timeout'))
  })
})

describe('an encrypted connection', () => {
  const names: (string | false | null)[] = []
  const trusted = getCACertificates('default')
  const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine'
  const DOWN = 'HTTP/1.1 302 Found\r\nLocation: http://calendar.example.com/\r\nContent-Length: 0\r\n\r\n'
  const server = createTlsServer({ key: KEY, cert: CERTIFICATE }, (socket: TLSSocket) => {
    names.push(socket.servername)
    socket.on('error', () => {})
    socket.once('data', (head) => socket.end(String(head).startsWith('GET /down ') ? DOWN : OK))
  })
  server.on('tlsClientError', () => {})
  let net: Awaited<ReturnType<typeof startFakeNetwork>>
  const fetchTls: FetchPublic = (...args) => fetchOver(net.network, [])(...args)
  beforeEach(() => {
    names.length = 0
    net.reset()
  })
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    net = await startFakeNetwork((server.address() as AddressInfo).port)
    setDefaultCACertificates([...trusted, CERTIFICATE])
  })
  afterAll(async () => {
    setDefaultCACertificates(trusted)
    await net.stop()
    await new Promise((resolve) => server.close(resolve))
  })

  it('goes to the checked address, under the name that the certificate is for', async () => {
    const { body, url } = await fetchTls('https://calendar.example.com./')
    expect([body.toString(), url]).toEqual(['fine', 'https://calendar.example.com/'])
    expect([net.endpoints, names]).toEqual([
      [{ address: '93.184.216.34', port: 443, isAllowed: false }],
      ['calendar.example.com'],
    ])
  })

  it('may be to an IP address, whose certificate is for that', async () => {
    expect((await fetchTls('https://93.184.216.34/')).status).toBe(200)
    expect(names).toEqual([false])
  })

  it.each(['https://other.example.com/', 'https://93.184.216.35/'])(
    'is refused when the certificate is for another host: %s',
    async (address) => {
      await expect(fetchTls(address)).rejects.toThrow('The certificate of the server is not trusted')
    },
  )

  it('is refused when nobody vouches for the certificate', async () => {
    setDefaultCACertificates(trusted)
    const failure = fetchTls('https://calendar.example.com/')
    await expect(failure).rejects.toEqual(refused('unreachable'))
    await expect(failure).rejects.toThrow('The certificate of the server is not trusted')
    setDefaultCACertificates([...trusted, CERTIFICATE])
  })

  it('is not followed to an unencrypted one', async () => {
    await expect(fetchTls('https://calendar.example.com/down')).rejects.toEqual(refused('redirect'))
    expect(net.endpoints).toHaveLength(1)
  })
})

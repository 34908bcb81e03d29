import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { fetchOver, fetchPublic } from '../../../lib/platform/outbound/fetch-public.ts'
import { stubEnvironment } from '../../support/environment.ts'

const server = createServer((request, response) => response.end(request.url))
let port = 0
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  stubEnvironment({ OUTBOUND_ALLOW: `127.0.0.1:${port}` })
})
afterAll(() => server.close())

it('OUTBOUND_ALLOW lets one host and port through', async () => {
  expect((await fetchPublic(`http://127.0.0.1:${port}/a.ics`)).body.toString()).toBe('/a.ics')
})

it.each(['localhost', '127.0.0.2', '[::ffff:127.0.0.1]'])('and nothing else on this machine: %s', async (host) => {
  await expect(fetchPublic(`http://${host}:${port}/`)).rejects.toMatchObject({ code: 'address' })
})

it.each([undefined, 10_000, 60_000])(
  'a request takes 10 s at most, whatever its caller allows: %s ms',
  async (timeoutMs) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const codes: string[] = []
    const silent = { resolve: async () => ['8.8.8.8'], connect: () => new Promise<never>(() => {}) }
    const ended = fetchOver(silent, [])('https://example.com/', { timeoutMs }).catch(({ code }) => codes.push(code))
    await vi.advanceTimersByTimeAsync(9_999)
    expect(codes).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await ended
    expect(codes).toEqual(['timeout'])
    vi.useRealTimers()
  },
)

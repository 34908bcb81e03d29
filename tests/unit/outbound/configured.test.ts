import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fetchPublic } from '../../../lib/platform/outbound/fetch-public.ts'
import { stubEnvironment } from '../http/kernel.ts'

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

import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { response } from '../../../lib/platform/http/response.ts'
import type { Route } from '../../../lib/platform/http/route.ts'
import { eventOf, exchangeOf, routeOf, runChain } from './kernel.ts'

const run = (route: Partial<Route>, result: unknown, headers: Record<string, string> = {}) => {
  const exchange = exchangeOf()
  exchange.found.route = routeOf(route)
  return runChain([response()], eventOf('GET', '/api/v1/things', { headers }), exchange, () => result)
}
const Thing = z.object({ id: z.string(), version: z.number().optional() })

describe('what a handler returns', () => {
  it('is answered in the envelope with the route’s status and the exchange’s headers', async () => {
    const { statusCode, headers, body } = await run({ status: 201, response: Thing }, { id: 'a' })
    expect([statusCode, JSON.parse(body ?? '')]).toEqual([201, { success: true, data: { id: 'a' }, error: null }])
    expect(headers).toMatchObject({ 'x-request-id': 'request-1', 'cache-control': 'no-store' })
    expect(headers).not.toHaveProperty('etag')
  })

  it('has its version as ETag', async () => {
    expect((await run({ response: Thing }, { id: 'a', version: 3 })).headers?.etag).toBe('"3"')
  })

  it('loses what the response schema does not name, and is not answered when the schema does not fit', async () => {
    const { body } = await run({ response: Thing }, { id: 'a', PK: 'USER#ada' })
    expect(body).not.toContain('USER#ada')
    await expect(run({ response: Thing }, { id: 1 })).rejects.toThrow()
  })
})

describe('an answer that is more than a Lambda can send', () => {
  const Rows = z.object({ rows: z.array(z.string()) })
  const rows = Array.from({ length: 60 }, () => 'é'.repeat(50_000))
  const route = {
    response: Rows,
    shorten: (data: z.infer<typeof Rows>, mostBytes: number) => ({
      rows: data.rows.slice(0, Math.floor(mostBytes / 100_100)),
    }),
  }

  it('is cut by its route to 5 MB, in bytes and not in characters', async () => {
    const { body = '' } = await run(route, { rows })
    expect(JSON.parse(body).data.rows).toHaveLength(49)
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(5_000_000)
  })

  it('is the only one that is cut', async () => {
    const few = rows.slice(0, 49)
    const { body = '' } = await run({ ...route, shorten: () => ({ rows: [] }) }, { rows: few })
    expect(JSON.parse(body).data.rows).toEqual(few)
  })
})

it('a route of status 302 sends the browser on, and no cache keeps where to', async () => {
  const { statusCode, headers, body } = await run({ status: 302 }, { location: 'https://app.example.com/?a=b' })
  expect([statusCode, body]).toEqual([302, ''])
  expect(headers).toMatchObject({ location: 'https://app.example.com/?a=b', 'cache-control': 'no-store' })
})

describe('a raw route', () => {
  const page = { contentType: 'text/html', body: Buffer.from('<p>'), gzipped: gzipSync('<p>'), cacheSeconds: 60 }

  it('answers its bytes as they are', async () => {
    const { headers, body, isBase64Encoded } = await run({ raw: true }, page)
    expect(headers).toMatchObject({ 'content-type': 'text/html', 'cache-control': 'public, max-age=60' })
    expect([isBase64Encoded, Buffer.from(body ?? '', 'base64').toString()]).toEqual([true, '<p>'])
  })

  it('compresses them for a client that takes gzip', async () => {
    const { headers, body } = await run({ raw: true }, page, { 'Accept-Encoding': 'br, gzip' })
    expect(headers?.['content-encoding']).toBe('gzip')
    expect(gunzipSync(Buffer.from(body ?? '', 'base64')).toString()).toBe('<p>')
  })
})

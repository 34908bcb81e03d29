import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { parsing } from '../../../lib/platform/http/parsing.ts'
import type { Route } from '../../../lib/platform/http/route.ts'
import { eventOf, exchangeOf, routeOf, runChain } from './kernel.ts'

const Body = z.object({ title: z.string() })

const run = async (
  route: Partial<Route>,
  request: Parameters<typeof eventOf>[2] = {},
  params: Record<string, string> = {},
) => {
  const exchange = exchangeOf({ input: undefined })
  exchange.found = { ...exchange.found, route: routeOf(route), params }
  await runChain([parsing()], eventOf(route.method ?? 'POST', '/api/v1/things', request), exchange)
  return exchange
}
const json = (value: unknown, headers: Record<string, string> = {}) => ({
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
})

describe('the handler gets', () => {
  it('what the schemas make of path, query and body', async () => {
    const route = {
      params: z.object({ id: z.string() }),
      query: z.object({ tag: z.array(z.string()), limit: z.coerce.number() }),
      body: Body,
    }
    const request = { ...json({ title: 'Read', unknown: 1 }), rawQueryString: 'tag=a&tag=b&limit=5&empty=' }
    const { input } = await run(route, request, { id: 'x' })
    expect(input).toMatchObject({ params: { id: 'x' }, query: { tag: ['a', 'b'], limit: 5 }, body: { title: 'Read' } })
  })

  it('a context of the request: who, until when, under which versions', async () => {
    const { input, deadline } = await run({}, { headers: { 'If-Match': '"3", W/"2"' } })
    expect(input.ctx).toMatchObject({
      userId: 'ada',
      requestId: 'request-1',
      source: 'api',
      deadline,
      ifMatch: ['"3"'],
    })
  })

  it('{} for a body that may be left out', async () => {
    expect((await run({ body: z.object({}), bodyOptional: true })).input.body).toEqual({})
  })
})

describe('an Idempotency-Key', () => {
  const keyed = (title: string) => run({ body: Body }, json({ title }, { 'idempotency-key': 'k1' }))

  it('makes a claim to the answer that knows the body by its hash', async () => {
    const { input } = await keyed('Read')
    expect(input.claim).toMatchObject({ route: 'makeThing', key: 'k1', bodyHash: expect.any(String) })
    const hashes = await Promise.all(['Read', 'Read', 'Write'].map(async (title) => hashOf(await keyed(title))))
    expect([hashes[0] === hashes[1], hashes[0] === hashes[2]]).toEqual([true, false])
  })

  it('counts on POST only', async () => {
    const { input } = await run({ method: 'PATCH', body: Body }, json({ title: 'x' }, { 'idempotency-key': 'k1' }))
    expect(input.claim).toBeNull()
  })

  it.each(['', 'ü', 'x'.repeat(256)])('of another form is refused: %s', async (key) => {
    await expect(run({ body: Body }, json({ title: 'x' }, { 'idempotency-key': key }))).rejects.toMatchObject({
      status: 400,
    })
  })
})

const hashOf = ({ input }: Awaited<ReturnType<typeof run>>) => input.claim?.bodyHash

describe('a route that asks for the raw body', () => {
  const raw = { rawBody: true, auth: 'public' } as const
  const inputOf = async (request: Parameters<typeof eventOf>[2]) => {
    const { input } = await run(raw, request)
    return input as typeof input & { rawBody: Buffer; header: (name: string) => string | undefined }
  }
  const base64 = (bytes: Buffer) => ({ body: bytes.toString('base64'), isBase64Encoded: true })

  it('gets the same bytes of a text as it is and of one in base64, and no parsed body', async () => {
    const text = '\ufeff{"a" : 1,\r\n "name":"Zażółć 🐢", "a":2}'
    for (const request of [{ body: text }, base64(Buffer.from(text))]) {
      const { rawBody, body } = await inputOf(request)
      expect([rawBody.equals(Buffer.from(text)), body]).toEqual([true, undefined])
    }
  })

  it('gets every byte, also those that are no UTF-8', async () => {
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256))
    expect((await inputOf(base64(bytes))).rawBody.equals(bytes)).toBe(true)
  })

  it('takes any media type and what is not JSON, and an empty body', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await inputOf({ headers, body: '{"a":' })).rawBody.toString()).toBe('{"a":')
    expect((await inputOf({ headers })).rawBody.length).toBe(0)
  })

  it('finds a header whatever the case of its name', async () => {
    const { header } = await inputOf({ headers: { 'STRIPE-Signature': 't=1,v1=a' }, body: '{}' })
    expect([header('Stripe-Signature'), header('stripe-signature'), header('x-other')]).toEqual([
      't=1,v1=a',
      't=1,v1=a',
      undefined,
    ])
  })

  it('takes 1 MB and refuses a byte more with 413, counted after base64 is decoded', async () => {
    const most = Buffer.alloc(1_048_576, 0xff)
    expect((await inputOf(base64(most))).rawBody.length).toBe(most.length)
    const more = Buffer.alloc(1_048_577, 'a')
    for (const request of [base64(more), { body: more.toString() }])
      await expect(run(raw, request)).rejects.toMatchObject({ status: 413 })
  })

  it('knows a repeat of the same bytes where it is keyed', async () => {
    const keyed = (bytes: Buffer) =>
      run({ rawBody: true }, { ...base64(bytes), headers: { 'idempotency-key': 'k1' } }).then(hashOf)
    const hashes = await Promise.all([
      keyed(Buffer.from([0xff])),
      keyed(Buffer.from([0xff])),
      keyed(Buffer.from([0xfe])),
    ])
    expect([hashes[0] === hashes[1], hashes[0] === hashes[2]]).toEqual([true, false])
  })
})

describe('other routes', () => {
  it('are handed neither the bytes nor a way to read headers', async () => {
    const { input } = await run({ body: Body }, json({ title: 'Read' }))
    expect(Object.keys(input)).not.toEqual(expect.arrayContaining(['rawBody']))
    expect(Object.keys(input)).not.toEqual(expect.arrayContaining(['header']))
  })
})

describe('a request is refused, and its place named,', () => {
  it.each([
    ['a field of the body', { body: Body }, json({ title: 1 }), 400, ['body', 'title']],
    ['a body that is not JSON', { body: Body }, { body: '{' }, 400, ['body']],
    ['a missing body', { body: Body }, {}, 400, ['body']],
    [
      'a query parameter',
      { query: z.object({ limit: z.coerce.number() }) },
      { rawQueryString: 'limit=x' },
      400,
      ['query', 'limit'],
    ],
    ['If-Match', {}, { headers: { 'if-match': '3' } }, 400, ['header', 'If-Match']],
  ] as const)('for %s', async (_name, route, request, status, loc) => {
    await expect(run(route, request)).rejects.toMatchObject({ status, details: [{ loc }] })
  })

  it('for another media type with 415, for more than 1 MB with 413', async () => {
    const text = { body: '{"title":"x"}', headers: { 'content-type': 'text/plain' } }
    await expect(run({ body: Body }, text)).rejects.toMatchObject({ status: 415 })
    await expect(run({ body: Body }, json({ title: 'x'.repeat(1_048_576) }))).rejects.toMatchObject({ status: 413 })
  })
})

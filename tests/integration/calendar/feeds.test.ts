import { gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/calendar/handler.ts'
import { handler as feedHandler } from '../../../functions/calendar-feed/handler.ts'
import { apiFor } from '../../support/api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { type Answer, invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let user: TestUser
const call = (method: string, path: string, request: Request = {}, token: string | null = user.accessToken) =>
  invoke(handler, method, path, { token, ...request })
const createFeed = async (body: object = {}) => {
  const { status, raw, data } = await call('POST', '/calendar/feeds', {
    body: { name: 'Mine', include: ['events'], ...body },
  })
  expect(status, raw).toBe(201)
  return data as { id: string; url: string; version: number }
}
/** The text behind an address, read by somebody without a token. */
const fetchFeed = (url: string, request: Request = {}): Promise<Answer> =>
  invoke(feedHandler, 'GET', new URL(url).pathname.replace('/api/v1', ''), { token: null, ...request })
const tokenIn = (url: string): string => /([\w-]+)\.ics$/.exec(url)?.[1] ?? ''

beforeEach(async () => {
  user = await signUp()
})

describe('a feed', () => {
  it('is read by whoever knows its address, as text/calendar, and by nobody else', async () => {
    await call('POST', '/calendar/events', { body: { title: 'Dentist', start: '2031-06-01T10:00:00Z' } })
    const { url } = await createFeed()
    const { status, raw, headers } = await fetchFeed(url)
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/calendar; charset=utf-8',
      'private, max-age=0',
    ])
    expect(raw).toContain('SUMMARY:Dentist')
    const forged = tokenIn(url).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    for (const file of ['x.ics', tokenIn(url), `${forged}.ics`, `${'A'.repeat(43)}.ics`])
      expect((await fetchFeed(`http://x/api/v1/calendar/feeds/${file}`)).status, file).toBe(404)
  })

  it('is compressed when it is long, for who accepts that', async () => {
    const notes = 'What is planned, and who does what. '.repeat(250)
    for (let i = 0; i < 12; i++)
      await call('POST', '/calendar/events', { body: { title: `Event ${i}`, start: '2031-06-01T10:00:00Z', notes } })
    const { url } = await createFeed()
    const plain = await fetchFeed(url)
    const packed = await fetchFeed(url, { headers: { 'accept-encoding': 'gzip' } })
    expect([plain.headers['content-encoding'], packed.headers['content-encoding']]).toEqual([undefined, 'gzip'])
    expect(gunzipSync(Buffer.from(packed.raw, 'base64')).toString()).toBe(plain.raw)
    expect(packed.headers.etag).toBe(plain.headers.etag)
  })

  it('answers 304 without the text to who has it already', async () => {
    const { url } = await createFeed()
    const first = await fetchFeed(url)
    const again = await fetchFeed(url, { headers: { 'if-none-match': String(first.headers.etag) } })
    expect([again.status, again.raw]).toEqual([304, ''])
  })

  it('has its address in no event and in no search, and the table finds it by a hash', async () => {
    const { url } = await createFeed()
    const rows = [...(await partitionOf(user.userId)).entries()]
    const holding = rows.filter(([, row]) => JSON.stringify(row).includes(tokenIn(url))).map(([SK]) => SK)
    expect(holding).toEqual([expect.stringMatching(/^CALENDARFEED\+ADDRESS#/)])
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('keeps its address when it is changed, and PUT takes what GET answers', async () => {
    const feed = await createFeed({ detail: 'busy' })
    const renamed = await call('PATCH', `/calendar/feeds/${feed.id}`, { body: { name: 'Other' } })
    expect(renamed.data).toMatchObject({ name: 'Other', detail: 'busy', url: feed.url, version: 2 })
    const replaced = await call('PUT', `/calendar/feeds/${feed.id}`, { body: renamed.data })
    expect(replaced.data).toMatchObject({ name: 'Other', url: feed.url, version: 2 })
    expect((await call('GET', '/calendar/feeds')).data.data).toMatchObject([{ id: feed.id, url: feed.url }])
  })

  it('has one address after any number of rotations at once', async () => {
    const feed = await createFeed()
    const rotate = () => call('POST', `/calendar/feeds/${feed.id}/rotate`)
    const answers = await Promise.all(Array.from({ length: 5 }, rotate))
    const urls = [feed.url, ...answers.map(({ data }) => data.url as string)]
    expect(new Set(urls).size).toBe(6)
    const open = await Promise.all(urls.map(async (url) => (await fetchFeed(url)).status === 200))
    const [{ url }] = (await call('GET', '/calendar/feeds')).data.data
    expect(urls.filter((_, i) => open[i])).toEqual([url])
  })

  it('is gone with its address when it is deleted, and back with it when it is restored', async () => {
    const feed = await createFeed()
    expect((await call('DELETE', `/calendar/feeds/${feed.id}`)).data).toEqual({ id: feed.id, deleted: true })
    expect((await fetchFeed(feed.url)).status).toBe(404)
    const { trash } = apiFor(user.accessToken)
    await trash('POST', `/trash/calendarfeed/${feed.id}/restore`)
    expect((await fetchFeed(feed.url)).status).toBe(200)
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('of another person is unknown', async () => {
    const feed = await createFeed()
    user = await signUp()
    for (const [method, path, body] of [
      ['PATCH', '', { name: 'x' }],
      ['PUT', '', { name: 'x', include: ['events'] }],
      ['POST', '/rotate', undefined],
      ['DELETE', '', undefined],
    ] as const)
      expect((await call(method, `/calendar/feeds/${feed.id}${path}`, body ? { body } : {})).status).toBe(404)
    expect((await call('GET', '/calendar/feeds')).data.data).toEqual([])
  })

  it('is one of at most 20, and answers a repeat with the same address', async () => {
    const body = { name: 'Mine', include: ['plan', 'plan', 'events'] }
    const key = { headers: { 'idempotency-key': 'once' }, body }
    const [first, again] = [await call('POST', '/calendar/feeds', key), await call('POST', '/calendar/feeds', key)]
    expect(again.data).toEqual(first.data)
    expect(first.data.include).toEqual(['events', 'plan'])
    for (let i = 1; i < 20; i += 1) await createFeed()
    const over = await call('POST', '/calendar/feeds', { body })
    expect([over.status, over.error.details[0].type]).toEqual([409, 'limit_reached'])
  })
})

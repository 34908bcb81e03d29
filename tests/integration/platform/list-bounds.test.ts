import { beforeAll, describe, expect, it } from 'vitest'
import { newUlid } from '../../../lib/platform/ids.ts'
import { writeDerived } from '../../../lib/platform/table/derived.ts'
import type { Item } from '../../../lib/platform/table/table.ts'
import { apiFor } from '../../support/api.ts'
import { signUp } from '../../support/cloud.ts'
import { AMPLE_MS } from '../../support/timing.ts'

type Api = ReturnType<typeof apiFor>
const at = new Date().toISOString()

/** A person with so many tasks, put into the table as they would lie there, and a counter that says `counted`. */
const personWith = async (rows: number, fields: object = {}, counted: number | null = rows): Promise<Api> => {
  const { userId, accessToken } = await signUp()
  const items = Array.from({ length: rows }, (): [string, Item] => {
    const id = newUlid()
    const own = { id, userId, title: id, area: 'Health', priority: 'P3', status: 'Blocked', version: 1 }
    const index = { GSI1PK: `USER#${userId}#TASK#Blocked`, GSI1SK: `~#${id}` }
    return [`TASK#${id}`, { ...own, createdAt: at, updatedAt: at, ...index, ...fields }]
  })
  const counters: [string, Item][] = counted === null ? [] : [['COUNTERS', { task: counted, upTo: '1' }]]
  await writeDerived(userId, new Map([...items, ...counters]), Date.now() + AMPLE_MS)
  return apiFor(accessToken)
}
const page = async (api: Api, query: Record<string, string> = {}) => (await api.tasks('GET', '/tasks', { query })).data
const walk = async (api: Api, query: Record<string, string> = {}) => {
  const found: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await page(api, { ...query, ...(cursor && { cursor }) })
    found.push(...answer.data.map(({ id }: { id: string }) => id))
    cursor = answer.nextCursor
  }
  return found
}

describe('a list', () => {
  let few: Api
  beforeAll(async () => {
    few = await personWith(12)
  })

  it('tells how many rows there are on a page after the last one', async () => {
    expect(await page(few, { page: '5', pageSize: '10' })).toMatchObject({ data: [], total: 12, hasMore: false })
  })

  it('of exactly a page has no more', async () => {
    const whole = await page(few, { pageSize: '12' })
    expect(whole).toMatchObject({ total: 12, hasMore: false, nextCursor: null })
  })

  it('of one status is counted in its index, and a list that is not counted has no total', async () => {
    expect(await page(few, { pageSize: '5' })).toMatchObject({ total: 12, hasMore: true })
    expect(await page(few, { pageSize: '5', status: 'Blocked' })).toMatchObject({ total: 12, hasMore: true })
    const { data } = await few.tasks('POST', '/tasks', { body: { title: 'One' } })
    await few.tasks('PATCH', `/tasks/${data.id}`, { body: { title: 'Two' } })
    expect((await few.events('GET', '/events', { query: { pageSize: '1' } })).data.total).toBeNull()
  })
})

describe('a list that is asked for whole', () => {
  it('gives 1,000 rows, and of 1,001 a cursor and their number', async () => {
    const more = await personWith(1_000, {}, 1_234)
    expect(await page(more)).toMatchObject({ total: 1_000, hasMore: false })
    await more.tasks('POST', '/tasks', { body: { title: 'One more' } })
    const answer = await page(more)
    expect([answer.data.length, answer.total, answer.hasMore]).toEqual([1_000, 1_234, true])
    expect(new Set(await walk(more)).size).toBe(1_001)
    const unsorted = await more.tasks('GET', '/tasks', { query: { sortBy: 'title' } })
    expect([unsorted.status, unsorted.error.details[0].loc]).toEqual([400, ['query', 'sortBy']])
  })

  it('never answers more than a Lambda can, and loses no row for it', async () => {
    const api = await personWith(330, { notes: 'x'.repeat(10_000) })
    const first = await api.tasks('GET', '/tasks')
    expect(Buffer.byteLength(first.raw)).toBeLessThan(6_000_000)
    expect(first.data).toMatchObject({ total: 330, hasMore: true })
    expect(new Set(await walk(api)).size).toBe(330)
    const sorted = await api.tasks('GET', '/tasks', { query: { sortBy: 'title' } })
    expect(Buffer.byteLength(sorted.raw)).toBeLessThan(6_000_000)
    expect(new Set(await walk(api, { sortBy: 'title' })).size).toBe(330)
  })

  it('refuses a page number after a page that was cut, for what was cut would be on no page', async () => {
    const api = await personWith(330, { notes: 'x'.repeat(10_000) })
    for (const query of [{}, { sortBy: 'title' }] as Record<string, string>[]) {
      const first = await page(api, { ...query, page: '1', pageSize: '300' })
      expect(first.hasMore && first.data.length < 300).toBe(true)
      const answer = await api.tasks('GET', '/tasks', { query: { ...query, page: '2', pageSize: '300' } })
      expect([answer.status, answer.error?.details[0].loc]).toEqual([400, ['query', 'page']])
      expect((await page(api, { ...query, page: '2', pageSize: '200' })).data).toHaveLength(130)
    }
  })

  it('refuses a page that it cannot reach rather than saying it is empty', async () => {
    const api = await personWith(160, { notes: 'x'.repeat(50_000) })
    const answer = await api.tasks('GET', '/tasks', { query: { page: '8', pageSize: '20' } })
    expect([answer.status, answer.error?.details[0].loc]).toEqual([400, ['query', 'page']])
  })
})

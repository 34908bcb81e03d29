import { beforeEach, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/knowledge/handler.ts'
import { handler as trashHandler } from '../../../functions/trash/handler.ts'
import { many } from '../../support/api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let user: TestUser
const call = (method: string, path: string, request: Request = {}, token = user.accessToken) =>
  invoke(handler, method, `/knowledge${path}`, { token, ...request })
const made = async (path: string, body: object) => {
  const { status, raw, data } = await call('POST', path, { body })
  expect(status, raw).toBe(201)
  return data
}
const note = (body: object = {}) => made('/notes', { title: 'A note', area: 'Love', ...body })
const card = (body: object = {}) => made('/flashcards', { front: 'Q', back: 'A', tags: [], area: 'Love', ...body })

const queryOf = (text: string): Record<string, string[]> => {
  const given = new URLSearchParams(text)
  return Object.fromEntries([...given.keys()].map((name) => [name, given.getAll(name)]))
}

beforeEach(async () => {
  user = await signUp()
})

describe('the vault', () => {
  it('has items of all types in one list and under one address, each with the fields of its type', async () => {
    const course = await made('/courses', { title: 'Rust', topic: 'Rust' })
    const module = await made(`/courses/${course.id}/modules`, { title: 'One' })
    const lesson = { title: 'Borrowing', moduleId: module.id, lessonIndex: 0, area: 'Operations', tags: ['rust'] }
    const items = [
      await note({ sourceUrl: 'https://example.com' }),
      await made('/notes', { type: 'document', title: 'PDF', area: 'Health', pageCount: 3 }),
      await made(`/courses/${course.id}/lessons`, lesson),
      await card({ front: 'What?\nNow' }),
    ]
    expect(items.map(({ type, title }) => [type, title])).toEqual([
      ['note', 'A note'],
      ['document', 'PDF'],
      ['course_lesson', 'Borrowing'],
      ['flashcard', 'What?'],
    ])
    expect((await call('GET', '/notes')).data.data).toEqual(items)
    for (const item of items) expect((await call('GET', `/notes/${item.id}`)).data).toEqual(item)
    expect('front' in items[0]).toBe(false)
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('refuses a field that the type does not have, and names it', async () => {
    const { id } = await note()
    const answer = await call('PATCH', `/notes/${id}`, { body: { pageCount: 3 } })
    expect([answer.status, answer.error?.details]).toMatchObject([400, [{ loc: ['body', 'pageCount'] }]])
    expect((await call('PATCH', `/flashcards/${id}`, { body: { front: 'x' } })).status).toBe(404)
  })

  it('keeps long texts whole: over creation, change, the list, the trash and back', async () => {
    const [first, second] = ['# ü 日本 🦊\n'.repeat(20_000), 'Other\r\n'.repeat(50_000)]
    const { id } = await note({ content: first })
    expect((await call('GET', `/notes/${id}`)).data.content).toBe(first)
    expect((await call('GET', '/notes')).data.data[0].content).toBe(first)
    expect((await call('PATCH', `/notes/${id}`, { body: { content: second } })).data.content).toBe(second)
    await call('DELETE', `/notes/${id}`)
    const [row] = (await invoke(trashHandler, 'GET', '/trash', { token: user.accessToken })).data.data
    await invoke(trashHandler, 'POST', `/trash/${row.entityType}/${id}/restore`, { token: user.accessToken })
    expect((await call('GET', `/notes/${id}`)).data).toMatchObject({ content: second, version: 4 })
    const rows = [...(await partitionOf(user.userId)).values()]
    expect(Math.max(...rows.map((one) => JSON.stringify(one).length))).toBeLessThan(40_000)
  })

  it('names each note by the second it was written at, and no two alike, also side by side', async () => {
    const notes = await many(12, () => note())
    const ids = notes.map(({ zettelId }) => zettelId)
    expect(new Set(ids).size).toBe(12)
    for (const id of ids) expect(id).toMatch(/^\d{14}$/)
  })

  it('filters by type, area, status, words and tags, of which all must be there', async () => {
    const both = await note({ title: 'Zebra', tags: ['a', 'b'], area: 'Happiness', content: 'In the ZOO' })
    await note({ tags: ['a'] })
    await card()
    const found = async (text: string) =>
      (await call('GET', '/notes', { query: queryOf(text) })).data.data.map(({ title }: { title: string }) => title)
    expect(await found('type=note')).toEqual(['Zebra', 'A note'])
    expect(await found('tags=a&tags=b')).toEqual(['Zebra'])
    expect(await found('area=Happiness')).toEqual(['Zebra'])
    expect(await found('search=zoo')).toEqual(['Zebra'])
    await call('PATCH', `/notes/${both.id}`, { body: { status: 'archived' } })
    expect(await found('status=archived')).toEqual(['Zebra'])
  })

  it('reviews none of the cards when one of them is unknown', async () => {
    const { id } = await card()
    const reviews = [
      { flashcardId: id, quality: 5 },
      { flashcardId: 'unknown', quality: 5 },
    ]
    expect((await call('POST', '/flashcards/default/review', { body: { reviews } })).status).toBe(404)
    expect((await call('GET', `/notes/${id}`)).data).toMatchObject({ version: 1, repetitions: 0 })
  })

  it('adds lessons to modules side by side and loses none', async () => {
    const course = await made('/courses', { title: 'Rust', topic: 'Rust' })
    const module = await made(`/courses/${course.id}/modules`, { title: 'One' })
    await many(6, (i) =>
      made(`/courses/${course.id}/lessons`, {
        ...{ title: `L${i}`, moduleId: module.id, lessonIndex: 5 - i, estimatedMinutes: 15, area: 'Operations' },
      }),
    )
    const { modules } = (await call('GET', `/courses/${course.id}`)).data
    expect(modules[0].lessons.map(({ title }: { title: string }) => title)).toEqual([
      'L5',
      'L4',
      'L3',
      'L2',
      'L1',
      'L0',
    ])
    const { status } = await call('POST', `/courses/${course.id}/lessons`, {
      body: { title: 'L', moduleId: 'unknown', lessonIndex: 0, area: 'Operations' },
    })
    expect(status).toBe(400)
  })

  it('answers a course of long lessons with as many texts as there is room for, and says which it cut', async () => {
    const course = await made('/courses', { title: 'Rust', topic: 'Rust' })
    const module = await made(`/courses/${course.id}/modules`, { title: 'One' })
    const content = 'x'.repeat(900_000)
    for (let lessonIndex = 0; lessonIndex < 3; lessonIndex++)
      await made(`/courses/${course.id}/lessons`, {
        ...{ title: 'L', moduleId: module.id, lessonIndex, area: 'Operations', content },
      })
    const { lessons } = (await call('GET', `/courses/${course.id}`)).data.modules[0]
    expect(
      lessons.map((one: { content: string; contentTruncated?: true }) => [one.content.length, one.contentTruncated]),
    ).toEqual([
      [900_000, undefined],
      [900_000, undefined],
      [10_000, true],
    ])
  })

  it('is unknown to others', async () => {
    const { id } = await note()
    const other = await signUp()
    for (const method of ['GET', 'DELETE'])
      expect((await call(method, `/notes/${id}`, {}, other.accessToken)).status).toBe(404)
    const linked = await call(
      'POST',
      '/notes',
      { body: { title: 'x', area: 'Love', linkedItems: [id] } },
      other.accessToken,
    )
    expect(linked.status).toBe(400)
  })
})

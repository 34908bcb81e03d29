import { beforeEach, expect, it } from 'vitest'
import { handler } from '../../../functions/knowledge/handler.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let user: TestUser
const call = (method: string, path: string, request: Request = {}, token = user.accessToken) =>
  invoke(handler, method, `/knowledge${path}`, { token, ...request })
const note = async (title: string, content = '', token = user.accessToken) =>
  (await call('POST', '/notes', { body: { title, content, area: 'Love' } }, token)).data
const linksOf = async (id: string) => (await call('GET', `/notes/${id}/links`)).data

beforeEach(async () => {
  user = await signUp()
})

it('links in a circle are listed from each side, and the graph has each note once', async () => {
  const [a, b] = [await note('A', '[[B]]'), await note('B', '[[C]]')]
  const c = await note('C', '[[A]] and [[C]]')
  expect((await linksOf(a.id)).backlinks).toMatchObject([{ id: c.id }])
  const { nodes, edges } = (await call('GET', '/graph', { query: { center: a.id, depth: '3' } })).data
  expect(nodes.map(({ id }: { id: string }) => id).sort()).toEqual([a.id, b.id, c.id].sort())
  expect(edges).toHaveLength(3)
})

it('titles with emoji, from right to left and with brackets are linked to by what they say', async () => {
  for (const title of ['🦊 fox 👩‍👩‍👧', 'שלום עולם', 'Note [1]', 'a#b', 'e\u0301te\u0301']) {
    const target = await note(title)
    const source = await note(`to ${target.id}`, `[[${title}]]`)
    expect([title, (await linksOf(source.id)).outgoing[0]]).toMatchObject([title, { id: target.id, resolved: true }])
  }
})

it('ids of another person are unknown wherever they are sent, and nothing is stored for them', async () => {
  const other = await signUp()
  const theirs = await note('Theirs', '', other.accessToken)
  const body = { title: 'C', topic: 'T', modules: [{ title: 'M', lessons: [{ title: 'L' }] }] }
  const course = (await call('POST', '/courses', { body }, other.accessToken)).data
  const mine = await note('Mine')
  const before = [...(await partitionOf(user.userId)).keys()]
  const id = theirs.id
  const refused: [string, string, object, number][] = [
    ['GET', `/notes/${id}`, {}, 404],
    ['PATCH', `/notes/${id}`, { title: 'Taken' }, 404],
    ['DELETE', `/notes/${id}`, {}, 404],
    ['PATCH', `/notes/${mine.id}`, { linkedItems: [id] }, 404],
    ['POST', '/flashcards', { front: 'f', back: 'b', tags: [], area: 'Love', sourceItemId: id }, 404],
    ['POST', `/flashcards/${id}/reviews`, { rating: 3 }, 404],
    ['GET', `/courses/${course.id}`, {}, 404],
    ['POST', `/courses/${course.id}/modules`, { title: 'M' }, 404],
  ]
  for (const [method, path, sent, status] of refused) {
    const request = method === 'GET' || method === 'DELETE' ? {} : { body: sent }
    const answer = await call(method, path, request)
    expect([method, path, [400, status].includes(answer.status)], answer.raw).toEqual([method, path, true])
  }
  expect([...(await partitionOf(user.userId)).keys()]).toEqual(before)
  expect(violationsIn(await partitionOf(other.userId))).toEqual([])
})

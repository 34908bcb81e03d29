import { beforeEach, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/knowledge/handler.ts'
import { handler as trash } from '../../../functions/trash/handler.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { invoke } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

type Linked = { id: string; title: string; resolved: boolean }

let user: TestUser
const call = (method: string, path: string, body?: object, token = user.accessToken) =>
  invoke(handler, method, `/knowledge${path}`, { token, ...(body && { body }) })
const note = async (title: string, content = '', more: object = {}, token = user.accessToken) => {
  const { status, raw, data } = await call('POST', '/notes', { title, content, area: 'Love', ...more }, token)
  expect(status, raw).toBe(201)
  return data as { id: string }
}
const change = async (id: string, body: object) => {
  const { status, raw, data } = await call('PATCH', `/notes/${id}`, body)
  expect(status, raw).toBe(200)
  return data
}
const linksOf = async ({ id }: { id: string }) => {
  const { data } = await call('GET', `/notes/${id}/links`)
  return {
    to: data.outgoing.flatMap((one: Linked) => (one.resolved ? [one.id] : [])),
    titles: data.outgoing.flatMap((one: Linked) => (one.resolved ? [one.title] : [])),
    from: data.backlinks.map((one: Linked) => one.id),
    unresolved: data.unresolved,
  }
}
const titleRows = async () =>
  [...(await partitionOf(user.userId)).keys()].filter((key) => key.startsWith('KNOWLEDGETITLE#'))

beforeEach(async () => {
  user = await signUp()
})

describe('a link by an alias', () => {
  it('means the note, in either order and any case, until the alias is removed', async () => {
    const source = await note('Source', '[[nyc]] and [[NYC#Boroughs|the city]]')
    expect((await linksOf(source)).unresolved).toEqual(['nyc', 'NYC#Boroughs'])
    const city = await note('New York City', '', { aliases: ['NYC', 'Big Apple'] })
    expect(await linksOf(source)).toMatchObject({ to: [city.id, city.id], titles: ['New York City', 'New York City'] })
    expect((await linksOf(city)).from).toEqual([source.id])
    await change(city.id, { aliases: ['Big Apple'] })
    expect(await linksOf(source)).toMatchObject({ to: [], unresolved: ['nyc', 'NYC#Boroughs'] })
    expect((await linksOf(city)).from).toEqual([])
    await change(city.id, { aliases: [] })
    expect(await titleRows()).toHaveLength(2)
  })

  it('goes to the trash and comes back with its note', async () => {
    const city = await note('New York City', '', { aliases: ['NYC'] })
    const source = await note('Source', '[[NYC]]')
    await call('DELETE', `/notes/${city.id}`)
    expect((await linksOf(source)).unresolved).toEqual(['NYC'])
    await invoke(trash, 'POST', `/trash/knowledgeitem/${city.id}/restore`, { token: user.accessToken })
    expect((await linksOf(source)).to).toEqual([city.id])
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('that two notes have means the older one, and the other when that has it no longer', async () => {
    const first = await note('Mercury, the planet', '', { aliases: ['Mercury'] })
    const second = await note('Mercury, the metal', '', { aliases: ['mercury'] })
    const source = await note('Source', '[[Mercury]]')
    expect((await linksOf(source)).to).toEqual([first.id])
    expect([(await linksOf(first)).from, (await linksOf(second)).from]).toEqual([[source.id], []])
    await change(first.id, { aliases: [] })
    expect((await linksOf(source)).to).toEqual([second.id])
    expect([(await linksOf(first)).from, (await linksOf(second)).from]).toEqual([[], [source.id]])
  })

  it('means a note with such a title instead, even a newer one, also in the graph', async () => {
    const planet = await note('Mercury, the planet', '', { aliases: ['Mercury'] })
    const source = await note('Source', '[[Mercury]]')
    const edges = async () => (await call('GET', '/graph')).data.edges.map(({ to }: { to: string }) => to)
    expect(await edges()).toEqual([planet.id])
    const god = await note('Mercury')
    expect((await linksOf(source)).to).toEqual([god.id])
    expect([(await linksOf(planet)).from, (await linksOf(god)).from]).toEqual([[], [source.id]])
    expect(await edges()).toEqual([god.id])
    await change(god.id, { title: 'Hermes' })
    expect((await call('GET', `/notes/${source.id}`)).data.content).toBe('[[Hermes]]')
  })

  it('never means another person’s note', async () => {
    const other = await signUp()
    await note('Theirs', '', { aliases: ['Mine'] }, other.accessToken)
    expect((await linksOf(await note('Source', '[[Mine]]'))).unresolved).toEqual(['Mine'])
  })

  it('among so many links that all titles are read means its note too', async () => {
    const city = await note('New York City', '', { aliases: ['NYC'] })
    const source = await note('Source', `${Array.from({ length: 40 }, (_, i) => `[[T${i}]]`).join(' ')} [[NYC]]`)
    expect((await linksOf(source)).to).toEqual([city.id])
  })
})

describe('a new title', () => {
  it('leaves links by an alias alone, and rewrites those by the old title although that is an alias by now', async () => {
    const city = await note('New York', '', { aliases: ['NYC'] })
    const source = await note('Source', '[[NYC]] [[New York]]')
    await change(city.id, { title: 'New York City', aliases: ['NYC', 'New York'] })
    expect((await call('GET', `/notes/${source.id}`)).data.content).toBe('[[NYC]] [[New York City]]')
    expect(await linksOf(source)).toMatchObject({ to: [city.id, city.id] })
  })

  it('may be one of its aliases: the note is found by it once', async () => {
    const city = await note('New York City', '', { aliases: ['NYC', 'nyc'] })
    const source = await note('Source', '[[NYC]]')
    await change(city.id, { title: 'NYC' })
    expect((await linksOf(source)).to).toEqual([city.id])
    await change(city.id, { aliases: [] })
    expect((await linksOf(source)).to).toEqual([city.id])
    expect((await linksOf(city)).from).toEqual([source.id])
  })
})

it('a note takes ten aliases, exchanged together with twenty linked items, its title and its links, and finds them in searches', async () => {
  const items = []
  for (let i = 0; i < 40; i++) items.push((await note(`Item ${i}`)).id)
  const aliases = (word: string) => Array.from({ length: 10 }, (_, i) => `${word} ${i}`)
  // As many links as would go into the transaction if the aliases took no room in it.
  const content = (word: string) => Array.from({ length: 12 }, (_, i) => `[[${word} link ${i}]]`).join(' ')
  const area = async () =>
    (await invoke(handler, 'POST', '/areas', { token: user.accessToken, body: { name: 'A' } })).data.id
  const of = async (word: string, linkedItems: string[]) => ({
    ...{ title: word, aliases: aliases(word), linkedItems, content: content(word), areaId: await area() },
  })
  const { id } = await note('First', '', await of('First', items.slice(0, 20)))
  const { aliases: stored } = await change(id, await of('Second', items.slice(20)))
  expect(stored).toEqual(aliases('Second'))
  const source = await note('Source', '[[Second 9]] [[First 9]]')
  expect(await linksOf(source)).toMatchObject({ to: [id], unresolved: ['First 9'] })
  const found = await invoke(handler, 'GET', '/knowledge/notes', {
    ...{ token: user.accessToken, query: { search: 'second 7' } },
  })
  expect(found.data.data.map((one: Linked) => one.id)).toEqual([id])
  expect(violationsIn(await partitionOf(user.userId))).toEqual([])
})

it('aliases are of notes alone, at most ten, and none is blank', async () => {
  const { id } = await note('Note')
  for (const aliases of [Array.from({ length: 11 }, (_, i) => `A${i}`), [' '], 'A'])
    expect((await call('PATCH', `/notes/${id}`, { aliases })).status).toBe(400)
  const { data } = await call('POST', '/notes', { type: 'document', title: 'Document', area: 'Love' })
  expect((await call('PATCH', `/notes/${data.id}`, { aliases: ['A'] })).status).toBe(400)
})

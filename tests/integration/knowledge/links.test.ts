import { beforeEach, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/knowledge/handler.ts'
import { handler as trashHandler } from '../../../functions/trash/handler.ts'
import { graphOf } from '../../../lib/domain/knowledge/graph/graph.service.ts'
import { changeLinkedItem, renameLinks } from '../../../lib/domain/knowledge/graph/rename-links.service.ts'
import { resumeJobs } from '../../../lib/platform/jobs/resume-jobs.ts'
import { runJob } from '../../../lib/platform/jobs/run-job.ts'
import { documentClient } from '../../../lib/platform/table/client.ts'
import { s3Files } from '../../../lib/providers/files/s3-files.ts'
import { many } from '../../support/api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { crashTable, dyingAt } from '../../support/crash.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'

type Linked = { id: string; resolved: boolean }

let user: TestUser
const call = (method: string, path: string, request: Request = {}, token = user.accessToken) =>
  invoke(handler, method, `/knowledge${path}`, { token, ...request })
const note = async (title: string, content = '', more: object = {}, token = user.accessToken) => {
  const { status, raw, data } = await call('POST', '/notes', { body: { title, content, area: 'Love', ...more } }, token)
  expect(status, raw).toBe(201)
  return data
}
const read = async (id: string) => (await call('GET', `/notes/${id}`)).data
const rename = (id: string, title: string) => call('PATCH', `/notes/${id}`, { body: { title } })
const linksOf = async (id: string) => {
  const { status, raw, data } = await call('GET', `/notes/${id}/links`)
  expect(status, raw).toBe(200)
  return {
    ...data,
    to: data.outgoing.filter(({ resolved }: Linked) => resolved).map((one: Linked) => one.id),
    from: data.backlinks.map((one: Linked) => one.id),
  }
}

beforeEach(async () => {
  user = await signUp()
})

describe('links between notes', () => {
  it('mean the oldest of two items with one title, and the next when that is gone', async () => {
    const first = await note('Twin')
    const second = await note('twin')
    const source = await note('Source', '[[TWIN]]')
    expect((await linksOf(source.id)).to).toEqual([first.id])
    expect((await linksOf(second.id)).from).toEqual([])
    await call('DELETE', `/notes/${first.id}`)
    expect((await linksOf(source.id)).to).toEqual([second.id])
    await invoke(trashHandler, 'POST', `/trash/knowledgeitem/${first.id}/restore`, { token: user.accessToken })
    expect((await linksOf(source.id)).to).toEqual([first.id])
  })

  it('to a title with # mean it, and otherwise the heading of the shorter title', async () => {
    const language = await note('C#')
    const letter = await note('C')
    const source = await note('Source', '[[C#]] and [[C#Part]]')
    expect((await linksOf(source.id)).to).toEqual([language.id, letter.id])
    expect([(await linksOf(language.id)).from, (await linksOf(letter.id)).from]).toEqual([[source.id], [source.id]])
  })

  it('of embeds are none unless there is such an item', async () => {
    const source = await note('Source', '![[picture.png]] ![[Later]]')
    expect(await linksOf(source.id)).toMatchObject({ outgoing: [], unresolved: [] })
    const later = await note('Later')
    expect((await linksOf(source.id)).to).toEqual([later.id])
  })

  it('never resolve to another person’s items', async () => {
    const other = await signUp()
    const theirs = await note('Theirs', '', {}, other.accessToken)
    const source = await note('Source', `[[Theirs]] and [[${theirs.id}]]`)
    expect(await linksOf(source.id)).toMatchObject({ to: [], unresolved: ['Theirs', theirs.id] })
    expect((await call('GET', `/notes/${theirs.id}/links`)).status).toBe(404)
    expect((await call('GET', '/graph', { query: { center: theirs.id } })).status).toBe(404)
  })

  it('of which a note has 2,000 are all kept, also behind 100 KB of text, and all go with them', async () => {
    const text = `${'word '.repeat(30_000)}\n${Array.from({ length: 2_000 }, (_, i) => `[[T${i}]]`).join(' ')}`
    const source = await note('Source', text)
    const target = await note('T1999')
    expect((await linksOf(target.id)).from).toEqual([source.id])
    expect((await linksOf(source.id)).unresolved).toHaveLength(1_999)
    await call('PATCH', `/notes/${source.id}`, { body: { content: '[[T3]]' } })
    const keys = [...(await partitionOf(user.userId)).keys()].filter((key) => key.startsWith('KNOWLEDGEBACKLINK#'))
    expect(keys).toHaveLength(1)
    expect((await linksOf(target.id)).from).toEqual([])
  })
})

describe('a new title', () => {
  it('is written into the links and nothing else, whatever its characters', async () => {
    const titles = ['C++ (a.b)*', 'Price $& $1', '🦊 שלום', 'Note [1]', 'A#B']
    const target = await note('Start')
    const text = (title: string) => `[[${title}]] [[${title}|nick]] ![[${title}#Part]] \`[[${title}]]\` ${title}`
    const source = await note('Source', text('Start'))
    for (const title of titles) {
      const before = (await read(source.id)).content
      const previous = (await read(target.id)).title
      await rename(target.id, title)
      const expected = before.replace(/`.*$/, '').replaceAll(`[[${previous}`, () => `[[${title}`)
      expect((await read(source.id)).content).toBe(expected + before.slice(before.indexOf('`')))
    }
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('that no link can hold is written as the id', async () => {
    const target = await note('Start')
    const source = await note('Source', '[[Start|nick]]')
    await rename(target.id, 'a | b')
    expect((await read(source.id)).content).toBe(`[[${target.id}|nick]]`)
    expect((await linksOf(source.id)).to).toEqual([target.id])
  })

  it('is written into a note that links to itself, whose answer is the note as it is then', async () => {
    const target = await note('Me', 'I am [[Me]]')
    expect((await rename(target.id, 'Myself')).data).toMatchObject({ content: 'I am [[Myself]]', version: 3 })
  })

  it('given twice side by side leaves no link behind', async () => {
    const target = await note('Hub')
    const sources = await many(5, (i) => note(`S${i}`, '[[Hub]]'))
    await Promise.all([rename(target.id, 'One'), rename(target.id, 'Two')])
    const { title } = await read(target.id)
    await rename(target.id, title)
    for (const { id } of sources) expect((await read(id)).content).toBe(`[[${title}]]`)
  })

  it('reaches every text when the process dies at any point and the title is sent again', async () => {
    const back = crashTable()
    try {
      for (let nth = 1, crashed = true; crashed; nth++) {
        const title = `Hub ${nth}`
        const target = await note(title)
        const sources = await many(3, (i) => note(`S${nth} ${i}`, `[[${title}]]`))
        const change = () => changeLinkedItem(contextFor(user.userId), s3Files(), target.id, { title: `New ${nth}` })
        ;({ crashed } = await dyingAt(nth, { after: nth % 2 === 0 }, change))
        await change()
        for (const { id } of sources) expect((await read(id)).content).toBe(`[[New ${nth}]]`)
      }
    } finally {
      back()
    }
    const rows = await partitionOf(user.userId)
    expect([...rows.keys()].filter((key) => key.startsWith('KNOWLEDGERENAME#'))).toEqual([])
    expect(violationsIn(rows)).toEqual([])
  })
})

describe('a rename that dies', () => {
  const later = 10 * 60_000
  /** What the schedule does: gives every job that is due to a worker. `nth`: where that one dies. */
  const resume = async (delay: number, nth = 0) => {
    const clock = { now: () => Date.now() + delay, deadline: Date.now() + delay + AMPLE_MS }
    const run = { ...contextFor(user.userId), ...clock }
    const outcomes: string[] = []
    await resumeJobs(run, async ({ userId, jobId, worker }) => {
      if (userId !== user.userId) return
      const work = () => runJob(contextFor(userId, clock), [renameLinks(s3Files())], { jobId, worker })
      const { ended } = await dyingAt(nth, { after: nth % 2 === 0 }, async () => outcomes.push(await work()))
      if (!ended) outcomes.push('died')
    })
    return outcomes
  }
  const pending = async () =>
    [...(await partitionOf(user.userId)).keys()].filter((key) => key.startsWith('KNOWLEDGERENAME#'))

  it('at any point is gone on with, also when that dies at any point, and nothing is sent again', async () => {
    const back = crashTable()
    try {
      for (let nth = 1, crashed = true; crashed; nth++) {
        const target = await note(`Hub ${nth}`)
        const sources = await many(2, (i) => note(`S${nth} ${i}`, `[[Hub ${nth}]]`))
        const change = () => changeLinkedItem(contextFor(user.userId), s3Files(), target.id, { title: `New ${nth}` })
        ;({ crashed } = await dyingAt(nth, { after: nth % 2 === 0 }, change))
        await resume(later, (nth % 12) + 1)
        await resume(3 * later)
        const { title } = await read(target.id)
        for (const { id } of sources) expect((await read(id)).content).toBe(`[[${title}]]`)
        expect(await pending()).toEqual([])
      }
    } finally {
      back()
    }
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('leaves a job that says how many texts it rewrote; one that does not die leaves none', async () => {
    const target = await note('Hub')
    await note('S', '[[Hub]]')
    await rename(target.id, 'Whole')
    expect(await resume(later)).toEqual([])
    const back = crashTable()
    let died = false
    for (let nth = 1; !died; nth++) {
      const change = () => changeLinkedItem(contextFor(user.userId), s3Files(), target.id, { title: 'Cut short' })
      await dyingAt(nth, { after: true }, change)
      died = (await pending()).length > 0
    }
    back()
    expect(await resume(later)).toEqual(['succeeded'])
    const jobs = [...(await partitionOf(user.userId)).values()].filter(({ kind }) => kind === 'knowledge.rename')
    expect(jobs).toMatchObject([{ status: 'succeeded', result: { rewritten: 1 } }])
  })
})

describe('the graph', () => {
  it('of 500 notes is read in at most 20 reads', async () => {
    const hub = await note('Hub', Array.from({ length: 520 }, (_, i) => `[[N${i}]]`).join(' '))
    for (let from = 0; from < 520; from += 20)
      await many(20, (i) => note(`N${from + i}`, `[[N${from + i + 1}]]`, { type: 'document' }))
    let reads = 0
    const counted = { step: 'initialize', name: 'reads' } as const
    documentClient().middlewareStack.add(
      (next) => (args) => {
        reads += 1
        return next(args)
      },
      counted,
    )
    const graph = await graphOf(contextFor(user.userId), { center: hub.id, depth: 3, limit: 500 })
    documentClient().middlewareStack.remove('reads')
    expect([graph.nodes.length, graph.truncated, graph.nodes[0]?.degree]).toEqual([500, true, 520])
    expect(reads).toBeLessThanOrEqual(20)
    expect(reads).toBe(4)
  })
})

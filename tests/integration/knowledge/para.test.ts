import { beforeEach, describe, expect, it } from 'vitest'
import { handler as goals } from '../../../functions/goals/handler.ts'
import { handler as habits } from '../../../functions/habits/handler.ts'
import { handler as knowledge } from '../../../functions/knowledge/handler.ts'
import { handler as metrics } from '../../../functions/metrics/handler.ts'
import { handler as projects } from '../../../functions/projects/handler.ts'
import { handler as tasks } from '../../../functions/tasks/handler.ts'
import { handler as trash } from '../../../functions/trash/handler.ts'
import { KINDS } from '../../../lib/domain/kinds/kinds.ts'
import { createTask, updateTask } from '../../../lib/domain/tasks/task.service.ts'
import { metered } from '../../../lib/platform/log/meter.ts'
import { many } from '../../support/api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { invoke } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

type Handler = Parameters<typeof invoke>[0]

/** Where the entities of each kind that an area can hold are created; `one`: where they are read and changed, if elsewhere. */
const FILED: { kind: string; handler: Handler; path: string; body: object; one?: string }[] = [
  { kind: 'task', handler: tasks, path: '/tasks', body: { title: 'T' } },
  {
    ...{ kind: 'goal', handler: goals, path: '/goals' },
    body: { title: 'Goal', area: 'Love', timeHorizon: 'Yearly' },
  },
  { kind: 'project', handler: projects, path: '/projects', body: { name: 'P' } },
  { kind: 'habit', handler: habits, path: '/habits', body: { name: 'H' } },
  { kind: 'metric', handler: metrics, path: '/metrics', body: { name: 'M' } },
  { kind: 'knowledgeitem', handler: knowledge, path: '/knowledge/notes', body: { title: 'N', area: 'Love' } },
  {
    ...{ kind: 'knowledgeitem', handler: knowledge, path: '/knowledge/flashcards' },
    ...{ body: { front: 'F', back: 'B', area: 'Love' }, one: '/knowledge/notes' },
  },
  { kind: 'course', handler: knowledge, path: '/knowledge/courses', body: { title: 'C', topic: 'c' } },
  { kind: 'resource', handler: knowledge, path: '/resources', body: { title: 'R', topic: 'r' } },
]

let user: TestUser
const send = (handler: Handler, method: string, path: string, body?: object, token = user.accessToken) =>
  invoke(handler, method, path, { token, ...(body && { body }) })
const made = async (handler: Handler, path: string, body: object, token = user.accessToken) => {
  const { status, raw, data } = await send(handler, 'POST', path, body, token)
  expect(status, raw).toBe(201)
  return data
}
const area = async (token = user.accessToken): Promise<string> =>
  (await made(knowledge, '/areas', { name: 'Home' }, token)).id
const filedUnder = async (areaId: string, { handler, path, body }: (typeof FILED)[number]): Promise<string> =>
  (await made(handler, path, { ...body, areaId })).id
const areaOf = async ({ handler, path, one = path, kind }: (typeof FILED)[number], id: string) => {
  const { data } = await send(handler, 'GET', `${one}/${id}`)
  return (kind === 'course' ? data.course : data).areaId
}
const listed = async (handler: Handler, path: string, query: Record<string, string>): Promise<string[]> => {
  const { status, raw, data } = await invoke(handler, 'GET', path, { token: user.accessToken, query })
  expect(status, raw).toBe(200)
  return data.data.map(({ id }: { id: string }) => id)
}
const restore = (kind: string, id: string) => send(trash, 'POST', `/trash/${kind}/${id}/restore`)

beforeEach(async () => {
  user = await signUp()
})

describe('areas', () => {
  it('hold every kind that has an areaId', () => {
    const filed = KINDS.filter(({ defaults }) => 'areaId' in defaults)
    const related = KINDS.filter(({ relations }) => relations?.some(({ field }) => field === 'areaId'))
    expect(filed.map(({ name }) => name).sort()).toEqual([...new Set(FILED.map(({ kind }) => kind))].sort())
    expect(related).toEqual(filed)
  })

  it('that are unknown, deleted or another person’s are refused by name, and nothing is stored', async () => {
    const other = await signUp()
    const [mine, theirs, gone] = [await area(), await area(other.accessToken), await area()]
    await send(knowledge, 'DELETE', `/areas/${gone}`)
    for (const kind of FILED) {
      const { handler, path, body } = kind
      const id = await filedUnder(mine, kind)
      for (const wrong of ['unknown', theirs, gone]) {
        for (const [method, to, sent] of [
          ['POST', path, { ...body, areaId: wrong }],
          ['PATCH', `${path}/${id}`, { areaId: wrong }],
        ] as const) {
          const { status, error } = await send(handler, method, to, sent)
          expect([path, method, status, error.details[0].loc]).toEqual([path, method, 400, ['body', 'areaId']])
        }
      }
      expect([path, await areaOf(kind, id)]).toEqual([path, mine])
    }
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('that are deleted leave what they held without an area, and hold it again when they are restored', async () => {
    const areaId = await area()
    const held = await many(FILED.length, async (i) => {
      const kind = FILED[i] as (typeof FILED)[number]
      return { kind, id: await filedUnder(areaId, kind) }
    })
    const areas = async () => {
      const found = []
      for (const { kind, id } of held) found.push(await areaOf(kind, id))
      return [...new Set(found)]
    }
    expect(await areas()).toEqual([areaId])
    expect((await send(knowledge, 'DELETE', `/areas/${areaId}`)).status).toBe(200)
    expect(await areas()).toEqual([null])
    expect((await restore('area', areaId)).status).toBe(200)
    expect(await areas()).toEqual([areaId])
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('leave 50 notes at once, and what is restored after its area was deleted comes back without it', async () => {
    const areaId = await area()
    const note = FILED[5] as (typeof FILED)[number]
    const ids = await many(50, () => filedUnder(areaId, note))
    await send(knowledge, 'DELETE', `/knowledge/notes/${ids[0]}`)
    await send(knowledge, 'DELETE', `/areas/${areaId}`)
    expect((await restore('knowledgeitem', String(ids[0]))).status).toBe(200)
    for (const id of ids) expect(await areaOf(note, id)).toBe(null)
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('filter lists, also the list of areas by whether they are archived', async () => {
    const [one, other] = [await area(), await area()]
    for (const kind of FILED) {
      const [id] = [await filedUnder(one, kind), await filedUnder(other, kind)]
      const data = await listed(kind.handler, kind.path, { areaId: one })
      expect([kind.path, data]).toEqual([kind.path, [id]])
    }
    await send(knowledge, 'PATCH', `/areas/${one}`, { archived: true })
    const archived = (value: string) => listed(knowledge, '/areas', { archived: value })
    expect([await archived('true'), await archived('false')]).toEqual([[one], [other]])
  })

  it('are checked within the transaction: a task with one costs no call more', async () => {
    const areaId = await area()
    const ctx = contextFor(user.userId)
    const calls = (work: () => Promise<unknown>) =>
      metered(async (usage) => {
        await work()
        return usage.calls
      })
    expect(await calls(() => createTask(ctx, { title: 'Filed', areaId }))).toBe(1)
    const { id } = await createTask(ctx, { title: 'Not yet' })
    expect(await calls(() => updateTask(ctx, id, { areaId }))).toBe(2)
  })
})

describe('resources', () => {
  it('are replaced as a whole: what is not sent goes back to its default', async () => {
    const areaId = await area()
    const body = { title: 'Bread', topic: 'Baking', url: 'https://example.org/bread', tags: ['a', 'a'], areaId }
    const { id } = await made(knowledge, '/resources', body)
    const { data } = await send(knowledge, 'PUT', `/resources/${id}`, { title: 'Rolls', topic: 'Baking' })
    expect(data).toMatchObject({ title: 'Rolls', url: null, tags: [], areaId: null, archived: false, version: 2 })
  })

  it('point at the person’s own notes only, and lose one that is deleted until it is restored', async () => {
    const other = await signUp()
    const note = { title: 'Sourdough', area: 'Health' }
    const [mine, theirs] = [
      (await made(knowledge, '/knowledge/notes', note)).id,
      (await made(knowledge, '/knowledge/notes', note, other.accessToken)).id,
    ]
    const body = { title: 'Bread', topic: 'Baking' }
    for (const noteId of [theirs, 'unknown']) {
      const { status, error } = await send(knowledge, 'POST', '/resources', { ...body, noteId })
      expect([status, error.details[0].loc]).toEqual([400, ['body', 'noteId']])
    }
    const { id } = await made(knowledge, '/resources', { ...body, noteId: mine })
    const noteId = async () => (await send(knowledge, 'GET', `/resources/${id}`)).data.noteId
    await send(knowledge, 'DELETE', `/knowledge/notes/${mine}`)
    expect(await noteId()).toBe(null)
    await restore('knowledgeitem', mine)
    expect(await noteId()).toBe(mine)
    expect((await send(knowledge, 'GET', `/knowledge/notes/${mine}/links`)).data.backlinks).toEqual([])
  })

  it.each(['ftp://example.org', 'javascript:alert(1)', 'example.org'])('do not take %s for an address', async (url) => {
    const { status, error } = await send(knowledge, 'POST', '/resources', { title: 'R', topic: 'r', url })
    expect([status, error.details[0].loc]).toEqual([400, ['body', 'url']])
  })
})

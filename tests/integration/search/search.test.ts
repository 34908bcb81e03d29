import { beforeAll, describe, expect, it } from 'vitest'
import { handler as projections } from '../../../functions/projections/handler.ts'
import { handler } from '../../../functions/search/handler.ts'
import { randomFrom } from '../../../infra/seed/random.ts'
import { CreateActivity } from '../../../lib/domain/goals/activity.schema.ts'
import { addActivity } from '../../../lib/domain/goals/activity.service.ts'
import { createGoal } from '../../../lib/domain/goals/goal.service.ts'
import { GOAL } from '../../../lib/domain/goals/goal.ts'
import { CreateGoal } from '../../../lib/domain/goals/goal-input.schema.ts'
import { createMetric } from '../../../lib/domain/metrics/metric.service.ts'
import { METRIC } from '../../../lib/domain/metrics/metric.ts'
import { CreateMetric } from '../../../lib/domain/metrics/metric-input.schema.ts'
import { createLog } from '../../../lib/domain/metrics/metric-log.service.ts'
import { search } from '../../../lib/domain/search/search.service.ts'
import { rebuildIndex } from '../../../lib/domain/search/search-index.ts'
import { addDependency } from '../../../lib/domain/tasks/dependency.service.ts'
import { createTask, updateTask } from '../../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { deleteEntity, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import { metered } from '../../../lib/platform/log/meter.ts'
import { writeDerived } from '../../../lib/platform/table/derived.ts'
import { newUserId, signUp } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { invoke } from '../../support/invoke.ts'
import { partitionOf } from '../../support/partition.ts'
import { deliverTo, tailStream } from '../../support/stream.ts'
import { AMPLE_MS } from '../../support/timing.ts'

let stream: Awaited<ReturnType<typeof tailStream>>
beforeAll(async () => {
  stream = await tailStream()
})

/** Lets the stream bring a person's index up to date. */
const streamed = async (userId: string) => deliverTo(projections, await stream.all(userId))

const task = (userId: string, title: string, notes = '') =>
  createTask(contextFor(userId), { title, area: 'Health', notes })
const find = (userId: string, q: string, more: object = {}) => search(contextFor(userId), { q, limit: 20, ...more })
const titles = async (userId: string, q: string) => (await find(userId, q)).results.map(({ title }) => title)

describe('search', () => {
  it('finds words and their beginnings in titles and texts, best first, without case and accents', async () => {
    const { userId, accessToken: token } = await signUp()
    await task(userId, 'Call the plumber', 'about the Größe of the sink')
    await task(userId, 'Grosse Wäsche')
    await task(userId, 'Grossmutter anrufen')
    await streamed(userId)
    const answer = await invoke(handler, 'GET', '/search', { token, query: { q: 'GRÖSSE' } })
    expect(answer.status, answer.raw).toBe(200)
    expect(answer.data).toMatchObject({ total: 2, source: 'index' })
    expect(answer.data.results.map(({ title }: { title: string }) => title)).toEqual([
      'Grosse Wäsche',
      'Call the plumber',
    ])
    expect(await titles(userId, 'gross')).toEqual(['Grossmutter anrufen', 'Grosse Wäsche', 'Call the plumber'])
    expect(await titles(userId, 'was gro')).toEqual(['Grosse Wäsche'])
  })

  it('follows changes, deletion and restoring', async () => {
    const userId = newUserId()
    const { id } = await task(userId, 'Alpha')
    await streamed(userId)
    expect(await titles(userId, 'alpha')).toEqual(['Alpha'])
    await updateTask(contextFor(userId), id, { title: 'Beta' })
    await streamed(userId)
    expect([await titles(userId, 'alpha'), await titles(userId, 'beta')]).toEqual([[], ['Beta']])
    await deleteEntity(contextFor(userId), TASK, id)
    await streamed(userId)
    expect(await titles(userId, 'beta')).toEqual([])
    expect([...(await partitionOf(userId)).keys()].filter((key) => key.startsWith('WORD#'))).toEqual([])
    await restoreEntity(contextFor(userId), 'task', id)
    await streamed(userId)
    expect(await titles(userId, 'beta')).toEqual(['Beta'])
  })

  it.each(['index', 'table'])('finds logs and notes only while what they belong to is there, by the %s', async (by) => {
    const userId = newUserId()
    const ctx = () => contextFor(userId)
    const metric = await createMetric(ctx(), CreateMetric.parse({ name: 'Weight' }))
    for (let i = 0; i < 40; i++) await createLog(ctx(), metric.id, { value: i, note: `Scales ${i}` })
    const goal = await createGoal(ctx(), CreateGoal.parse({ title: 'Fit', area: 'Health', timeHorizon: 'Monthly' }))
    await addActivity(ctx(), goal.id, CreateActivity.parse({ type: 'note_added', title: 'Scales bought' }))
    await task(userId, 'Something else', 'with scales')
    if (by === 'index') await streamed(userId)
    expect(await find(userId, 'scales', { limit: 100 })).toMatchObject({ total: 42, source: by })
    await deleteEntity(ctx(), METRIC, metric.id)
    await deleteEntity(ctx(), GOAL, goal.id)
    expect(await find(userId, 'scales')).toMatchObject({ results: [{ title: 'Something else' }], total: 1, source: by })
    await restoreEntity(ctx(), 'metric', metric.id)
    expect(await find(userId, 'scales')).toMatchObject({ total: 41 })
  })

  it.each(['index', 'table'])(
    'finds misspelled words and parts of words where nothing is found as typed, by the %s',
    async (by) => {
      const userId = newUserId()
      await task(userId, 'Prepare the audit', 'with the accountant')
      await task(userId, 'Call the auditor')
      await task(userId, 'Plan a holiday')
      if (by === 'index') await streamed(userId)
      expect(await find(userId, 'aduit prepare')).toMatchObject({
        results: [{ title: 'Prepare the audit' }],
        source: by,
      })
      expect(await titles(userId, 'udit')).toEqual(['Call the auditor', 'Prepare the audit'])
      expect(await titles(userId, 'acountant')).toEqual(['Prepare the audit'])
      expect(await titles(userId, 'udit holiday')).toEqual([])
      expect(await titles(userId, 'plan')).toEqual(['Plan a holiday'])
      expect(await titles(userId, 'xyzzy')).toEqual([])
      expect(await find(userId, 'aduit', { types: ['goal'] })).toMatchObject({ results: [], total: 0 })
    },
  )

  it('forgets words that are used no more when the index is made anew, and keeps those in use', async () => {
    const userId = newUserId()
    const { id } = await task(userId, 'Misterious xenon')
    await streamed(userId)
    await updateTask(contextFor(userId), id, { title: 'Mysterious' })
    await streamed(userId)
    const words = async () =>
      [...(await partitionOf(userId))]
        .filter(([key]) => key.startsWith('LEXICON#'))
        .flatMap(([, row]) => [...((row.words ?? []) as Iterable<string>)])
        .sort()
    expect(await words()).toEqual(['misterious', 'mysterious', 'xenon'])
    await rebuildIndex(userId, Date.now() + AMPLE_MS)
    expect(await words()).toEqual(['mysterious'])
    expect(await titles(userId, 'mystreious')).toEqual(['Mysterious'])
  })

  it('costs a misspelled word its own matches and the words of its length, not the collection', async () => {
    const cost = async (others: number): Promise<number> => {
      const userId = newUserId()
      const rest = { notes: 'x'.repeat(800), version: 1, updatedAt: '2026-01-01T00:00:00.000Z' }
      const rows = Array.from(
        { length: others },
        (_, i) => [`TASK#t${i}`, { id: `t${i}`, title: 'Other', ...rest }] as const,
      )
      await writeDerived(
        userId,
        new Map([...rows, ['TASK#w', { id: 'w', title: 'Needle', ...rest }]]),
        Date.now() + AMPLE_MS,
      )
      await rebuildIndex(userId, Date.now() + AMPLE_MS)
      return metered(async (usage) => {
        expect((await find(userId, 'neelde')).total).toBe(1)
        expect(usage.calls).toBeLessThanOrEqual(5)
        return usage.readUnits
      })
    }
    const few = await cost(20)
    expect(await cost(300)).toBeLessThanOrEqual(few * 1.2)
    expect(few).toBeLessThan(5)
  })

  it('never shows what was deleted or renamed a moment ago, before the stream has told', async () => {
    const userId = newUserId()
    const gone = await task(userId, 'Secret one')
    const renamed = await task(userId, 'Secret two')
    await task(userId, 'Secret three')
    await streamed(userId)
    await deleteEntity(contextFor(userId), TASK, gone.id)
    await updateTask(contextFor(userId), renamed.id, { title: 'Open' })
    expect(await find(userId, 'secret')).toMatchObject({ results: [{ title: 'Secret three' }], total: 1 })
  })

  it('reads the table while there is no index, with the same results, until it is made', async () => {
    const userId = newUserId()
    const random = randomFrom(4)
    const words = ['red', 'reed', 'green', 'blue', 'bluebird', 'gray']
    const some = () => Array.from({ length: 3 }, () => words[Math.floor(random() * words.length)]).join(' ')
    for (let i = 0; i < 30; i++) await task(userId, some(), some())
    const queries = ['re', 'red', 'blue gr', 'bluebird red', 'xylophone', 'g r b']
    const answers = async () => {
      const found = []
      for (const q of queries) found.push(await search(contextFor(userId, { now: () => 2e12 }), { q, limit: 100 }))
      return found
    }
    const direct = await answers()
    expect(direct.every(({ source }) => source === 'table')).toBe(true)
    expect(await rebuildIndex(userId, Date.now() + AMPLE_MS)).toMatchObject({ entities: 30 })
    const indexed = await answers()
    expect(indexed).toEqual(direct.map((answer) => ({ ...answer, source: 'index' })))
    expect(await rebuildIndex(userId, Date.now() + AMPLE_MS)).toMatchObject({ written: 0 })
  })

  it('is mended by a new index when rows were lost or slipped in', async () => {
    const userId = newUserId()
    const { id } = await task(userId, 'Lost word')
    await streamed(userId)
    const rows = new Map([
      [`WORD#lost#TASK#${id}`, null],
      [`WORD#extra#TASK#${id}`, { place: 'title' }],
    ])
    await writeDerived(userId, rows, Date.now() + AMPLE_MS)
    expect(await titles(userId, 'lost')).toEqual([])
    expect(await rebuildIndex(userId, Date.now() + AMPLE_MS)).toEqual({ entities: 1, written: 2 })
    expect(await titles(userId, 'lost')).toEqual(['Lost word'])
    expect((await partitionOf(userId)).has(`WORD#extra#TASK#${id}`)).toBe(false)
  })

  it('keeps to types, limits and the person, and refuses what is no query', async () => {
    const { userId, accessToken: token } = await signUp()
    const other = await signUp()
    for (let i = 0; i < 4; i++) await task(userId, `Mine ${i}`)
    await streamed(userId)
    const get = (query: Record<string, string | string[]>, as = token) =>
      invoke(handler, 'GET', '/search', { token: as, query })
    expect((await get({ q: 'mine', types: 'task' })).data.results).toHaveLength(4)
    expect((await get({ q: 'mine', types: 'goal,habit' })).data.results).toHaveLength(0)
    expect((await get({ q: 'mine', limit: '2' })).data).toMatchObject({ results: { length: 2 }, total: 4 })
    expect((await get({ q: 'mine' }, other.accessToken)).data.results).toEqual([])
    expect((await get({ q: ' 🪴 ' })).data.results).toEqual([])
    expect((await get({})).error.details).toMatchObject([{ loc: ['query', 'q'] }])
    expect((await get({ q: 'a', limit: '1000' })).status).toBe(400)
    expect((await get({ q: 'a', types: 'Task#' })).status).toBe(400)
  })

  it('costs its matches: as much among 500 tasks as among 50', async () => {
    const cost = async (others: number): Promise<number> => {
      const userId = newUserId()
      const rest = { notes: 'x'.repeat(800), version: 1, updatedAt: '2026-01-01T00:00:00.000Z' }
      const item = (i: number) => ({ id: `t${i}`, title: `Task${i}`, ...rest })
      const rows = Array.from({ length: others }, (_, i) => [`TASK#t${i}`, item(i)] as const)
      const wanted = Array.from({ length: 5 }, (_, i) => [`TASK#w${i}`, { ...item(i), title: 'Needle' }] as const)
      await writeDerived(userId, new Map([...rows, ...wanted]), Date.now() + AMPLE_MS)
      await rebuildIndex(userId, Date.now() + AMPLE_MS)
      return metered(async (usage) => {
        expect((await find(userId, 'need')).total).toBe(5)
        expect(usage.calls).toBeLessThanOrEqual(3)
        return usage.readUnits
      })
    }
    const few = await cost(50)
    expect(await cost(500)).toBeLessThanOrEqual(few * 1.2)
    expect(few).toBeLessThan(5)
  })
})

describe('impact', () => {
  const impact = (token: string, path: string) => invoke(handler, 'GET', `/impact/${path}`, { token })

  it('names what links to an entity and what it links to', async () => {
    const { userId, accessToken: token } = await signUp()
    const [parent, child, blocked] = [
      await task(userId, 'Parent'),
      await task(userId, 'Child'),
      await task(userId, 'Blocked'),
    ]
    await updateTask(contextFor(userId), child.id, { parentTaskId: parent.id })
    await addDependency(contextFor(userId), blocked.id, child.id)
    const answer = await impact(token, `task/${child.id}`)
    expect(answer.status, answer.raw).toBe(200)
    expect(answer.data).toEqual({
      entityType: 'task',
      id: child.id,
      title: 'Child',
      linkedFrom: [{ entityType: 'task', id: blocked.id, title: 'Blocked', field: 'dependsOnIds' }],
      linksTo: [{ entityType: 'task', id: parent.id, title: 'Parent', field: 'parentTaskId' }],
    })
    expect((await impact(token, `task/${parent.id}`)).data.linkedFrom).toMatchObject([{ title: 'Child' }])
  })

  it('answers alike for unknown, deleted and foreign entities, and for kinds that are none', async () => {
    const { userId, accessToken: token } = await signUp()
    const foreign = await task(newUserId(), 'Foreign')
    const deleted = await task(userId, 'Deleted')
    await deleteEntity(contextFor(userId), TASK, deleted.id)
    for (const path of ['task/unknown', `task/${foreign.id}`, `task/${deleted.id}`, `transaction/${foreign.id}`])
      expect((await impact(token, path)).status).toBe(404)
    expect((await impact(token, 'unicorn/1')).status).toBe(404)
  })
})

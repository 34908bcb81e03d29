import { beforeAll, describe, expect, it } from 'vitest'
import { many, newPerson, type Person } from '../../support/api.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let api: Person
beforeAll(async () => {
  api = await newPerson()
})

const project = (body?: object) => api.project(body)
const task = (body?: object) => api.task(body)
const goal = () => api.goal({ title: 'Home' })
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)

describe('the life of a project', () => {
  it('is created, changed, completed, deleted and restored, with one event each', async () => {
    const made = await project()
    expect(made).toMatchObject({
      area: 'Operations',
      priority: 'P3',
      status: 'Planning',
      impact: 5,
      goalIds: [],
      userId: api.userId,
    })
    expect((await api.projects('GET', `/projects/${made.id}`)).data).toEqual(made)
    const path = `/projects/${made.id}`
    await api.projects('PATCH', path, { body: { description: 'Far', startDate: '2026-01-01' } })
    const cleared = await api.projects('PATCH', path, { body: { description: '', startDate: null } })
    expect(cleared.data).toMatchObject({ description: null, startDate: null, version: 3 })
    const done = await api.projects('PATCH', path, { body: { status: 'Completed' } })
    expect(done.data.actualEndDate).toBe(new Date().toISOString().slice(0, 10))
    await api.projects('DELETE', path)
    await api.trash('POST', `/trash/project/${made.id}/restore`)
    const events = (await api.events('GET', '/events', { query: { entityId: made.id } })).data.data
    expect(events.map(({ type, version }: { type: string; version: number }) => `${type} ${version}`)).toEqual([
      'project.created 1',
      'project.updated 2',
      'project.updated 3',
      'project.status_changed 4',
      'project.deleted 5',
      'project.restored 6',
    ])
  })

  it('refuses an end before its start and a goal that does not exist, naming the field', async () => {
    for (const [body, field] of [
      [{ startDate: '2026-02-02', targetEndDate: '2026-02-01' }, 'targetEndDate'],
      [{ goalIds: ['nowhere'] }, 'goalIds'],
      [{ impact: 6 }, 'impact'],
    ] as const) {
      const answer = await api.projects('POST', '/projects', { body: { name: 'x', ...body } })
      expect([answer.status, answer.error.details[0].loc]).toEqual([400, ['body', field]])
    }
  })

  it('changed by two devices at once loses nothing', async () => {
    const { id } = await project()
    await many(8, (i) =>
      api.projects('PATCH', `/projects/${id}`, { body: { [['name', 'notes'][i % 2] as string]: `value ${i}` } }),
    )
    const headers = { 'if-match': '"9"' }
    const answers = await many(4, (i) => api.projects('PATCH', `/projects/${id}`, { body: { impact: i + 1 }, headers }))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412])
  })
})

describe('the list', () => {
  it('filters by area, status and priority, and pages in the order of creation', async () => {
    const wanted = { area: 'Wealth', status: 'On Hold', priority: 'P1' }
    const made = [await project(wanted), await project({ area: 'Wealth' }), await project(wanted)]
    const listed = async (query: Record<string, string>) => (await api.projects('GET', '/projects', { query })).data
    expect(ids((await listed(wanted)).data)).toEqual([made[0].id, made[2].id])
    expect(ids((await listed({ area: 'Wealth' })).data)).toEqual(ids(made))
    const first = await listed({ ...wanted, pageSize: '1' })
    expect(ids((await listed({ ...wanted, pageSize: '1', cursor: first.nextCursor })).data)).toEqual([made[2].id])
  })
})

describe('links', () => {
  it('of projects and goals show on both sides, from either side', async () => {
    const [one, home] = [await project(), await goal()]
    expect((await api.projects('POST', `/projects/${one.id}/goals`, { body: { goalId: home.id } })).status).toBe(201)
    expect(ids((await api.goals('GET', `/goals/${home.id}/projects`)).data.data)).toEqual([one.id])
    const goals = (await api.projects('GET', `/projects/${one.id}/goals`)).data
    expect(goals.data).toEqual([home])
    expect(ids((await api.projects('GET', '/projects', { query: { goalId: home.id } })).data.data)).toEqual([one.id])
    expect((await api.goals('DELETE', `/goals/${home.id}/projects/${one.id}`)).data).toEqual({
      id: one.id,
      deleted: true,
    })
    expect((await api.projects('GET', `/projects/${one.id}`)).data.goalIds).toEqual([])
    await api.goals('POST', `/goals/${home.id}/projects`, { body: { projectId: one.id } })
    expect((await api.projects('DELETE', `/projects/${one.id}/goals/${home.id}`)).status).toBe(200)
    expect((await api.goals('GET', `/goals/${home.id}/projects`)).data.data).toEqual([])
  })

  it('need both sides', async () => {
    const [one, { id: taskId }] = [await project(), await task()]
    for (const [path, body, what] of [
      [`/projects/${one.id}/tasks`, { taskId: 'nowhere' }, 'Task'],
      ['/projects/nowhere/tasks', { taskId }, 'Project'],
      [`/projects/${one.id}/goals`, { goalId: 'nowhere' }, 'Goal'],
    ] as const) {
      const answer = await api.projects('POST', path, { body })
      expect([answer.status, answer.error.message]).toEqual([404, `${what} not found`])
    }
    for (const path of ['/projects/nowhere/tasks', '/projects/nowhere/goals', '/projects/nowhere/health'])
      expect((await api.projects('GET', path)).status).toBe(404)
  })
})

describe('health', () => {
  it('follows the tasks with the very request that changes them', async () => {
    const { id } = await project({ status: 'Active' })
    const health = async () => (await api.projects('GET', `/projects/${id}/health`)).data
    const made = await many(4, () => task({ projectIds: [id] }))
    await api.tasks('POST', `/tasks/${made[0].id}/complete`)
    expect(await health()).toMatchObject({ status: 'green', tasksCompleted: 1, tasksTotal: 4, percentComplete: 25 })
    await api.tasks('PATCH', `/tasks/${made[1].id}`, { body: { status: 'Blocked' } })
    expect(await health()).toMatchObject({ status: 'yellow', reason: '1 of 3 open tasks blocked', tasksBlocked: 1 })
    await api.tasks('PATCH', `/tasks/${made[2].id}`, { body: { dueDate: '2020-01-01' } })
    expect(await health()).toMatchObject({ status: 'red', reason: '1 of 3 open tasks overdue' })
    expect((await health()).reasons.map(({ rule }: { rule: string }) => rule)).toEqual(['overdue', 'blocked'])
    await api.projects('DELETE', `/projects/${id}/tasks/${made[2].id}`)
    await api.tasks('DELETE', `/tasks/${made[1].id}`)
    expect(await health()).toMatchObject({ status: 'green', tasksCompleted: 1, tasksTotal: 2, percentComplete: 50 })
    expect((await api.projects('GET', `/projects/${id}/tasks`)).data.tasks.length).toBe(2)
  })
})

it('the log folds to what is stored', async () => {
  expect(violationsIn(await partitionOf(api.userId))).toEqual([])
})

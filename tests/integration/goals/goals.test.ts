import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { many, newPerson, type Person } from '../../support/api.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let api: Person
beforeAll(async () => {
  api = await newPerson()
})

const goal = (body?: object) => api.goal(body)
const task = (body?: object) => api.task(body)
const read = async (id: string) => (await api.goals('GET', `/goals/${id}`)).data
const progress = async (id: string) => (await api.goals('GET', `/goals/${id}/progress`)).data

describe('the life of a goal', () => {
  it('is created, changed, deleted and restored, with one event each', async () => {
    const made = await goal({ successCriteria: ['Five km', 'Ten km'] })
    expect(made).toMatchObject({
      priority: 'P3',
      status: 'Planning',
      cachedProgress: 0,
      lastActivityAt: null,
      version: 1,
      userId: api.userId,
    })
    expect(made.successCriteria.map(({ order }: { order: number }) => order)).toEqual([0, 1])
    expect(await read(made.id)).toEqual(made)
    const done = await api.goals('PATCH', `/goals/${made.id}`, { body: { status: 'Achieved', notes: 'x' } })
    expect(done.data.completedDate).toBe(done.data.updatedAt)
    const open = await api.goals('PATCH', `/goals/${made.id}`, { body: { status: 'Active', notes: '' } })
    expect(open.data).toMatchObject({ completedDate: null, notes: null, version: 3 })
    expect((await api.goals('DELETE', `/goals/${made.id}`)).data).toEqual({ id: made.id, deleted: true })
    expect((await api.goals('GET', `/goals/${made.id}`)).status).toBe(404)
    await api.trash('POST', `/trash/goal/${made.id}/restore`)
    const events = (await api.events('GET', '/events', { query: { entityId: made.id } })).data.data
    expect(events.map(({ type, version }: { type: string; version: number }) => `${type} ${version}`)).toEqual([
      'goal.created 1',
      'goal.status_changed 2',
      'goal.status_changed 3',
      'goal.deleted 4',
      'goal.restored 5',
    ])
  })

  it('replays a keyed creation and a keyed completion of a criterion', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const body = { title: 'Once', area: 'Health', timeHorizon: 'Daily', successCriteria: ['One'] }
    const first = await api.goals('POST', '/goals', { body, headers })
    expect((await api.goals('POST', '/goals', { body, headers })).data).toEqual(first.data)
    const path = `/goals/${first.data.id}/criteria/${first.data.successCriteria[0].id}/complete`
    const done = await api.goals('POST', path, { headers })
    await api.goals('PATCH', `/goals/${first.data.id}`, { body: { title: 'Twice' } })
    expect((await api.goals('POST', path, { headers })).data).toEqual(done.data)
  })
})

describe('criteria', () => {
  it('keep what a replacement leaves out of a known one, and refuse two of one id', async () => {
    const { id: taskId } = await task()
    const made = await goal({
      successCriteria: [{ description: 'One', linkedTaskId: taskId, targetValue: 5, unit: 'km' }, 'Two'],
    })
    const [one] = made.successCriteria
    const changed = await api.goals('PATCH', `/goals/${made.id}`, {
      body: {
        successCriteria: [
          { description: 'New', isCompleted: true },
          { id: one.id, description: 'One!' },
        ],
      },
    })
    expect(changed.data.successCriteria).toMatchObject([
      { description: 'New', isCompleted: true, completedAt: changed.data.updatedAt, order: 0 },
      { id: one.id, description: 'One!', linkedTaskId: taskId, targetValue: 5, unit: 'km', order: 1 },
    ])
    const twice = [
      { id: one.id, description: 'One' },
      { id: one.id, description: 'Two' },
    ]
    const refused = await api.goals('PATCH', `/goals/${made.id}`, { body: { successCriteria: twice } })
    expect([refused.status, refused.error.details[0].loc]).toEqual([400, ['body', 'successCriteria', 1, 'id']])
  })

  it('point at metrics and tasks that exist', async () => {
    for (const field of ['linkedMetricId', 'linkedTaskId']) {
      const answer = await api.goals('POST', '/goals', {
        body: {
          title: 'Run',
          area: 'Health',
          timeHorizon: 'Daily',
          successCriteria: ['One', { description: 'Two', [field]: 'nowhere' }],
        },
      })
      expect([answer.status, answer.error.details[0].loc]).toEqual([400, ['body', 'successCriteria', 1, field]])
    }
  })

  it('toggle once however often that is asked, and are unknown to another goal', async () => {
    const made = await goal({ successCriteria: ['One'] })
    const path = `/goals/${made.id}/criteria/${made.successCriteria[0].id}`
    const at = '2026-01-02T03:04:05.000Z'
    const on = await api.goals('PATCH', path, { body: { isCompleted: true, completedAt: at } })
    expect(on.data).toMatchObject({ cachedProgress: 40, successCriteria: [{ isCompleted: true, completedAt: at }] })
    expect((await api.goals('POST', `${path}/complete`)).data.version).toBe(2)
    const other = await goal()
    const missing = await api.goals('PATCH', path.replace(made.id, other.id), { body: { isCompleted: true } })
    expect([missing.status, missing.error.message]).toEqual([404, 'Criterion not found'])
    const later = await api.goals('PATCH', path, { body: { isCompleted: true, completedAt: '2199-01-01T00:00:00Z' } })
    expect([later.status, later.error.details[0].loc]).toEqual([400, ['body', 'completedAt']])
  })

  it('toggled at once are all toggled', async () => {
    const made = await goal({ successCriteria: ['1', '2', '3', '4', '5', '6'] })
    await many(6, (i) => api.goals('POST', `/goals/${made.id}/criteria/${made.successCriteria[i].id}/complete`))
    expect(await read(made.id)).toMatchObject({ version: 7, cachedProgress: 40 })
  })
})

describe('two devices on one goal', () => {
  it('lose nothing: patches of other fields both land, a stale If-Match is refused', async () => {
    const { id } = await goal()
    await many(8, (i) =>
      api.goals('PATCH', `/goals/${id}`, { body: { [['title', 'notes'][i % 2] as string]: `value ${i}` } }),
    )
    expect((await read(id)).version).toBe(9)
    const headers = { 'if-match': '"9"' }
    const answers = await many(4, (i) =>
      api.goals('PATCH', `/goals/${id}`, { body: { title: `device ${i}` }, headers }),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412])
  })
})

describe('the hierarchy', () => {
  it('has no cycles, also when calls would close one together', async () => {
    const goals = await many(3, () => goal())
    const self = await api.goals('PATCH', `/goals/${goals[0].id}`, { body: { parentGoalId: goals[0].id } })
    expect(self.status).toBe(400)
    const answers = await many(3, (i) =>
      api.goals('PATCH', `/goals/${goals[i].id}`, { body: { parentGoalId: goals[(i + 1) % 3].id } }),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409])
    const unknown = await api.goals('PATCH', `/goals/${goals[0].id}`, { body: { parentGoalId: 'nowhere' } })
    expect([unknown.status, unknown.error.details[0].loc]).toEqual([400, ['body', 'parentGoalId']])
  })

  it('leaves roots when a parent is deleted, and comes back with it', async () => {
    const parent = await goal()
    const children = await many(3, () => goal({ parentGoalId: parent.id }))
    const listed = async () =>
      (await api.goals('GET', '/goals', { query: { parentGoalId: parent.id } })).data.data.map(
        ({ id }: { id: string }) => id,
      )
    expect((await listed()).sort()).toEqual(children.map(({ id }) => id).sort())
    await api.goals('DELETE', `/goals/${parent.id}`)
    expect((await read(children[0].id)).parentGoalId).toBeNull()
    await api.trash('POST', `/trash/goal/${parent.id}/restore`)
    expect((await listed()).length).toBe(3)
  })
})

describe('progress', () => {
  it('follows tasks and metrics with the very request that changes them, in reads and lists', async () => {
    const { id } = await goal({ successCriteria: ['One', 'Two'] })
    const [first, second] = await many(2, () => task({ goalIds: [id] }))
    const metric = (
      await api.metrics('POST', '/metrics', { body: { name: 'Km', direction: 'Higher', targetValue: 100 } })
    ).data
    await api.goals('POST', `/goals/${id}/metrics`, { body: { metricId: metric.id } })
    const seen = async () => {
      const one = await read(id)
      const listed = (await api.goals('GET', '/goals')).data.data.find((row: { id: string }) => row.id === id)
      expect(listed).toEqual(one)
      expect((await progress(id)).overall).toBe(one.cachedProgress)
      return one.cachedProgress
    }
    expect(await seen()).toBe(0)
    const done = await api.tasks('PATCH', `/tasks/${first.id}`, { body: { status: 'Done' } })
    expect((await read(id)).lastActivityAt).toBe(done.data.completedDate)
    expect(await seen()).toBe(15)
    await api.metrics('POST', `/metrics/${metric.id}/logs`, { body: { value: 90 } })
    expect(await seen()).toBe(35)
    const linked = (await api.goals('GET', `/goals/${id}/metrics`)).data
    expect(linked.data).toMatchObject([{ id: metric.id, currentValue: 90, logs: [{ value: 90 }] }])
    await api.metrics('PATCH', `/metrics/${metric.id}`, { body: { targetValue: 101 } })
    expect(await seen()).toBe(15)
    await api.tasks('PATCH', `/tasks/${first.id}`, { body: { status: 'Blocked' } })
    expect(await seen()).toBe(0)
    await api.tasks('POST', `/tasks/${first.id}/complete`)
    await api.tasks('DELETE', `/tasks/${second.id}`)
    expect(await seen()).toBe(30)
    await api.trash('POST', `/trash/task/${second.id}/restore`)
    expect(await seen()).toBe(15)
    await api.goals('DELETE', `/goals/${id}/tasks/${second.id}`)
    expect(await progress(id)).toMatchObject({
      overall: 30,
      overallOfTracked: 33,
      tasks: { completed: 1, total: 1, percentage: 100 },
      metrics: { atTarget: 0, total: 1, percentage: 0 },
      health: { momentum: 'active', daysRemaining: null },
    })
    await api.goals('PATCH', `/goals/${id}`, {
      body: {
        progressConfig: {
          criteriaWeight: 1,
          tasksWeight: 1,
          metricsWeight: 1,
          habitsWeight: 1,
          manualOverride: 77,
        },
      },
    })
    expect(await seen()).toBe(77)
  })

  it('counts habits that are active, in reads and lists', async () => {
    const { id } = await goal({
      progressConfig: { criteriaWeight: 0, tasksWeight: 0, metricsWeight: 0, habitsWeight: 50 },
    })
    const habit = async () => (await api.habits('POST', '/habits', { body: { name: 'Run', goalIds: [id] } })).data
    const [first, second] = [await habit(), await habit()]
    const today = new Date().toISOString().slice(0, 10)
    await api.habits('POST', `/habits/${first.id}/logs`, { body: { date: today, completed: true } })
    const { data: stats } = await api.habits('GET', `/habits/${first.id}/stats`)
    const both = await progress(id)
    expect(both.habits).toEqual({ streakDays: 1, consistency: Math.round(stats.consistency / 2), total: 2 })
    expect((await read(id)).cachedProgress).toBe(both.overall)
    expect((await read(id)).lastActivityAt).toBe(`${today}T00:00:00.000Z`)
    await api.habits('PATCH', `/habits/${second.id}`, { body: { status: 'Paused' } })
    expect(await progress(id)).toMatchObject({
      overall: Math.round(stats.consistency),
      overallOfTracked: Math.round(stats.consistency),
      habits: { total: 1 },
    })
    const rows = (await api.goals('GET', '/goals')).data.data
    expect(rows.find((row: { id: string }) => row.id === id)).toEqual(await read(id))
    const linked = (await api.goals('GET', `/goals/${id}/habits`)).data.data
    expect(linked.map((row: { id: string }) => row.id)).toEqual([first.id, second.id])
    const told = (await api.goals('GET', `/goals/${id}/activity`)).data.data
    expect(told).toMatchObject([{ type: 'habit_completed', title: 'Run', entityType: 'habit', entityId: first.id }])
  })

  it('of more goals than are asked for one by one is that of each', async () => {
    const goals = await many(12, () => goal())
    await many(12, (i) => task({ goalIds: [goals[i].id], status: i % 2 ? 'Done' : 'Blocked' }))
    const rows = (await api.goals('GET', '/goals')).data.data
    for (const [i, { id }] of goals.entries())
      expect(rows.find((row: { id: string }) => row.id === id).cachedProgress).toBe(i % 2 ? 30 : 0)
  })
})

describe('links', () => {
  it('are harmless twice, need both sides, and answer the same to a repeated key', async () => {
    const { id } = await goal()
    const { id: taskId } = await task()
    const headers = { 'idempotency-key': randomUUID() }
    const path = `/goals/${id}/tasks`
    const first = await api.goals('POST', path, { body: { taskId }, headers })
    expect([first.status, first.data]).toEqual([
      201,
      { entityType: 'task', entityId: taskId, targetType: 'goal', targetId: id },
    ])
    expect((await api.goals('POST', path, { body: { taskId }, headers })).data).toEqual(first.data)
    expect((await api.goals('POST', path, { body: { taskId } })).status).toBe(201)
    const rows = (await api.goals('GET', path)).data
    expect([rows.tasks.length, rows.total]).toEqual([1, 1])
    for (const [where, body, what] of [
      [path, { taskId: 'nowhere' }, 'Task'],
      ['/goals/nowhere/tasks', { taskId }, 'Goal'],
    ] as const) {
      const missing = await api.goals('POST', where, { body })
      expect([missing.status, missing.error.message]).toEqual([404, `${what} not found`])
    }
    expect((await api.goals('DELETE', `${path}/${taskId}`)).data).toEqual({ id: taskId, deleted: true })
    expect((await api.goals('DELETE', `${path}/${taskId}`)).status).toBe(200)
    expect((await api.goals('DELETE', `${path}/nowhere`)).status).toBe(404)
  })

  it('of 30 tasks made at once are all there', async () => {
    const { id } = await goal()
    const tasks = await many(30, () => task())
    const answers = await many(30, (i) => api.goals('POST', `/goals/${id}/tasks`, { body: { taskId: tasks[i].id } }))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect((await progress(id)).tasks.total).toBe(30)
    await many(30, (i) => api.tasks('POST', `/tasks/${tasks[i].id}/complete`))
    expect((await read(id)).cachedProgress).toBe(30)
    await api.goals('DELETE', `/goals/${id}`)
    expect((await api.tasks('GET', `/tasks/${tasks[29].id}`)).data.goalIds).toEqual([])
    await api.trash('POST', `/trash/goal/${id}/restore`)
    expect((await progress(id)).tasks).toEqual({ completed: 30, total: 30, percentage: 100 })
  })
})

describe('activity', () => {
  type Row = { type: string; title: string; description: string | null }
  const rows = async (id: string, query: Record<string, string> = {}) =>
    (await api.goals('GET', `/goals/${id}/activity`, { query })).data.data as Row[]

  it('lists what happened to a goal and what is linked to it, newest first, with what was noted', async () => {
    const made = await goal({ successCriteria: ['Ten km'] })
    const { id } = made
    const { id: taskId } = await task({ title: 'Buy shoes', goalIds: [id] })
    const metric = (await api.metrics('POST', '/metrics', { body: { name: 'Km', goalIds: [id] } })).data
    await api.metrics('POST', `/metrics/${metric.id}/logs`, { body: { value: 7.5 } })
    await api.tasks('POST', `/tasks/${taskId}/complete`)
    await api.goals('POST', `/goals/${id}/criteria/${made.successCriteria[0].id}/complete`)
    await api.goals('PATCH', `/goals/${id}`, { body: { status: 'Active' } })
    const note = { type: 'note_added', title: 'Felt great', description: null, entityType: null, entityId: null }
    const noted = await api.goals('POST', `/goals/${id}/activity`, { body: note })
    expect(noted.data).toMatchObject({ ...note, goalId: id })
    expect((await read(id)).lastActivityAt).toBe(noted.data.createdAt)
    const all = await rows(id)
    expect(all.map(({ type, title, description }) => [type, title, description])).toEqual([
      ['note_added', 'Felt great', null],
      ['status_changed', 'Status: Planning → Active', null],
      ['criterion_completed', 'Ten km', null],
      ['task_completed', 'Buy shoes', null],
      ['metric_logged', 'Km', '7.5'],
    ])
    const first = (await api.goals('GET', `/goals/${id}/activity`, { query: { limit: '2' } })).data
    expect(first.data).toEqual(all.slice(0, 2))
    expect(await rows(id, { limit: '50', cursor: first.nextCursor })).toEqual(all.slice(2))
  })

  it('holds a completed criterion once when the client reports it too', async () => {
    const made = await goal({ successCriteria: ['Ten km'] })
    await api.goals('POST', `/goals/${made.id}/criteria/${made.successCriteria[0].id}/complete`)
    const body = { type: 'criterion_completed', title: 'Completed: Ten km' }
    await api.goals('POST', `/goals/${made.id}/activity`, { body })
    expect((await rows(made.id)).map(({ title }) => title)).toEqual(['Completed: Ten km'])
  })

  it('of an unknown goal is a 404, for reading and writing', async () => {
    expect((await api.goals('GET', '/goals/nowhere/activity')).status).toBe(404)
    const body = { type: 'note_added', title: 'x' }
    expect((await api.goals('POST', '/goals/nowhere/activity', { body })).status).toBe(404)
  })
})

it('the log folds to what is stored, link rows and their summaries included', async () => {
  expect(violationsIn(await partitionOf(api.userId))).toEqual([])
})

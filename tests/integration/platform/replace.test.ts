import { beforeAll, describe, expect, it } from 'vitest'
import { handler as authHandler } from '../../../functions/auth/handler.ts'
import { handler as calendarHandler } from '../../../functions/calendar/handler.ts'
import { handler as calendarEventsHandler } from '../../../functions/calendar-events/handler.ts'
import { handler as plannerHandler } from '../../../functions/planner/handler.ts'
import { handler as rewardsHandler } from '../../../functions/rewards/handler.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import { DAY_MS } from '../../../lib/platform/units.ts'
import { apiFor } from '../../support/api.ts'
import { signUp } from '../../support/cloud.ts'
import { type Answer, invoke, type Request } from '../../support/invoke.ts'

type Call = (method: string, path: string, request?: Request) => Promise<Answer>
type Sample = { path: string; minimal: () => object; full: () => object; call: () => Call }

let api: ReturnType<typeof apiFor>
let token: string
let goalId: string
beforeAll(async () => {
  token = (await signUp()).accessToken
  api = apiFor(token)
  const body = { title: 'Run far', area: 'Health', timeHorizon: 'Yearly' }
  goalId = (await api.goals('POST', '/goals', { body })).data.id
})

const rewards: Call = (method, path, request) => invoke(rewardsHandler, method, path, { token, ...request })

const calendar: Call = (method, path, request) => {
  const isChange = method !== 'GET' && path.startsWith('/calendar/events/')
  return invoke(isChange ? calendarEventsHandler : calendarHandler, method, path, { token, ...request })
}

let days = 0
const freeDay = (): string => new Date(Date.UTC(2020, 0, 1) + DAY_MS * days++).toISOString().slice(0, 10)

/** Everything that can be read, replaced and named by an id, with as little as makes one and with more. */
const SAMPLES: Record<string, Sample> = {
  task: {
    path: '/tasks',
    call: () => api.tasks,
    minimal: () => ({ title: 'Bare' }),
    full: () => ({
      title: 'Whole',
      description: 'd',
      area: 'Wealth',
      priority: 'P1',
      status: 'In Progress',
      size: 20,
      dueDate: '2031-01-02',
      notes: 'n',
      labels: ['a'],
      goalIds: [goalId],
      pointValue: 5,
    }),
  },
  goal: {
    path: '/goals',
    call: () => api.goals,
    minimal: () => ({ title: 'Bare', area: 'Health', timeHorizon: 'Daily' }),
    full: () => ({
      title: 'Whole',
      area: 'Wealth',
      timeHorizon: 'Quarterly',
      priority: 'P1',
      status: 'Active',
      targetDate: '2031-01-02',
      successCriteria: ['One', 'Two'],
      parentGoalId: goalId,
      notes: 'n',
    }),
  },
  project: {
    path: '/projects',
    call: () => api.projects,
    minimal: () => ({ name: 'Bare' }),
    full: () => ({ name: 'Whole', area: 'Love', impact: 2, startDate: '2031-01-02', notes: 'n', goalIds: [goalId] }),
  },
  metric: {
    path: '/metrics',
    call: () => api.metrics,
    minimal: () => ({ name: 'Bare' }),
    full: () => ({
      name: 'Whole',
      unit: 'kg',
      direction: 'Lower',
      targetValue: 70,
      isActive: false,
      goalIds: [goalId],
    }),
  },
  habit: {
    path: '/habits',
    call: () => api.habits,
    minimal: () => ({ name: 'Bare' }),
    full: () => ({ name: 'Whole', habitType: 'Quit', frequency: 'Weekly', weeklyTarget: 3, weekdays: [1], notes: 'n' }),
  },
  'logbook entry': {
    path: '/logbook',
    call: () => api.logbook,
    minimal: () => ({ date: freeDay() }),
    full: () => ({ date: freeDay(), title: 't', notes: 'n', mood: 'High', energy: 7, goalIds: [goalId] }),
  },
  'calendar event': {
    path: '/calendar/events',
    call: () => calendar,
    minimal: () => ({ title: 'Bare', start: '2031-01-02' }),
    full: () => ({
      title: 'Whole',
      start: '2031-01-02T08:00:00.000Z',
      end: '2031-01-02T10:00:00.000Z',
      notes: 'n',
      location: 'l',
      timeZone: 'Europe/Berlin',
      rrule: 'FREQ=DAILY;COUNT=5',
      cancelled: ['2031-01-03'],
      busy: false,
    }),
  },
  reward: {
    path: '/rewards',
    call: () => rewards,
    minimal: () => ({ title: 'Bare', category: 'Custom', pointCost: 5 }),
    full: () => ({
      title: 'Whole',
      category: 'Big Unlock',
      pointCost: 50,
      icon: '🎁',
      cooldownHours: 2,
      status: 'Locked',
    }),
  },
}

const made = async ({ call, path }: Sample, body: object) => {
  const { status, raw, data } = await call()('POST', path, { body })
  expect(status, raw).toBe(201)
  return data
}

/** An entity without what tells one from another, and without when something last happened to it. */
const plain = (entity: Record<string, unknown>) => {
  const { id: _id, createdAt: _at, updatedAt: _changed, version: _version, lastActivityAt: _active, ...fields } = entity
  return fields
}

describe.each(Object.entries(SAMPLES))('PUT of a %s', (_, sample) => {
  it('puts what is not sent back to its default', async () => {
    const { id } = await made(sample, sample.full())
    const body = sample.minimal()
    const replaced = await sample.call()('PUT', `${sample.path}/${id}`, { body })
    expect(replaced.status, replaced.raw).toBe(200)
    expect(replaced.data).toMatchObject({ id, version: 2 })
    expect(replaced.headers.etag).toBe('"2"')
    const read = await sample.call()('GET', `${sample.path}/${id}`)
    expect(read.data).toMatchObject(plain(replaced.data))
    if ('date' in body) body.date = freeDay()
    const fresh = await made(sample, body)
    expect(plain({ ...replaced.data, date: null })).toMatchObject(plain({ ...fresh, date: null }))
  })

  it('with what a GET answered changes nothing', async () => {
    const { id } = await made(sample, sample.full())
    const { data } = await sample.call()('GET', `${sample.path}/${id}`)
    const replaced = await sample.call()('PUT', `${sample.path}/${id}`, { body: data })
    expect(replaced.status, replaced.raw).toBe(200)
    expect(replaced.data).toEqual(data)
  })

  it('holds to If-Match, and does not create', async () => {
    const { id } = await made(sample, sample.minimal())
    const path = `${sample.path}/${id}`
    const stale = await sample.call()('PUT', path, { body: sample.full(), headers: { 'if-match': '"7"' } })
    expect([stale.status, stale.error.code]).toEqual([412, 'PRECONDITION_FAILED'])
    const current = await sample.call()('PUT', path, { body: sample.full(), headers: { 'if-match': '"1"' } })
    expect(current.status, current.raw).toBe(200)
    const unknown = await sample.call()('PUT', `${sample.path}/${newUlid()}`, { body: sample.full() })
    expect([unknown.status, unknown.error.code]).toEqual([404, 'NOT_FOUND'])
  })

  it('needs what a POST needs', async () => {
    const { id } = await made(sample, sample.minimal())
    const { status, error } = await sample.call()('PUT', `${sample.path}/${id}`, { body: {} })
    expect([status, error.code]).toEqual([400, 'VALIDATION_ERROR'])
  })

  it('refuses a link to what does not exist', async () => {
    if (!('goalIds' in sample.full())) return
    const { id } = await made(sample, sample.minimal())
    const body = { ...sample.minimal(), goalIds: [newUlid()] }
    const { status, error } = await sample.call()('PUT', `${sample.path}/${id}`, { body })
    expect([status, error.details[0].loc.slice(0, 2)]).toEqual([400, ['body', 'goalIds']])
  })
})

describe('PUT', () => {
  it('keeps the day on which a project that stays completed was completed', async () => {
    const { id } = (await api.projects('POST', '/projects', { body: { name: 'Move' } })).data
    const done = { name: 'Move', status: 'Completed', actualEndDate: '2024-05-06' }
    await api.projects('PUT', `/projects/${id}`, { body: done })
    const { data } = await api.projects('PUT', `/projects/${id}`, { body: { name: 'Move', status: 'Completed' } })
    expect(data.actualEndDate).toBe('2024-05-06')
    expect((await api.projects('PUT', `/projects/${id}`, { body: { name: 'Move' } })).data.actualEndDate).toBeNull()
  })

  it('keeps when a goal that stays achieved was achieved, and its last activity', async () => {
    const body = { title: 'Run', area: 'Health', timeHorizon: 'Daily', status: 'Achieved' }
    const made = (await api.goals('POST', '/goals', { body: { ...body, completedDate: '2024-05-06' } })).data
    const { data } = await api.goals('PUT', `/goals/${made.id}`, { body })
    expect(data).toMatchObject({ completedDate: '2024-05-06', lastActivityAt: made.lastActivityAt })
  })

  it('pauses a habit that is sent as not active from today on', async () => {
    const { id } = (await api.habits('POST', '/habits', { body: { name: 'Read' } })).data
    const { data } = await api.habits('PUT', `/habits/${id}`, { body: { name: 'Read', isActive: false } })
    expect(data).toMatchObject({ status: 'Paused', isActive: false, pauses: [{ endDate: null }] })
  })

  it('pays a task that becomes done once', async () => {
    const { id } = (await api.tasks('POST', '/tasks', { body: { title: 'Run' } })).data
    const body = { title: 'Run', status: 'Done' }
    const [first, second] = [
      await api.tasks('PUT', `/tasks/${id}`, { body }),
      await api.tasks('PUT', `/tasks/${id}`, { body }),
    ]
    expect(first.data).toMatchObject({ pointsAwarded: true, version: 2 })
    expect(second.data).toEqual(first.data)
  })

  it('replaces a log of a metric, whose time stays, and its metric follows', async () => {
    const { id } = (await api.metrics('POST', '/metrics', { body: { name: 'Weight' } })).data
    const first = { value: 70, note: 'n', loggedAt: '2024-05-06T07:00:00.000Z' }
    const log = (await api.metrics('POST', `/metrics/${id}/logs`, { body: first })).data
    const { data } = await api.metrics('PUT', `/metrics/${id}/logs/${log.id}`, { body: { value: 71 } })
    expect(data).toMatchObject({ value: 71, note: null, loggedAt: first.loggedAt, version: 2 })
    expect((await api.metrics('GET', `/metrics/${id}`)).data.currentValue).toBe(71)
  })

  it('of an event keeps the occurrences that were changed one by one', async () => {
    const body = { title: 'Stand-up', start: '2031-01-02T08:00:00.000Z', rrule: 'FREQ=DAILY' }
    const { id } = (await calendar('POST', '/calendar/events', { body })).data
    const query = { scope: 'this', occurrence: '2031-01-04' }
    await calendar('PATCH', `/calendar/events/${id}`, { query, body: { title: 'Long one' } })
    const { data } = await calendar('PUT', `/calendar/events/${id}`, { body: { ...body, location: 'Room 1' } })
    expect(data).toMatchObject({ location: 'Room 1', changed: { '2031-01-04': { title: 'Long one' } } })
    const once = await calendar('PUT', `/calendar/events/${id}`, { body: { title: 'Once', start: body.start } })
    expect(once.data).toMatchObject({ rrule: null, changed: {}, location: null, end: '2031-01-02T09:00:00.000Z' })
  })

  it('of a profile puts back what is not sent, with its preferences, and keeps address and mode', async () => {
    const me: Call = (method, path, request) => invoke(authHandler, method, path, { token, ...request })
    const { email } = (await me('GET', '/auth/me')).data
    const whole = { displayName: 'Ada', timeZone: 'Europe/Berlin', weekStart: 7, preferences: { a: 1, b: 2 } }
    await me('PATCH', '/auth/me', { body: { ...whole, avatarUrl: 'https://example.com/a.png' } })
    const read = (await me('GET', '/auth/me')).data
    expect((await me('PUT', '/auth/me', { body: read })).data).toEqual(read)
    const { data } = await me('PUT', '/auth/me', { body: { preferences: { b: 3 } } })
    expect(data).toMatchObject({ email, displayName: '', timeZone: 'UTC', weekStart: 1, avatarUrl: null })
    expect(data.preferences).toEqual({ b: 3 })
  })

  it('of how days are planned goes back to office hours', async () => {
    const settings = (method: string, body?: object) =>
      invoke(plannerHandler, method, '/planner/preferences', { token, ...(body && { body }) })
    const defaults = (await settings('GET')).data
    await settings('PATCH', { bufferMinutes: 5, workingHours: { '1': [] } })
    const read = (await settings('GET')).data
    expect(read).toMatchObject({ bufferMinutes: 5, workingHours: { '1': [] } })
    expect((await settings('PUT', read)).data).toEqual(read)
    const { data } = await settings('PUT', { bufferMinutes: 20 })
    expect(data).toMatchObject({ ...defaults, bufferMinutes: 20, version: 2 })
  })

  it('replaces the log of a habit', async () => {
    const { id } = (await api.habits('POST', '/habits', { body: { name: 'Read' } })).data
    const body = { date: '2024-05-06', amount: 3, notes: 'n' }
    await api.habits('POST', `/habits/${id}/logs`, { body })
    const { data } = await api.habits('PUT', `/habits/${id}/logs/2024-05-06`, { body: { amount: 1 } })
    expect(data).toMatchObject({ date: '2024-05-06', amount: 1, notes: null, version: 2 })
    const missing = await api.habits('PUT', `/habits/${id}/logs/2024-05-07`, { body: { amount: 1 } })
    expect(missing.status).toBe(404)
  })
})

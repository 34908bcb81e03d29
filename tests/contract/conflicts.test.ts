import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { handler as calendarHandler } from '../../functions/calendar/handler.ts'
import { handler as calendarEventsHandler } from '../../functions/calendar-events/handler.ts'
import { handler as plannerHandler } from '../../functions/planner/handler.ts'
import { handler as rewardsHandler } from '../../functions/rewards/handler.ts'
import { OBSTACLE_TYPES } from '../../lib/platform/errors.ts'
import { DAY_MS } from '../../lib/platform/units.ts'
import { apiFor } from '../support/api.ts'
import { signUp } from '../support/cloud.ts'
import { type Answer, invoke, type Request } from '../support/invoke.ts'

type Call = (method: string, path: string, request?: Request) => Promise<Answer>
type Me = ReturnType<typeof apiFor> & { rewards: Call; planner: Call; calendar: Call }
let me: Me
beforeAll(async () => {
  const { accessToken: token } = await signUp()
  const of =
    (handler: unknown): Call =>
    (method, path, request) =>
      invoke(handler, method, path, { token, ...request })
  me = {
    ...apiFor(token),
    rewards: of(rewardsHandler),
    planner: of(plannerHandler),
    calendar: (method, path, request) =>
      of(method === 'PATCH' ? calendarEventsHandler : calendarHandler)(method, path, request),
  }
})

const made = async (call: Call, path: string, body: object) => {
  const answer = await call('POST', path, { body })
  expect(answer.status, answer.raw).toBeLessThan(300)
  return answer.data
}
const task = (body: object = {}) => made(me.tasks, '/tasks', { title: 'One', area: 'Health', ...body })
const dependsOn = (from: string, to: string) =>
  me.tasks('POST', `/tasks/${from}/dependencies`, { body: { dependsOnTaskId: to } })
const metric = () =>
  made(me.metrics, '/metrics', { name: 'Pulse', area: 'Health', unit: 'count', direction: 'Higher', targetValue: 50 })
const reward = (body: object) =>
  made(me.rewards, '/rewards', { title: 'Tea', category: 'Quick Treat', pointCost: 1, ...body })
const points = (amount: number) =>
  made(me.wallet, '/wallet/add', { amount, source: 'manual', description: 'For a conflict' })
const redeem = (id: string) => me.rewards('POST', `/rewards/${id}/redeem`, { body: {} })

type Conflict = { answer: Answer; type: string; loc: string[]; entity?: object }

/** Every place that answers 409 and that a client can reach without a race. */
const CONFLICTS: Record<string, () => Promise<Conflict>> = {
  'skipping a task that does not repeat': async () => {
    const { id } = await task()
    await me.tasks('PATCH', `/tasks/${id}`, { body: { title: 'Two' } })
    const entity = { entityType: 'task', entityId: id, currentVersion: 2 }
    const answer = await me.tasks('POST', `/tasks/${id}/skip`)
    return { answer, type: 'wrong_state', loc: ['task', 'isRecurring'], entity }
  },
  'skipping the last occurrence': async () => {
    const { id } = await task({
      isRecurring: true,
      dueDate: '2031-03-03',
      recurrenceRule: { frequency: 'Daily', interval: 1, endDate: '2031-03-03' },
    })
    const entity = { entityType: 'task', entityId: id, currentVersion: 1 }
    const answer = await me.tasks('POST', `/tasks/${id}/skip`)
    return { answer, type: 'limit_reached', loc: ['task', 'recurrenceRule'], entity }
  },
  'a task that depends on itself': async () => {
    const { id } = await task()
    const entity = { entityType: 'task', entityId: id, currentVersion: 1 }
    return { answer: await dependsOn(id, id), type: 'cycle', loc: ['body', 'dependsOnTaskId'], entity }
  },
  'a cycle of dependencies': async () => {
    const [one, two] = [await task(), await task()]
    await dependsOn(one.id, two.id)
    const entity = { entityType: 'task', entityId: one.id }
    return { answer: await dependsOn(two.id, one.id), type: 'cycle', loc: ['task', 'dependsOnIds'], entity }
  },
  'a dependency too many': async () => {
    const { id } = await task()
    for (let i = 0; i < 15; i++) await dependsOn(id, (await task()).id)
    const entity = { entityType: 'task', entityId: id, currentVersion: 16 }
    const answer = await dependsOn(id, (await task()).id)
    return { answer, type: 'limit_reached', loc: ['body', 'dependsOnTaskId'], entity }
  },
  'a link too many': async () => {
    const entry = await made(me.logbook, '/logbook', { date: '2030-01-01' })
    const link = async () => {
      const body = { entityType: 'task', entityId: (await task()).id }
      return me.logbook('POST', `/logbook/${entry.id}/links`, { body })
    }
    for (let i = 0; i < 8; i++) await link()
    const entity = { entityType: 'logbook', entityId: entry.id, currentVersion: 9 }
    return { answer: await link(), type: 'limit_reached', loc: ['logbook', 'taskIds'], entity }
  },
  'a second logbook entry of a day': async () => {
    const { id } = await made(me.logbook, '/logbook', { date: '2030-01-02' })
    await me.logbook('PATCH', `/logbook/${id}`, { body: { title: 'Changed' } })
    const entity = { entityType: 'logbook', entityId: id, currentVersion: 2 }
    const answer = await me.logbook('POST', '/logbook', { body: { date: '2030-01-02' } })
    return { answer, type: 'exists', loc: ['body', 'date'], entity }
  },
  'a logbook entry that is moved to a day that has one': async () => {
    const { id } = await made(me.logbook, '/logbook', { date: '2030-01-03' })
    const other = await made(me.logbook, '/logbook', { date: '2030-01-04' })
    const entity = { entityType: 'logbook', entityId: id, currentVersion: 1 }
    const answer = await me.logbook('PATCH', `/logbook/${other.id}`, { body: { date: '2030-01-03' } })
    return { answer, type: 'exists', loc: ['body', 'date'], entity }
  },
  'restoring what another has taken the place of': async () => {
    const { id } = await made(me.logbook, '/logbook', { date: '2030-01-05' })
    await me.logbook('DELETE', `/logbook/${id}`)
    const other = await made(me.logbook, '/logbook', { date: '2030-01-05' })
    const entity = { entityType: 'logbook', entityId: other.id, currentVersion: 1 }
    const answer = await me.trash('POST', `/trash/logbook/${id}/restore`)
    return { answer, type: 'exists', loc: ['logbook'], entity }
  },
  'restoring a log whose metric is deleted': async () => {
    const { id } = await metric()
    const log = await made(me.metrics, `/metrics/${id}/logs`, { value: 1 })
    await me.metrics('DELETE', `/metrics/${id}/logs/${log.id}`)
    await me.metrics('DELETE', `/metrics/${id}`)
    const answer = await me.trash('POST', `/trash/metriclog/${log.id}/restore`)
    return { answer, type: 'deleted', loc: ['metric'], entity: { entityType: 'metric', entityId: id } }
  },
  'restoring the log of a habit that is deleted': async () => {
    const body = { name: 'Run', area: 'Health', habitType: 'Build', frequency: 'Daily' }
    const { id } = await made(me.habits, '/habits', body)
    const date = new Date().toISOString().slice(0, 10)
    const log = await made(me.habits, `/habits/${id}/logs`, { date })
    await me.habits('DELETE', `/habits/${id}/logs/${date}`)
    await me.habits('DELETE', `/habits/${id}`)
    const answer = await me.trash('POST', `/trash/habitlog/${log.id}/restore`)
    return { answer, type: 'deleted', loc: ['habit'], entity: { entityType: 'habit', entityId: id } }
  },
  'a milestone that is not reached': async () => {
    const { id } = await metric()
    await made(me.metrics, `/metrics/${id}/logs`, { value: 1 })
    const entity = { entityType: 'metric', entityId: id, currentVersion: 2 }
    const body = { metricId: id, type: 'target_reached', value: 50 }
    const answer = await me.metrics('POST', '/metricMilestones', { body })
    return { answer, type: 'wrong_state', loc: ['body', 'value'], entity }
  },
  'a reward that is not active': async () => {
    const { id } = await reward({ status: 'Archived' })
    const entity = { entityType: 'reward', entityId: id, currentVersion: 1 }
    return { answer: await redeem(id), type: 'wrong_state', loc: ['reward', 'status'], entity }
  },
  'a reward redeemed too often a day': async () => {
    await points(10)
    const { id } = await reward({ maxRedemptionsPerDay: 1 })
    await redeem(id)
    const entity = { entityType: 'reward', entityId: id, currentVersion: 1 }
    return { answer: await redeem(id), type: 'limit_reached', loc: ['reward', 'maxRedemptionsPerDay'], entity }
  },
  'a reward that has to wait': async () => {
    await points(10)
    const { id } = await reward({ cooldownHours: 5 })
    await redeem(id)
    const entity = { entityType: 'reward', entityId: id, currentVersion: 1 }
    return { answer: await redeem(id), type: 'limit_reached', loc: ['reward', 'cooldownHours'], entity }
  },
  'too few points': async () => {
    const { id } = await reward({ pointCost: 1_000_000 })
    return { answer: await redeem(id), type: 'insufficient', loc: ['wallet', 'balance'] }
  },
  'reverting a plan that was not applied': async () => {
    await task({ size: 30 })
    const planned = await me.planner('POST', '/ai/plan-day', { body: { date: '2031-03-03' } })
    const { planId } = planned.data.data.result
    const entity = { entityType: 'plan', entityId: planId, currentVersion: 1 }
    const answer = await me.planner('POST', `/ai/plan-day/${planId}/revert`)
    return { answer, type: 'wrong_state', loc: ['plan', 'state'], entity }
  },
  'an occurrence too many that is changed by itself': async () => {
    const first = Date.parse('2031-01-01T09:00:00Z')
    const day = (i: number) => new Date(first + i * DAY_MS).toISOString().slice(0, 10)
    const event = await made(me.calendar, '/calendar/events', {
      title: 'Stand-up',
      start: new Date(first).toISOString(),
      end: new Date(first + 900_000).toISOString(),
      rrule: 'FREQ=DAILY',
    })
    const change = (i: number) =>
      me.calendar('PATCH', `/calendar/events/${event.id}`, {
        query: { scope: 'this', occurrence: day(i) },
        body: { title: `Changed ${i}` },
      })
    for (let i = 0; i < 100; i++) await change(i)
    const answer = await change(100)
    const entity = { entityType: 'calendarevent', entityId: event.id, currentVersion: 101 }
    return { answer, type: 'limit_reached', loc: ['calendarevent', 'changed'], entity }
  },
}

it.each(Object.entries(CONFLICTS))('a 409 names what is in the way: %s', async (_, meet) => {
  const { answer, type, loc, entity = {} } = await meet()
  expect(answer.status, answer.raw).toBe(409)
  expect(answer.error.details).toEqual([{ loc, msg: answer.error.message, type, ...entity }])
})

it('the API description lists the kinds of conflicts and what their details hold', () => {
  const file = join(import.meta.dirname, '../../docs/openapi.json')
  const { components } = JSON.parse(readFileSync(file, 'utf8'))
  const [list] = components.schemas.Problem.properties.error.properties.details.anyOf
  const { properties } = list.items
  expect(Object.keys(properties)).toEqual(['loc', 'msg', 'type', 'entityType', 'entityId', 'currentVersion'])
  for (const type of OBSTACLE_TYPES) expect(properties.type.description).toContain(type)
  for (const code of ['CONFLICT', 'PRECONDITION_FAILED']) {
    const [detail] = components.responses[code].content['application/problem+json'].example.error.details
    expect(detail.currentVersion).toBe(3)
  }
})

import { expect, it } from 'vitest'
import { handler } from '../../../functions/planner/handler.ts'
import type { ArchiveStore } from '../../../lib/domain/archive/archive.ts'
import { replay } from '../../../lib/domain/archive/replay.service.ts'
import { applyPlan, revertPlan } from '../../../lib/domain/planner/apply/apply.service.ts'
import { planDay } from '../../../lib/domain/planner/plan.service.ts'
import { createTask, readTask, updateTask } from '../../../lib/domain/tasks/task.service.ts'
import type { Event } from '../../../lib/platform/events/event.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import { DAY_MS } from '../../../lib/platform/units.ts'
import { models } from '../../../lib/providers/llm/models.ts'
import { newPerson } from '../../support/api.ts'
import { signUp } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { invoke } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'

const DAY = { date: '2031-03-03', preferences: {} }

const eventsOf = async (userId: string): Promise<Event[]> =>
  [...(await partitionOf(userId))].filter(([key]) => key.startsWith('EVENT#')).map(([, item]) => item as Event)

const driftFor = async (userId: string, now: number) =>
  (await replay({} as ArchiveStore, { userId, source: 'table', now, deadline: Date.now() + AMPLE_MS })).drift

it('a plan that is proposed, applied and reverted is in the log with what it took, and what it did is done by ai', async () => {
  const ctx = contextFor(newUlid())
  const { id } = await createTask(ctx, { title: 'Fits', area: 'Health', size: 30 })
  await createTask(ctx, { title: 'Fits no day', area: 'Health', size: 3_000 })
  const { result: plan } = await planDay(ctx, models, DAY)
  await applyPlan(ctx, plan.planId)
  expect((await readTask(ctx, id)).scheduledBy).toBe('ai')
  await revertPlan(ctx, plan.planId)
  expect((await readTask(ctx, id)).scheduledBy).toBeNull()

  const events = await eventsOf(ctx.userId)
  const ofPlan = events.filter(({ entityId }) => entityId === plan.planId)
  expect(ofPlan.map(({ type }) => type)).toEqual([
    'plan.proposed',
    'plan.applying',
    'plan.applied',
    'plan.reverting',
    'plan.reverted',
  ])
  expect(ofPlan[0]?.data).toMatchObject({
    tasksScheduled: 1,
    tasksUnscheduled: 1,
    provider: 'lifeos',
    model: 'computed',
    tokens: 0,
    ms: expect.any(Number),
  })
  const ofTask = events.filter(({ entityId }) => entityId === id).map(({ type, source, data }) => [type, source, data])
  expect(ofTask).toEqual([
    ['task.created', 'api', expect.anything()],
    ['task.planned', 'ai', expect.objectContaining({ scheduledBy: 'ai' })],
    ['task.plan_reverted', 'ai', expect.objectContaining({ scheduledBy: null })],
  ])
  expect(new Set(ofPlan.map(({ source }) => source))).toEqual(new Set(['ai']))
  expect(violationsIn(await partitionOf(ctx.userId))).toEqual([])
})

it('a person who moves a planned task has scheduled it, and planning it again says ai again', async () => {
  const ctx = contextFor(newUlid())
  const { id } = await createTask(ctx, { title: 'Moves', area: 'Health', size: 30 })
  const planAgain = async () => {
    const { result } = await planDay(ctx, models, DAY)
    await applyPlan(ctx, result.planId)
    return readTask(ctx, id)
  }
  expect((await planAgain()).scheduledBy).toBe('ai')
  expect((await updateTask(ctx, id, { title: 'Moved' })).scheduledBy).toBe('ai')
  const times = { scheduledStart: '2031-03-03T16:00:00.000Z', scheduledEnd: '2031-03-03T16:30:00.000Z' }
  expect((await updateTask(ctx, id, times)).scheduledBy).toBeNull()
})

it('replay finds a plan that is there, and misses none that has expired', async () => {
  const ctx = contextFor(newUlid())
  await createTask(ctx, { title: 'Fits', area: 'Health', size: 30 })
  await planDay(ctx, models, DAY)
  expect(await driftFor(ctx.userId, Date.now())).toEqual([])
  // Planned half a year ago: its row has expired, whether or not the TTL has taken it away.
  const then = Date.now() - 180 * DAY_MS
  const past = contextFor(newUlid(), { now: () => then })
  const day = new Date(then).toISOString().slice(0, 10)
  const { result } = await planDay(past, models, { date: day, preferences: {} })
  expect((await partitionOf(past.userId)).has(`PLAN#${result.planId}`)).toBe(false)
  expect(await driftFor(past.userId, Date.now())).toEqual([])
})

it('events name the client and the network of a request, never the whole address', async () => {
  const person = await newPerson()
  const request = { headers: { 'user-agent': 'LifeOS-iOS/3.1 (iPhone)' }, address: '203.0.113.77' }
  await person.tasks('POST', '/tasks', { body: { title: 'One' }, ...request })
  const { data } = await person.events('GET', '/events', { query: { type: 'task.created' } })
  expect(data.data).toMatchObject([{ source: 'api', agent: 'LifeOS-iOS', address: '203.0.113.0/24' }])
  expect(JSON.stringify(await eventsOf(person.userId))).not.toContain('203.0.113.77')

  const { accessToken, userId } = await signUp()
  await invoke(handler, 'POST', '/ai/plan-day', { token: accessToken, body: { date: DAY.date }, ...request })
  const [proposed] = (await eventsOf(userId)).filter(({ type }) => type === 'plan.proposed')
  expect(proposed).toMatchObject({ source: 'ai', agent: 'LifeOS-iOS', address: '203.0.113.0/24' })
})

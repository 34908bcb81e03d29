import { expect, it } from 'vitest'
import { simulateYear } from '../../../infra/seed/year.ts'
import { createTask } from '../../../lib/domain/tasks/task.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import { Event } from '../../../lib/platform/events/event.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import { personContext } from '../../../lib/platform/schedule/run.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'

const eventsOf = async (userId: string) =>
  [...(await partitionOf(userId))].flatMap(([key, row]) => (key.startsWith('EVENT#') ? [row] : []))

const eventsOfTaskBy = async (ctx: Context) => {
  await createTask(ctx, { title: 'Water the plants', area: 'Health' })
  return eventsOf(ctx.userId)
}

it.each(Event.shape.source.options)(
  'an event says that its change was started by %s, as its context does',
  async (source) => {
    const events = await eventsOfTaskBy(contextFor(newUserId(), { source }))
    expect(events).toMatchObject([{ type: 'task.created', source }])
  },
)

it('what a schedule changes says cron and the name of the function', async () => {
  const run = {
    requestId: newUlid(),
    agent: 'reminders',
    now: Date.now,
    newId: newUlid,
    deadline: Date.now() + AMPLE_MS,
  }
  const events = await eventsOfTaskBy(personContext(run, newUserId()))
  expect(events).toMatchObject([{ type: 'task.created', source: 'cron', agent: 'reminders', address: null }])
})

it('what a script fills an account with says import', async () => {
  const userId = newUserId()
  await simulateYear({ userId, seed: 5, now: Date.parse('2026-03-29T12:00:00Z'), days: 3 })
  const events = await eventsOf(userId)
  expect(events.length).toBeGreaterThan(10)
  expect(new Set(events.map(({ source, agent }) => `${source} by ${agent}`))).toEqual(new Set(['import by seed']))
})

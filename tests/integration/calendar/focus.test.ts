import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksWrite, loadFocusTasksOf } from '../../../lib/domain/calendar/focus/focus.repository.ts'
import { placeFocusBlocks } from '../../../lib/domain/calendar/focus/focus-run.service.ts'
import { followBlocks } from '../../../lib/domain/calendar/focus/follow-blocks.service.ts'
import { CalendarUnavailable } from '../../../lib/domain/calendar/sync/provider.ts'
import { syncConnection } from '../../../lib/domain/calendar/sync/sync.service.ts'
import { loadState } from '../../../lib/domain/calendar/sync/sync-state.repository.ts'
import { applyPlan, revertPlan } from '../../../lib/domain/planner/apply/apply.service.ts'
import { planDay } from '../../../lib/domain/planner/plan.service.ts'
import { createTask, readTask, updateTask } from '../../../lib/domain/tasks/task.service.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import type { StreamRow } from '../../../lib/platform/stream/stream-row.ts'
import { sk } from '../../../lib/platform/table/keys.ts'
import { HOUR_MS } from '../../../lib/platform/units.ts'
import { models } from '../../../lib/providers/llm/models.ts'
import { contextFor } from '../../support/context.ts'
import { crashTable, dyingAt } from '../../support/crash.ts'
import { startFocusApi } from '../../support/focus-api.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let api: Awaited<ReturnType<typeof startFocusApi>>
let restore: () => void
beforeAll(async () => {
  api = await startFocusApi()
  restore = crashTable()
})
afterAll(async () => {
  restore()
  await api.stop()
})

const DATE = '2031-03-03'

const planned = async () => {
  const person = await api.newPerson(({ memory }) => {
    memory.put('keep', { title: 'Keep', start: '2031-03-03T06:00:00.000Z', end: '2031-03-03T07:00:00.000Z' })
  })
  const { ctx, id, providers, calendar, focusCalendarId } = person
  await person.focus(focusCalendarId)
  await person.idle()
  const task = await createTask(ctx, { title: 'Write', area: 'Health', size: 30 })
  const plan = async () => (await planDay(ctx, models, { date: DATE, taskIds: [task.id] })).result
  const { planId, scheduledTasks } = await plan()
  const times = { start: scheduledTasks[0]?.startTime ?? '', end: scheduledTasks[0]?.endTime ?? '' }
  const run = (more = {}) =>
    syncConnection(contextFor(ctx.userId, { source: 'sync', ...more }), providers, id, 'push', placeFocusBlocks)
  const blocks = () => calendar.memory.of(task.id).map(({ start, end }) => ({ start, end }))
  return { ...person, memory: calendar.memory, task, plan, planId, times, run, blocks }
}

describe('a plan that is applied', () => {
  it('is written to the focus calendar, and reverted takes exactly its blocks away', async () => {
    const { ctx, planId, run, blocks, times, memory } = await planned()
    await applyPlan(ctx, planId)
    await run()
    expect(blocks()).toEqual([times])
    await run()
    expect(memory.writes).toEqual(['create'])
    await revertPlan(ctx, planId)
    await run()
    expect([blocks(), memory.writes]).toEqual([[], ['create', 'delete']])
    expect(memory.shown()).toHaveLength(1)
    expect(violationsIn(await partitionOf(ctx.userId))).toEqual([])
  })

  it('leaves no rows for blocks where the person has no focus calendar', async () => {
    const { ctx, planId, task, focus } = await planned()
    await focus(null)
    await applyPlan(ctx, planId)
    expect(await loadFocusTasksOf(ctx, [task.id])).toEqual([])
  })

  it('does not keep its own task out of the time of its block, but other tasks', async () => {
    const { ctx, planId, plan, run, times } = await planned()
    await applyPlan(ctx, planId)
    await run()
    expect((await plan()).scheduledTasks).toMatchObject([{ startTime: times.start, endTime: times.end }])
    const other = await createTask(ctx, { title: 'Read', area: 'Health', size: 30 })
    const { result } = await planDay(ctx, models, { date: DATE, taskIds: [other.id] })
    expect(
      result.scheduledTasks.every(({ startTime, endTime }) => startTime >= times.end || endTime <= times.start),
    ).toBe(true)
  })
})

describe('a block that the person changes in the calendar', () => {
  it('moves its task once, with an event of the sync, and nothing is written back', async () => {
    const { ctx, planId, run, task, memory } = await planned()
    await applyPlan(ctx, planId)
    await run()
    const [block] = memory.of(task.id)
    const moved = { start: '2031-03-03T18:30:00.000Z', end: '2031-03-03T19:45:00.000Z' }
    memory.put(block?.externalId ?? '', moved)
    await run()
    await run()
    const after = await readTask(ctx, task.id)
    expect(after).toMatchObject({ scheduledStart: moved.start, scheduledEnd: moved.end, scheduledBy: null, version: 3 })
    expect(memory.writes).toEqual(['create'])
    const last = [...(await partitionOf(ctx.userId)).values()].find(
      (row) => row.entityId === task.id && row.version === 3,
    )
    expect(last).toMatchObject({ type: 'task.updated', source: 'sync' })
  })

  it('takes the time from its task when it is deleted', async () => {
    const { ctx, planId, run, task, memory } = await planned()
    await applyPlan(ctx, planId)
    await run()
    memory.remove(memory.of(task.id)[0]?.externalId ?? '')
    await run()
    await run()
    const nothing = { scheduledStart: null, scheduledEnd: null, scheduledBy: null, aiContext: null }
    expect(await readTask(ctx, task.id)).toMatchObject(nothing)
    expect(memory.writes).toEqual(['create'])
  })

  it('takes the time from its task when it is deleted before we heard that it was written', async () => {
    const { ctx, planId, run, task, memory } = await planned()
    await applyPlan(ctx, planId)
    memory.refuse = new CalendarUnavailable('conflict', 'It was made before and is not there any more')
    await run()
    memory.refuse = null
    await run()
    expect(await readTask(ctx, task.id)).toMatchObject({ scheduledStart: null, scheduledEnd: null })
    expect(memory.writes).toEqual([])
  })
})

describe('a block that the provider refuses', () => {
  it.each(['forbidden', 'http_403'])('with %s fails no run: it is tried again by the next', async (code) => {
    const { ctx, id, planId, run, times, blocks, memory } = await planned()
    await applyPlan(ctx, planId)
    memory.refuse = new CalendarUnavailable(code, 'Not allowed')
    await run()
    expect(await loadState(ctx, id)).toMatchObject({ lastError: null, failures: 0 })
    memory.refuse = null
    await run()
    expect(blocks()).toEqual([times])
  })
})

// To die when something has taken effect is to die before the next thing.
describe('a run that dies at an await', () => {
  it('leaves one event for each block, and the next run ends as without the crash', async () => {
    let deaths = 0
    for (let nth = 1, crashed = true; crashed; nth += 1) {
      const { ctx, planId, run, blocks, times, task, memory } = await planned()
      await applyPlan(ctx, planId)
      crashed = (await dyingAt(nth, { after: false }, () => run())).crashed
      deaths += Number(crashed)
      const later = { now: () => Date.now() + HOUR_MS, deadline: Date.now() + 2 * HOUR_MS }
      await run(later)
      await run(later)
      expect(blocks()).toEqual([times])
      expect(memory.writes).toEqual(['create'])
      expect(await readTask(ctx, task.id)).toMatchObject({ scheduledStart: times.start, version: 2 })
    }
    expect(deaths).toBeGreaterThan(10)
  })
})

describe('the stream', () => {
  const rowOf = (userId: string, taskId: string, before: object, after: object | null): StreamRow => ({
    ...{ sequence: '1', eventId: '1', action: 'MODIFY', userId, sk: sk.entity('task', taskId) },
    ...{ before: before as StreamRow['before'], after: after as StreamRow['after'] },
  })

  it('starts a run when a task is given another time here, and none for what a run itself changed', async () => {
    const { ctx, planId, run, idle, task, memory, blocks } = await planned()
    await applyPlan(ctx, planId)
    await run()
    const before = await readTask(ctx, task.id)
    const times = { scheduledStart: '2031-03-04T10:00:00.000Z', scheduledEnd: '2031-03-04T11:00:00.000Z' }
    const after = await updateTask(ctx, task.id, times)
    await followBlocks(ctx, [rowOf(ctx.userId, task.id, before, after)])
    await idle()
    expect(blocks()).toEqual([{ start: times.scheduledStart, end: times.scheduledEnd }])
    const writes = memory.writes.length
    memory.put(memory.of(task.id)[0]?.externalId ?? '', {
      start: '2031-03-04T12:00:00.000Z',
      end: '2031-03-04T13:00:00.000Z',
    })
    await run()
    const runs = async () =>
      [...(await partitionOf(ctx.userId)).keys()].filter((key) => key.startsWith('CALENDARRUN#')).length
    const known = await runs()
    await followBlocks(ctx, [rowOf(ctx.userId, task.id, after, await readTask(ctx, task.id))])
    await idle()
    expect([memory.writes.length, await runs()]).toEqual([writes, known])
  })

  it('starts a run for blocks that a plan wrote, though no task changed', async () => {
    const { ctx, planId, run, idle, task, blocks, times } = await planned()
    await applyPlan(ctx, planId)
    await run()
    const second = { part: 2, start: '2031-03-05T10:00:00.000Z', end: '2031-03-05T11:00:00.000Z' }
    const [known] = await loadFocusTasksOf(ctx, [task.id])
    const all = [...(known?.blocks ?? []), second]
    await commit(ctx, { changes: [], writes: [blocksWrite(ctx, task.id, planId, all)], result: null })
    const row = { ...rowOf(ctx.userId, task.id, { blocks: known?.blocks }, { blocks: all }), sk: sk.focusTask(task.id) }
    await followBlocks(ctx, [row])
    await idle()
    expect(blocks()).toEqual([times, { start: second.start, end: second.end }])
  })
})

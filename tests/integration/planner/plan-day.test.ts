import { beforeAll, describe, expect, it } from 'vitest'
import { handler as calendarHandler } from '../../../functions/calendar/handler.ts'
import { handler } from '../../../functions/planner/handler.ts'
import { apiFor } from '../../support/api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { type Answer, invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

/** A Monday that is always ahead, so that what is planned does not depend on the day of the test. */
const MONDAY = '2031-03-03'
const at = (time: string) => `${MONDAY}T${time}:00.000Z`

const apiOf = (user: TestUser) => {
  const { tasks, trash } = apiFor(user.accessToken)
  const call = (method: string, path: string, request: Request = {}): Promise<Answer> =>
    invoke(handler, method, path, { token: user.accessToken, ...request })
  const calendar = (body: object) =>
    invoke(calendarHandler, 'POST', '/calendar/events', { token: user.accessToken, body })
  const task = async (fields: object): Promise<string> =>
    (await tasks('POST', '/tasks', { body: { title: 'Task', ...fields } })).data.id
  const plan = async (body: object) => {
    const answer = await call('POST', '/ai/plan-day', { body: { date: MONDAY, ...body } })
    expect(answer.status, answer.raw).toBe(200)
    return answer.data.data.result
  }
  const read = async (id: string) => (await tasks('GET', `/tasks/${id}`)).data
  return { call, calendar, task, plan, read, tasks, trash }
}

let user: TestUser
let api: ReturnType<typeof apiOf>
beforeAll(async () => {
  user = await signUp()
  api = apiOf(user)
})

describe('planner preferences', () => {
  it('have defaults, keep what is named, and refuse what cannot be', async () => {
    const mine = apiOf(await signUp())
    expect((await mine.call('GET', '/planner/preferences')).data).toMatchObject({
      bufferMinutes: 15,
      maxFocusHours: 6,
      version: 0,
      timeZone: 'UTC',
    })
    const changed = await mine.call('PATCH', '/planner/preferences', {
      body: {
        bufferMinutes: 5,
        workingHours: {
          '6': [
            { start: '14:00', end: '16:00' },
            { start: '08:00', end: '10:00' },
          ],
        },
      },
    })
    expect(changed.data).toMatchObject({ bufferMinutes: 5, maxFocusHours: 6, version: 1 })
    expect(changed.data.workingHours['6']).toEqual([
      { start: '08:00', end: '10:00' },
      { start: '14:00', end: '16:00' },
    ])
    expect(changed.data.workingHours['1']).toEqual([{ start: '09:00', end: '17:00' }])
    for (const body of [
      { peakHours: [{ start: '10:00', end: '09:00' }] },
      {
        breaks: [
          { start: '10:00', end: '12:00' },
          { start: '11:00', end: '13:00' },
        ],
      },
      { maxBlockMinutes: 20 },
      { bufferMinutes: -1 },
      { peakHours: [{ start: '25:00', end: '26:00' }] },
    ])
      expect((await mine.call('PATCH', '/planner/preferences', { body })).status, JSON.stringify(body)).toBe(400)
    const stale = { body: { bufferMinutes: 6 }, headers: { 'if-match': '"7"' } }
    expect((await mine.call('PATCH', '/planner/preferences', stale)).status).toBe(412)
  })
})

describe('a plan', () => {
  it('keeps events, order and locks, says why, and changes no task', async () => {
    await api.calendar({ title: 'Meeting', start: at('09:00'), end: at('10:00') })
    const first = await api.task({ title: 'Draft', priority: 'P1', size: 60, dueDate: MONDAY })
    const second = await api.task({ title: 'Send', priority: 'P3', size: 30 })
    await api.tasks('POST', `/tasks/${second}/dependencies`, { body: { dependsOnTaskId: first } })
    const fixed = await api.task({ title: 'Call', size: 30, scheduledStart: at('14:00'), scheduledEnd: at('14:30') })
    const huge = await api.task({ title: 'Novel', priority: 'P4', size: 900 })
    const outside = await api.task({ title: 'Ground work' })
    const waiting = await api.task({ title: 'Blocked by it' })
    await api.tasks('POST', `/tasks/${waiting}/dependencies`, { body: { dependsOnTaskId: outside } })

    const taskIds = [first, second, fixed, huge, waiting]
    const before = await Promise.all(taskIds.map(api.read))
    const answer = await api.call('POST', '/ai/plan-day', {
      body: { date: MONDAY, taskIds: [...taskIds, 'unknown'], tasks: [{ taskId: fixed, locked: true }] },
    })
    expect(answer.status, answer.raw).toBe(200)
    expect(answer.data).toMatchObject({ provider: 'lifeos' })
    expect(answer.data.result).toEqual(answer.data.data.result)
    const plan = answer.data.result
    const of = (id: string) => plan.scheduledTasks.find(({ taskId }: { taskId: string }) => taskId === id)
    expect(of(first)).toMatchObject({ startTime: at('10:15'), endTime: at('11:15') })
    expect(of(first).reasons).toContain('It is due that day')
    expect(of(second).startTime >= at('11:30')).toBe(true)
    expect(of(second).reasons).toContain('After Draft, which it depends on')
    expect(of(fixed)).toMatchObject({ startTime: at('14:00'), endTime: at('14:30'), locked: true })
    const unscheduled = Object.fromEntries(
      plan.unscheduledTasks.map((row: { taskId: string; constraint: string; blockedBy: string[] }) => [
        row.taskId,
        row,
      ]),
    )
    expect(unscheduled[waiting]).toMatchObject({ constraint: 'dependency', blockedBy: [outside] })
    expect(unscheduled[waiting].reason).toContain('Ground work')
    expect(unscheduled.unknown).toMatchObject({ constraint: 'notFound' })
    expect(unscheduled[huge].reason).not.toBe('')
    expect(plan.score).toBeGreaterThan(0)
    expect(await Promise.all(taskIds.map(api.read))).toEqual(before)
    expect((await api.call('GET', `/ai/plan-day/${plan.planId}`)).data).toMatchObject({ state: 'proposed' })
  })

  it('names the one rule that keeps a task out', async () => {
    const mine = apiOf(await signUp())
    const id = await mine.task({ size: 60, priority: 'P2' })
    const why = async (body: object) => {
      const { unscheduledTasks } = await mine.plan({ taskIds: [id], ...body })
      return unscheduledTasks[0]?.constraint
    }
    expect(await why({})).toBeUndefined()
    expect(await why({ tasks: [{ taskId: id, deadline: at('09:30') }] })).toBe('deadline')
    expect(await why({ tasks: [{ taskId: id, startAfter: at('16:30') }] })).toBe('startAfter')
    expect(await why({ preferences: { maxFocusHours: 0.5 } })).toBe('focusHours')
    expect(
      await why({
        tasks: [{ taskId: id, minutes: 400 }],
        preferences: { breaks: [], maxFocusHours: 8, bufferMinutes: 60 },
      }),
    ).toBe('buffer')
    expect(await why({ preferences: { workingHours: { '1': [] } } })).toBe('workingHours')
    const { data } = await mine.calendar({ title: 'Offsite', start: at('08:00'), end: at('18:00') })
    const { unscheduledTasks } = await mine.plan({ taskIds: [id] })
    expect(unscheduledTasks[0]).toMatchObject({ constraint: 'events', blockedBy: [data.id] })
  })

  it('is applied, again without effect, and reverted exactly', async () => {
    const mine = apiOf(await signUp())
    const ids = await Promise.all(Array.from({ length: 30 }, (_, i) => mine.task({ title: `T${i}`, size: 30 })))
    const deleted = ids[0] ?? ''
    const done = ids[1] ?? ''
    const moved = ids[2] ?? ''
    const touched = ids[3] ?? ''
    const { planId, scheduledTasks } = await mine.plan({ endDate: '2031-03-07' })
    expect(scheduledTasks).toHaveLength(30)
    await mine.tasks('DELETE', `/tasks/${deleted}`)
    await mine.tasks('POST', `/tasks/${done}/complete`)
    await mine.tasks('PATCH', `/tasks/${moved}`, { body: { scheduledStart: at('20:00'), scheduledEnd: at('21:00') } })

    expect((await mine.call('POST', `/ai/plan-day/${planId}/revert`)).status).toBe(409)
    const applied = await mine.call('POST', `/ai/plan-day/${planId}/apply`, { headers: { 'idempotency-key': 'a1' } })
    expect(applied.status, applied.raw).toBe(200)
    expect(applied.data.tasks).toHaveLength(27)
    expect(applied.data.conflicts).toEqual(
      expect.arrayContaining([
        { taskId: deleted, reason: 'deleted' },
        { taskId: done, reason: 'finished' },
        { taskId: moved, reason: 'changed' },
      ]),
    )
    const row = scheduledTasks.find(({ taskId }: { taskId: string }) => taskId === touched)
    const planned = await mine.read(touched)
    expect(planned).toMatchObject({ scheduledStart: row.startTime, scheduledEnd: row.endTime, version: 2 })
    expect(planned.aiContext).toContain(row.rationale)
    expect(
      (await mine.call('POST', `/ai/plan-day/${planId}/apply`, { headers: { 'idempotency-key': 'a1' } })).data,
    ).toEqual(applied.data)
    expect((await mine.call('POST', `/ai/plan-day/${planId}/apply`)).data).toEqual(applied.data)
    expect((await mine.read(touched)).version).toBe(2)

    await mine.tasks('PATCH', `/tasks/${touched}`, { body: { scheduledStart: at('06:00') } })
    const reverted = await mine.call('POST', `/ai/plan-day/${planId}/revert`)
    expect(reverted.data).toMatchObject({ state: 'reverted', conflicts: [{ taskId: touched, reason: 'changed' }] })
    expect(reverted.data.tasks).toHaveLength(26)
    expect((await mine.read(touched)).scheduledStart).toBe(at('06:00'))
    expect(await mine.read(ids[9] ?? '')).toMatchObject({ scheduledStart: null, scheduledEnd: null, aiContext: null })
    expect((await mine.call('POST', `/ai/plan-day/${planId}/revert`)).data).toEqual(reverted.data)
    expect((await mine.call('POST', `/ai/plan-day/${planId}/apply`)).status).toBe(409)
  })

  it('applied twice at once changes every task once', async () => {
    const mine = await signUp()
    const own = apiOf(mine)
    const ids = await Promise.all(Array.from({ length: 8 }, () => own.task({ size: 15 })))
    const { planId } = await own.plan({})
    const answers = await Promise.all([1, 2, 3].map(() => own.call('POST', `/ai/plan-day/${planId}/apply`)))
    for (const { status, raw } of answers) expect(status, raw).toBe(200)
    for (const id of ids) expect((await own.read(id)).version).toBe(2)
    expect(violationsIn(await partitionOf(mine.userId))).toEqual([])
  })

  it('belongs to its person alone', async () => {
    const { planId } = await api.plan({ taskIds: [] })
    const other = apiOf(await signUp())
    for (const [method, path] of [
      ['GET', `/ai/plan-day/${planId}`],
      ['POST', `/ai/plan-day/${planId}/apply`],
      ['POST', `/ai/plan-day/${planId}/revert`],
    ] as const)
      expect((await other.call(method, path)).status).toBe(404)
  })

  it('has at most seven days, and an end after its beginning', async () => {
    for (const endDate of ['2031-03-10', '2031-03-02'])
      expect((await api.call('POST', '/ai/plan-day', { body: { date: MONDAY, endDate } })).status).toBe(400)
  })

  it('answers a repeated key with the same plan', async () => {
    const request = { body: { date: MONDAY, taskIds: [] }, headers: { 'idempotency-key': 'k1' } }
    const one = await api.call('POST', '/ai/plan-day', request)
    const two = await api.call('POST', '/ai/plan-day', request)
    expect(two.data).toEqual(one.data)
  })
})

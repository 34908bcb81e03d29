import { beforeAll, describe, expect, it } from 'vitest'
import { readHistory } from '../../../lib/domain/habits/history.repository.ts'
import { figuresOf } from '../../../lib/domain/habits/stats.service.ts'
import { statsOf } from '../../../lib/domain/habits/stats.ts'
import { changeProfile } from '../../../lib/domain/profile/profile.service.ts'
import { localDateOf } from '../../../lib/domain/time/zone.ts'
import { contextFor } from '../../support/context.ts'
import { dayAgo, type HabitsUser, habitsUser } from '../../support/habits-api.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let me: HabitsUser
beforeAll(async () => {
  me = await habitsUser()
})

const UNKNOWN = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const types = async (entityId: string) =>
  (await me.events('GET', '/events', { query: { entityId } })).data.data.map(({ type }: { type: string }) => type)
const stats = async (id: string) => (await me.habits('GET', `/habits/${id}/stats`)).data
const daysOf = async (id: string, query: Record<string, string> = {}) =>
  (await me.habits('GET', `/habits/${id}/logs`, { query })).data.data.map(({ date }: { date: string }) => date)

describe('the life of a habit', () => {
  it('is created, changed, cleared, deleted and restored with its logs', async () => {
    const { id } = await me.habit({ weekdays: [3, 1, 3], intent: 'i', dailyTarget: 2, isActive: true })
    await me.log(id, { date: dayAgo(0), completed: 'True', notes: '' })
    const changed = await me.habits('PATCH', `/habits/${id}`, {
      body: { intent: '', dailyTarget: null, isActive: false },
    })
    expect(changed.data, changed.raw).toMatchObject({
      weekdays: [1, 3],
      intent: null,
      dailyTarget: null,
      status: 'Paused',
      isActive: false,
      pauses: [{ startDate: dayAgo(0), endDate: null }],
      version: 2,
    })
    expect((await me.habits('DELETE', `/habits/${id}`)).data).toEqual({ id, deleted: true })
    for (const path of ['', '/logs', '/skips', '/stats', '/heatmap', `/logs/${dayAgo(0)}`])
      expect((await me.habits('GET', `/habits/${id}${path}`)).status, path).toBe(404)
    expect((await me.log(id, { date: dayAgo(0) })).status).toBe(404)
    expect((await me.habits('POST', `/habits/${id}/skips`, { body: { date: dayAgo(0) } })).status).toBe(404)
    expect((await me.trash('POST', `/trash/habit/${id}/restore`)).status).toBe(200)
    expect(await daysOf(id)).toEqual([dayAgo(0)])
    expect(await types(id)).toEqual(['habit.created', 'habit.updated', 'habit.deleted', 'habit.restored'])
  })

  it('refuses what it cannot be, naming the field', async () => {
    const { id } = await me.habit()
    const wrong: [object, string][] = [
      [{ weekdays: [8] }, 'weekdays'],
      [{ everyNDays: 0 }, 'everyNDays'],
      [{ dailyTarget: 0 }, 'dailyTarget'],
      [{ pauses: [{ startDate: '2026-02-02', endDate: '2026-02-01' }] }, 'endDate'],
      [{ startDate: '2026-02-30' }, 'startDate'],
      [{ goalIds: [UNKNOWN] }, 'goalIds'],
    ]
    for (const [body, field] of wrong) {
      const answer = await me.habits('PATCH', `/habits/${id}`, { body })
      expect(answer.status, field).toBe(400)
      expect(JSON.stringify(answer.error.details), field).toContain(field)
    }
  })
})

describe('lists of habits', () => {
  it('filter by area, status and goal', async () => {
    const { id } = await me.habit({ area: 'Love', status: 'Paused' })
    const ids = async (query: Record<string, string>) =>
      (await me.habits('GET', '/habits', { query })).data.data.map((row: { id: string }) => row.id)
    expect(await ids({ area: 'Love', status: 'Paused' })).toEqual([id])
    expect(await ids({ area: 'Love', status: 'Active' })).toEqual([])
    expect(await ids({ goalId: UNKNOWN })).toEqual([])
  })
})

describe('logs', () => {
  it('are one for each day, with an event for each change and none for a repeat', async () => {
    const { id } = await me.habit({ dailyTarget: 3 })
    const first = (await me.log(id, { date: dayAgo(1), amount: 1.1 })).data
    await me.log(id, { date: dayAgo(1), completed: true })
    const third = (await me.log(id, { date: dayAgo(1), amount: 2.2, notes: 'more' })).data
    expect(third).toMatchObject({ id: first.id, amount: 3.3, notes: 'more', version: 2, completed: true })
    expect(await types(first.id)).toEqual(['habitlog.completed', 'habitlog.updated'])
    const corrected = await me.habits('PATCH', `/habits/${id}/logs/${dayAgo(1)}`, { body: { amount: 2, notes: '' } })
    expect(corrected.data).toMatchObject({ amount: 2, notes: null, version: 3 })
    const stale = { body: { amount: 1 }, headers: { 'if-match': '"1"' } }
    expect((await me.habits('PATCH', `/habits/${id}/logs/${dayAgo(1)}`, stale)).status).toBe(412)
    expect((await me.habits('GET', `/habits/${id}/logs/${dayAgo(1)}`)).headers.etag).toBe('"3"')
  })

  it('of 20 at once add up, whoever makes the first', async () => {
    const { id } = await me.habit()
    const answers = await Promise.all(Array.from({ length: 20 }, () => me.log(id, { date: dayAgo(0), amount: 0.5 })))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201))
    expect((await me.habits('GET', `/habits/${id}/logs`)).data.data).toMatchObject([{ amount: 10, version: 20 }])
  })

  it('are deleted, written anew, deleted again, and restored where their day is free', async () => {
    const { id } = await me.habit()
    const one = (await me.log(id, { date: dayAgo(2), amount: 1 })).data
    await me.habits('DELETE', `/habits/${id}/logs/${dayAgo(2)}`)
    const two = (await me.log(id, { date: dayAgo(2), amount: 2 })).data
    expect(two.id).not.toBe(one.id)
    expect((await me.trash('POST', `/trash/habitlog/${one.id}/restore`)).error.code).toBe('CONFLICT')
    expect((await me.habits('DELETE', `/habits/${id}/logs/${dayAgo(2)}`)).data).toEqual({ id: two.id, deleted: true })
    expect((await me.trash('POST', `/trash/habitlog/${one.id}/restore`)).status).toBe(200)
    expect((await me.habits('GET', `/habits/${id}/logs`)).data.data).toMatchObject([{ id: one.id, amount: 1 }])
    await me.habits('DELETE', `/habits/${id}/logs/${dayAgo(2)}`)
    await me.habits('DELETE', `/habits/${id}`)
    expect((await me.trash('POST', `/trash/habitlog/${one.id}/restore`)).status).toBe(409)
  })

  it('are listed by day or by the time they were made, in pages that hold each once', async () => {
    const { id } = await me.habit()
    for (const back of [3, 1, 4, 2]) await me.log(id, { date: dayAgo(back) })
    expect(await daysOf(id, { sortOrder: 'asc' })).toEqual([4, 3, 2, 1].map(dayAgo))
    expect(await daysOf(id, { sortBy: 'createdAt' })).toEqual([2, 4, 1, 3].map(dayAgo))
    expect(await daysOf(id, { startDate: dayAgo(1), endDate: dayAgo(3) })).toEqual([])
    const page = (await me.habits('GET', `/habits/${id}/logs`, { query: { pageSize: '3' } })).data
    const rest = (await me.habits('GET', `/habits/${id}/logs`, { query: { pageSize: '3', cursor: page.nextCursor } }))
      .data
    expect([...page.data, ...rest.data].map(({ date }) => date)).toEqual([1, 2, 3, 4].map(dayAgo))
    expect(rest.hasMore).toBe(false)
  })

  it('refuse days to come and days that do not exist', async () => {
    const { id } = await me.habit()
    for (const date of [dayAgo(-1), dayAgo(-2), '2026-02-30', 'today', null]) {
      const answer = await me.log(id, { date })
      expect(answer.status, String(date)).toBe(400)
      expect(answer.error.details[0].loc).toEqual(['body', 'date'])
    }
    expect((await me.log(id, { date: dayAgo(0), completed: 'False' })).error.details[0].loc).toEqual([
      'body',
      'completed',
    ])
    for (const method of ['GET', 'DELETE'])
      expect((await me.habits(method, `/habits/${id}/logs/${dayAgo(0)}`)).status).toBe(404)
  })
})

describe('skips', () => {
  it('bridge a streak, are changed by a repeat, and are taken back', async () => {
    const { id } = await me.habit()
    for (const back of [0, 2]) await me.log(id, { date: dayAgo(back) })
    expect(await stats(id)).toMatchObject({ currentStreak: 1, longestStreak: 1 })
    const skip = (body: object) => me.habits('POST', `/habits/${id}/skips`, { body: { date: dayAgo(1), ...body } })
    const first = await skip({})
    expect(first.status).toBe(201)
    expect((await skip({ type: 'Freeze', notes: 'ill' })).data).toMatchObject({
      id: first.data.id,
      type: 'Freeze',
      version: 2,
    })
    expect(await stats(id)).toMatchObject({ currentStreak: 2, longestStreak: 2, total: 2 })
    expect((await me.habits('GET', `/habits/${id}/skips`)).data).toMatchObject({
      total: 1,
      data: [{ date: dayAgo(1) }],
    })
    expect((await me.habits('DELETE', `/habits/${id}/skips/${dayAgo(1)}`)).status).toBe(200)
    expect(await stats(id)).toMatchObject({ currentStreak: 1 })
    expect((await me.trash('POST', `/trash/habitskip/${first.data.id}/restore`)).status).toBe(200)
    expect(await stats(id)).toMatchObject({ currentStreak: 2 })
  })
})

describe('figures', () => {
  it('of one habit and of several agree, and are those of the pure rules', async () => {
    const [daily, weekly] = [await me.habit(), await me.habit({ frequency: 'Weekly', weeklyTarget: 2 })]
    for (const back of [0, 1, 2, 9]) await me.log(daily.id, { date: dayAgo(back) })
    for (const back of [0, 8, 15]) await me.log(weekly.id, { date: dayAgo(back), amount: 2 })
    const ctx = contextFor(me.userId)
    const calendar = { today: dayAgo(0), zone: 'UTC', weekStart: 1 }
    const figures = await figuresOf(ctx, [daily, weekly], calendar, await partitionOf(me.userId))
    expect(await figuresOf(ctx, [daily, weekly], calendar, new Map())).toEqual(figures)
    for (const habit of [daily, weekly]) {
      const found = await stats(habit.id)
      expect(found).toEqual(statsOf(habit, await readHistory(ctx, habit.id), calendar))
      expect(figures.get(habit.id)).toEqual({
        consistency: found.consistency,
        streakDays: found.streakDays,
        lastLoggedDate: found.lastLoggedDate,
      })
    }
  })

  it('heat the days of half a year, or of a range', async () => {
    const { id } = await me.habit()
    await me.log(id, { date: dayAgo(0) })
    await me.log(id, { date: dayAgo(9), amount: 4 })
    await me.log(id, { date: dayAgo(300) })
    const heat = async (query: Record<string, string> = {}) =>
      (await me.habits('GET', `/habits/${id}/heatmap`, { query })).data
    expect(await heat()).toEqual({ [dayAgo(0)]: 1, [dayAgo(9)]: 4 })
    expect(await heat({ startDate: dayAgo(300), endDate: dayAgo(300) })).toEqual({ [dayAgo(300)]: 1 })
    expect(await heat({ startDate: dayAgo(1), endDate: dayAgo(2) })).toEqual({})
  })

  it('follow the person’s time zone and week', async () => {
    const one = await habitsUser()
    // One of these two is at another day than UTC, at any time of the day.
    const zone = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'].find((name) => localDateOf(Date.now(), name) !== dayAgo(0))
    const timeZone = zone ?? 'UTC'
    await changeProfile(contextFor(one.userId), { timeZone, weekStart: 7 })
    const today = localDateOf(Date.now(), timeZone)
    const { id } = await one.habit()
    const weekly = await one.habit({ frequency: 'Weekly', weeklyTarget: 2, startDate: dayAgo(20) })
    const sent = today < dayAgo(0) ? dayAgo(0) : today
    expect((await one.log(id, { date: sent })).data.date).toBe(today)
    const rows = (await one.habits('GET', '/habits/today')).data.data
    expect(rows).toMatchObject([
      { habitId: id, date: today, completed: true, due: false },
      { habitId: weekly.id, date: today, completed: false, due: true, unit: 'week', done: 0 },
    ])
    expect((await one.habits('GET', `/habits/${id}/stats`)).data).toMatchObject({ currentStreak: 1, last7Days: 1 })
  })
})

describe('everything stored', () => {
  it('is what the log of events says', async () => {
    expect(violationsIn(await partitionOf(me.userId))).toEqual([])
  })
})

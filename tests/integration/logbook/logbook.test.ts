import { beforeAll, describe, expect, it } from 'vitest'
import { DAY_MS } from '../../../lib/platform/units.ts'
import { dayAgo, type HabitsUser, habitsUser } from '../../support/habits-api.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let me: HabitsUser
beforeAll(async () => {
  me = await habitsUser()
})

const UNKNOWN = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
let serial = 0
/** A day that no other test writes about. */
const freshDay = () => new Date(Date.UTC(2010, 0, 1) + ++serial * DAY_MS).toISOString().slice(0, 10)
const read = (idOrDate: string) => me.logbook('GET', `/logbook/${idOrDate}`)
const task = async () => (await me.tasks('POST', '/tasks', { body: { title: 'T', area: 'Health' } })).data

describe('an entry', () => {
  it('is found by its id and its date, also after it was moved', async () => {
    const [date, moved] = [freshDay(), freshDay()]
    const { id } = await me.entry({ date, title: 'First', energy: 4, notes: '# Day\n\n- one' })
    expect((await read(date)).data).toEqual((await read(id)).data)
    const changed = await me.logbook('PATCH', `/logbook/${id}`, { body: { date: moved, energyLevel: 9 } })
    expect(changed.data, changed.raw).toMatchObject({ id, date: moved, energy: 9, energyLevel: 9, version: 2 })
    expect((await read(moved)).data).toEqual((await read(id)).data)
    expect((await read(date)).status).toBe(404)
    expect((await me.logbook('PATCH', `/logbook/${moved}`, { body: { notes: '', energy: null } })).data).toMatchObject({
      notes: null,
      energyLevel: null,
      energy: null,
      version: 3,
    })
  })

  it('is the only one of its day: a second is refused, and so is moving another there', async () => {
    const [date, other] = [freshDay(), freshDay()]
    await me.entry({ date })
    const second = await me.logbook('POST', '/logbook', { body: { date } })
    expect([second.status, second.error.message]).toEqual([409, `There is an entry for ${date} already`])
    const { id } = await me.entry({ date: other })
    const moved = await me.logbook('PATCH', `/logbook/${id}`, { body: { date } })
    expect([moved.status, moved.error.code]).toEqual([409, 'CONFLICT'])
    expect((await read(id)).data.date).toBe(other)
  })

  it('of ten written at once for a day is one, the others are refused or joined', async () => {
    const [date, merged] = [freshDay(), freshDay()]
    const write = (day: string, i: number, query: Record<string, string>) =>
      me.logbook('POST', '/logbook', { body: { date: day, notes: `Note ${i}` }, query })
    const ten = <T>(one: (i: number) => Promise<T>) => Promise.all(Array.from({ length: 10 }, (_, i) => one(i)))
    const refused = await ten((i) => write(date, i, {}))
    expect(refused.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)])
    const joined = await ten((i) => write(merged, i, { merge: 'true' }))
    expect(joined.map(({ status }) => status)).toEqual(Array(10).fill(201))
    const { notes, version } = (await read(merged)).data
    expect(notes.split('\n\n').sort()).toEqual(Array.from({ length: 10 }, (_, i) => `Note ${i}`))
    expect(version).toBe(10)
  })

  it('joins what is sent for its day with merge=true', async () => {
    const date = freshDay()
    const [one, two] = [await task(), await task()]
    const first = await me.entry({ date, title: 'Morning', notes: 'Slept well.', mood: 'Low', taskIds: [one.id] })
    const body = { date, notes: 'Ran.', mood: 'High', title: '', energy: 7, taskIds: [two.id] }
    const merge = () => me.logbook('POST', '/logbook', { body, query: { merge: 'true' } })
    const expected = {
      id: first.id,
      title: 'Morning',
      notes: 'Slept well.\n\nRan.',
      mood: 'High',
      energy: 7,
      taskIds: [one.id, two.id],
      version: 2,
    }
    expect((await merge()).data).toMatchObject(expected)
    expect((await merge()).data).toMatchObject(expected)
    const many = { date, taskIds: Array.from({ length: 7 }, (_, i) => `T${i}`) }
    const tooMany = await me.logbook('POST', '/logbook', { body: many, query: { merge: 'true' } })
    expect([tooMany.status, tooMany.error.details[0].loc]).toEqual([400, ['body', 'taskIds']])
    const long = { date, notes: 'x'.repeat(99_990) }
    const tooLong = await me.logbook('POST', '/logbook', { body: long, query: { merge: 'true' } })
    expect([tooLong.status, tooLong.error.details[0].loc]).toEqual([400, ['body', 'notes']])
  })

  it('is deleted, written anew, deleted again, and restored where its day is free', async () => {
    const date = freshDay()
    const one = await me.entry({ date, title: 'One' })
    expect((await me.logbook('DELETE', `/logbook/${one.id}`)).data).toEqual({ id: one.id, deleted: true })
    for (const key of [one.id, date]) expect((await read(key)).status).toBe(404)
    const two = await me.entry({ date, title: 'Two' })
    expect((await read(one.id)).status).toBe(404)
    const restored = await me.trash('POST', `/trash/logbook/${one.id}/restore`)
    expect([restored.status, restored.error.message]).toEqual([409, 'There is another logbook entry in its place'])
    await me.logbook('DELETE', `/logbook/${date}`)
    expect((await me.trash('POST', `/trash/logbook/${one.id}/restore`)).status).toBe(200)
    expect((await read(date)).data).toMatchObject({ id: one.id, title: 'One', version: 3 })
    expect((await read(two.id)).status).toBe(404)
  })

  it('is changed by ten at once without losing anything; a stale If-Match is refused', async () => {
    const { id } = await me.entry({ date: freshDay() })
    const tasks = await Promise.all(Array.from({ length: 8 }, task))
    const link = (one: { id: string }) =>
      me.logbook('POST', `/logbook/${id}/links`, { body: { entityType: 'task', entityId: one.id } })
    expect((await Promise.all(tasks.map(link))).map(({ status }) => status)).toEqual(Array(8).fill(201))
    expect((await read(id)).data.taskIds.sort()).toEqual(tasks.map((one) => one.id).sort())
    expect((await link(await task())).status).toBe(409)
    const stale = { body: { title: 'x' }, headers: { 'if-match': '"1"' } }
    expect((await me.logbook('PATCH', `/logbook/${id}`, stale)).status).toBe(412)
  })
})

describe('links', () => {
  it('end with either side and come back with it', async () => {
    const date = freshDay()
    const { id } = await me.entry({ date })
    const [one, habit] = [await task(), await me.habit()]
    const links = async () =>
      (await me.logbook('GET', `/logbook/${id}/links`)).data.data.map(({ entityId }: { entityId: string }) => entityId)
    for (const [entityType, { id: entityId }] of [
      ['task', one],
      ['habit', habit],
    ] as const)
      await me.logbook('POST', `/logbook/${date}/links`, { body: { entityType, entityId } })
    expect(await links()).toEqual([one.id, habit.id])
    await me.tasks('DELETE', `/tasks/${one.id}`)
    await me.logbook('PATCH', `/logbook/${id}`, { body: { date: freshDay() } })
    await me.habits('DELETE', `/habits/${habit.id}`)
    expect(await links()).toEqual([])
    await me.trash('POST', `/trash/task/${one.id}/restore`)
    await me.trash('POST', `/trash/habit/${habit.id}/restore`)
    expect(await links()).toEqual([one.id, habit.id])
    await me.logbook('DELETE', `/logbook/${id}`)
    await me.trash('POST', `/trash/logbook/${id}/restore`)
    expect(await links()).toEqual([one.id, habit.id])
    expect((await me.logbook('DELETE', `/logbook/${id}/links/${one.id}`)).data).toEqual({ id: one.id, deleted: true })
    expect((await me.logbook('DELETE', `/logbook/${id}/links/${one.id}`)).status).toBe(404)
    expect((await me.logbook('DELETE', `/logbook/${id}/links/${UNKNOWN}`)).status).toBe(404)
  })

  it('to what does not exist are refused', async () => {
    const { id } = await me.entry({ date: freshDay() })
    for (const entityType of ['task', 'project', 'goal', 'habit']) {
      const answer = await me.logbook('POST', `/logbook/${id}/links`, { body: { entityType, entityId: UNKNOWN } })
      expect([answer.status, answer.error.code], entityType).toEqual([404, 'NOT_FOUND'])
    }
    const answer = await me.logbook('POST', '/logbook', { body: { date: freshDay(), habitIds: [UNKNOWN] } })
    expect([answer.status, answer.error.details[0].loc]).toEqual([400, ['body', 'habitIds']])
  })

  it('can all be exchanged at once, together with the date', async () => {
    const make = (kind: 'task' | 'habit') =>
      Promise.all(Array.from({ length: 8 }, () => (kind === 'task' ? task() : me.habit())))
    const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)
    const before = { taskIds: ids(await make('task')), habitIds: ids(await make('habit')) }
    const after = { taskIds: ids(await make('task')), habitIds: ids(await make('habit')) }
    const { id } = await me.entry({ date: freshDay(), ...before })
    expect((await me.logbook('PATCH', `/logbook/${id}`, { body: { date: freshDay(), ...after } })).data).toMatchObject(
      after,
    )
    expect((await me.logbook('DELETE', `/logbook/${id}`)).status).toBe(200)
  })
})

describe('lists', () => {
  it('hold a range of days, newest first or oldest first, in pages', async () => {
    const days = [freshDay(), freshDay(), freshDay()]
    for (const date of days) await me.entry({ date })
    const list = async (query: Record<string, string>) => (await me.logbook('GET', '/logbook', { query })).data
    const range = { startDate: days[0] ?? '', endDate: days[2] ?? '' }
    const dates = (page: { data: { date: string }[] }) => page.data.map(({ date }) => date)
    expect(dates(await list(range))).toEqual([...days].reverse())
    expect(dates(await list({ ...range, sortOrder: 'asc' }))).toEqual(days)
    const page = await list({ ...range, pageSize: '2' })
    expect(dates(await list({ ...range, pageSize: '2', cursor: page.nextCursor }))).toEqual([days[0]])
    expect(await list({ startDate: days[2] ?? '', endDate: days[0] ?? '' })).toMatchObject({ data: [], total: 0 })
  })

  it('show what was written on this day in earlier years', async () => {
    const one = await habitsUser()
    for (const date of ['2020-02-29', '2024-02-29', '2023-02-28', '2026-05-01']) await one.entry({ date })
    const dates = async (query: Record<string, string>) =>
      (await one.logbook('GET', '/logbook/on-this-day', { query })).data.data.map(({ date }: { date: string }) => date)
    expect(await dates({ date: '2028-02-29' })).toEqual(['2024-02-29', '2020-02-29'])
    expect(await dates({ date: '2028-02-29', years: '4' })).toEqual(['2024-02-29'])
    expect(await dates({ date: '2026-05-01' })).toEqual([])
    const lastYear = `${Number(dayAgo(0).slice(0, 4)) - 1}${dayAgo(0).slice(4)}`
    if (!lastYear.endsWith('02-29')) await one.entry({ date: lastYear })
    expect(await dates({ years: '1' })).toEqual(lastYear.endsWith('02-29') ? [] : [lastYear])
  })
})

describe('everything stored', () => {
  it('is what the log of events says, and every pointer leads to its entry', async () => {
    expect(violationsIn(await partitionOf(me.userId))).toEqual([])
  })
})

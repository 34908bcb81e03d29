import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { createHabit, listHabits, readHabit, updateHabit } from '../../../lib/domain/habits/habit.service.ts'
import { listLogs, logDay, updateLog } from '../../../lib/domain/habits/habit-log.service.ts'
import { readStats } from '../../../lib/domain/habits/stats.service.ts'
import { createEntry, listEntries, readEntry } from '../../../lib/domain/logbook/logbook.service.ts'
import { metered, type Usage } from '../../../lib/platform/log/meter.ts'
import { documentClient, tableName } from '../../../lib/platform/table/client.ts'
import { sk, userPk } from '../../../lib/platform/table/keys.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { dayAgo } from '../../support/habits-api.ts'

const ctx = contextFor(newUserId())
const cost = (work: () => Promise<unknown>): Promise<Usage> =>
  metered(async (usage) => {
    await work()
    return { ...usage }
  })
const LOGS = 120

let habitId = ''
beforeAll(async () => {
  const habit = await createHabit(ctx, { name: 'Read', area: 'Health', habitType: 'Build', frequency: 'Daily' })
  habitId = habit.id
  for (let back = 1; back <= LOGS; back++) await logDay(ctx, habitId, { completed: true, date: dayAgo(back) })
})

describe('what habits cost', () => {
  it('a habit is half a read unit in one call, a list its rows', async () => {
    expect(await cost(() => readHabit(ctx, habitId))).toMatchObject({ calls: 1, readUnits: 0.5 })
    expect(await cost(() => listHabits(ctx, {}))).toMatchObject({ calls: 1, readUnits: 0.5 })
  })

  it('a new habit is one transaction, two units each for the habit, its event and the row of its recent days', async () => {
    const body = { name: 'Write', area: 'Health', habitType: 'Build', frequency: 'Daily' } as const
    expect(await cost(() => createHabit(ctx, body))).toEqual({ calls: 1, readUnits: 0, writeUnits: 6 })
  })

  it('the row of recent days costs a log two units more, nothing where only notes change, and two reads where it is made', async () => {
    const own = contextFor(newUserId())
    const body = { name: 'Read', area: 'Health', habitType: 'Build', frequency: 'Daily' } as const
    const { id } = await createHabit(own, body)
    const date = dayAgo(0)
    expect(await cost(() => logDay(own, id, { date }))).toMatchObject({ calls: 2, writeUnits: 8 })
    expect(await cost(() => logDay(own, id, { date, notes: 'x' }))).toMatchObject({ calls: 2, writeUnits: 6 })
    expect(await cost(() => updateLog(own, id, date, { notes: 'y' }))).toMatchObject({ writeUnits: 6 })
    expect(await cost(() => updateHabit(own, id, { name: 'Write' }))).toMatchObject({ writeUnits: 4 })
    const Key = { PK: userPk(own.userId), SK: sk.recentDays(id) }
    await documentClient().send(new DeleteCommand({ TableName: tableName(), Key }))
    expect(await cost(() => logDay(own, id, { date: dayAgo(1) }))).toMatchObject({ calls: 4, writeUnits: 8 })
  })

  it('a log is one call to read and one to write, two units for the row of recent days among them', async () => {
    const used = await cost(() => logDay(ctx, habitId, { completed: true, date: dayAgo(0) }))
    expect(used.calls).toBe(2)
    expect(used.writeUnits).toBeLessThanOrEqual(8)
  })

  it('a page of logs is its rows, however many there are', async () => {
    const of = async (pageSize: number) =>
      (await cost(() => listLogs(ctx, habitId, { pageSize, sortOrder: 'desc' }))).readUnits
    // Half a unit is for the habit.
    expect(await of(10)).toBeLessThanOrEqual(1.5)
    expect(await of(50)).toBeLessThan(3)
  })

  it('stats read every log once', async () => {
    const used = await cost(() => readStats(ctx, habitId))
    expect(used.calls).toBe(4)
    expect(used.readUnits).toBeLessThan(7)
  })
})

describe('what the logbook costs', () => {
  it('an entry is one call by date, two by id', async () => {
    const created = await cost(() => createEntry(ctx, { date: '2020-01-01', title: 'One' }))
    expect(created).toEqual({ calls: 1, readUnits: 0, writeUnits: 6 })
    const { id, date } = await readEntry(ctx, '2020-01-01')
    expect(await cost(() => readEntry(ctx, date))).toMatchObject({ calls: 1, readUnits: 0.5 })
    expect(await cost(() => readEntry(ctx, id))).toMatchObject({ calls: 2, readUnits: 1 })
    expect(await cost(() => listEntries(ctx, { sortOrder: 'desc' }))).toMatchObject({ calls: 1, readUnits: 0.5 })
  })
})

import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createHabit } from '../../../lib/domain/habits/habit.service.ts'
import { HABIT } from '../../../lib/domain/habits/habit.ts'
import { deleteLog as deleteHabitLog, logDay } from '../../../lib/domain/habits/habit-log.service.ts'
import { createSkip, deleteSkip } from '../../../lib/domain/habits/habit-skip.service.ts'
import { createMetric, readMetric } from '../../../lib/domain/metrics/metric.service.ts'
import { METRIC } from '../../../lib/domain/metrics/metric.ts'
import { createLog, deleteLog } from '../../../lib/domain/metrics/metric-log.service.ts'
import { deleteEntity, listTrash, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import { contextFor } from '../../support/context.ts'

const me = randomUUID()
const ctx = () => contextFor(me)
const refused = { status: 409, message: expect.stringMatching(/restore that first$/) }

describe('what a kind says about its return from the trash holds whoever restores it', () => {
  it('a restored log counts in its metric again', async () => {
    const { id } = await createMetric(ctx(), { name: 'Weight', area: 'Health', unit: 'kg', direction: 'Lower' })
    await createLog(ctx(), id, { value: 80, loggedAt: '2026-01-01T00:00:00.000Z' })
    const log = await createLog(ctx(), id, { value: 79 })
    await deleteLog(ctx(), id, log.id)
    expect(await readMetric(ctx(), id)).toMatchObject({ logCount: 1, currentValue: 80 })
    await restoreEntity(ctx(), 'metriclog', log.id)
    const metric = await readMetric(ctx(), id)
    expect(metric).toMatchObject({ logCount: 2, currentValue: 79, baselineValue: 80, lastLoggedAt: log.loggedAt })
    expect(metric.logs?.map(({ value }) => value)).toEqual([79, 80])
  })

  it('a log stays in the trash while its metric is there', async () => {
    const { id } = await createMetric(ctx(), { name: 'Height', area: 'Health', unit: 'custom', direction: 'Higher' })
    const log = await createLog(ctx(), id, { value: 180 })
    await deleteLog(ctx(), id, log.id)
    await deleteEntity(ctx(), METRIC, id)
    await expect(restoreEntity(ctx(), 'metriclog', log.id)).rejects.toMatchObject(refused)
    await restoreEntity(ctx(), 'metric', id)
    await restoreEntity(ctx(), 'metriclog', log.id)
    expect(await readMetric(ctx(), id)).toMatchObject({ logCount: 1 })
  })

  it('the log and the skip of a day stay in the trash while their habit is there', async () => {
    const habit = await createHabit(ctx(), { name: 'Read', area: 'Health', habitType: 'Build', frequency: 'Daily' })
    const log = await logDay(ctx(), habit.id, { date: '2026-01-05' })
    const skip = await createSkip(ctx(), habit.id, { date: '2026-01-06', type: 'Skip' })
    await deleteHabitLog(ctx(), habit.id, log.date)
    await deleteSkip(ctx(), habit.id, skip.date)
    await deleteEntity(ctx(), HABIT, habit.id)
    await expect(restoreEntity(ctx(), 'habitlog', log.id)).rejects.toMatchObject(refused)
    await expect(restoreEntity(ctx(), 'habitskip', skip.id)).rejects.toMatchObject(refused)
    await restoreEntity(ctx(), 'habit', habit.id)
    await restoreEntity(ctx(), 'habitlog', log.id)
    await restoreEntity(ctx(), 'habitskip', skip.id)
  })

  it('the trash calls things as search does', async () => {
    const metric = await createMetric(ctx(), { name: 'Mood', area: 'Health', unit: 'count', direction: 'Higher' })
    const log = await createLog(ctx(), metric.id, { value: 4, note: 'Slept well' })
    const mute = await createLog(ctx(), metric.id, { value: 5 })
    await deleteLog(ctx(), metric.id, log.id)
    await deleteLog(ctx(), metric.id, mute.id)
    const { data } = await listTrash(ctx(), {})
    const titles = new Map(data.map(({ id, entityType, title }) => [id, `${entityType} ${title}`]))
    expect(titles.get(log.id)).toBe('metriclog Slept well')
    expect(titles.get(mute.id)).toBe(`metriclog ${mute.id}`)
  })
})

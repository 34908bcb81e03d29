import { beforeAll, describe, expect, it } from 'vitest'
import { listInsights, readInsight, saveInsight } from '../../../lib/domain/metrics/insight.service.ts'
import { contextFor } from '../../support/context.ts'
import { daysAgo, type MetricsUser, metricsUser } from '../../support/metrics-api.ts'

let me: MetricsUser
beforeAll(async () => {
  me = await metricsUser()
})

const insight = (metricId: string, fields: object = {}) => ({
  id: '1763000000000-abcdefghi',
  metricId,
  type: 'prediction' as const,
  title: 'Trajectory',
  description: 'Up',
  confidence: 0.5,
  ...fields,
})
const HOUR = 3_600_000

describe('an insight', () => {
  it('is remembered, listed, replaced under its id and forgotten', async () => {
    const { id } = await me.create()
    const made = await me.metrics('POST', '/metricInsights', { body: insight(id, { expiresAt: daysAgo(-30) }) })
    expect(made.status, made.raw).toBe(201)
    const { cachedAt, expiresAt } = made.data
    expect(Math.abs(Date.parse(expiresAt) - Date.parse(cachedAt) - 24 * HOUR)).toBeLessThan(HOUR / 60)
    await me.metrics('POST', '/metricInsights', { body: insight(id, { title: 'Again' }) })
    const listed = await me.rows('/metricInsights')
    expect(listed).toHaveLength(1)
    expect(listed[0]).toMatchObject({ title: 'Again', metricId: id })
    const read = (await me.metrics('GET', `/metrics/${id}/insights`)).data
    expect(read).toMatchObject({ type: 'prediction', content: { title: 'Again', confidence: 0.5 } })
    expect((await me.metrics('DELETE', `/metricInsights/${listed[0].id}`)).data).toMatchObject({ deleted: true })
    expect(await me.rows('/metricInsights')).toEqual([])
    expect((await me.metrics('DELETE', `/metricInsights/${listed[0].id}`)).status).toBe(404)
  })

  it('of an unknown metric is refused by name', async () => {
    const answer = await me.metrics('POST', '/metricInsights', { body: insight('01ARZ3NDEKTSV4RRFFQ69G5FAV') })
    expect([answer.status, answer.error.details[0].loc]).toEqual([400, ['body', 'metricId']])
  })

  it('is gone after 24 hours', async () => {
    const { id } = await me.create()
    const start = Date.now()
    const at = (now: number) => contextFor(me.userId, { now: () => now })
    await saveInsight(at(start), insight(id))
    const seen = async (now: number) =>
      (await listInsights(at(now), { metricId: id })).data.length +
      Number((await readInsight(at(now), id)).type === 'prediction')
    expect([await seen(start + 23 * HOUR), await seen(start + 24 * HOUR)]).toEqual([2, 0])
  })

  it('is made of the figures where none is remembered', async () => {
    const { id } = await me.create({ targetValue: 100 })
    for (const [i, value] of [10, 20, 30].entries()) await me.log(id, { value, loggedAt: daysAgo(2 - i) })
    const { type, content } = (await me.metrics('GET', `/metrics/${id}/insights`)).data
    expect(type).toBe('pattern')
    expect(content).toMatchObject({ trend: { current: 30, change: 10 }, progress: { percentage: 30 }, anomaly: null })
  })
})

describe('analytics', () => {
  it('look ahead as many days as asked', async () => {
    const { id } = await me.create()
    for (const [i, value] of [10, 20, 30, 40].entries()) await me.log(id, { value, loggedAt: daysAgo(3 - i) })
    const { prediction, streak } = (await me.metrics('GET', `/metrics/${id}/analytics`, { query: { daysAhead: '10' } }))
      .data
    expect(prediction.daysAhead).toBe(10)
    expect(prediction.futureValue).toBeCloseTo(140, 1)
    expect(streak.current).toBe(4)
    expect((await me.metrics('GET', `/metrics/${id}/analytics`, { query: { daysAhead: '0' } })).status).toBe(400)
  })
})

describe('the list of metrics', () => {
  it('filters by area, status and goal, alone and in pages', async () => {
    const other = await metricsUser()
    const wanted = await other.create({ area: 'Love', status: 'Paused' })
    for (const area of ['Love', 'Wealth']) await other.create({ area })
    const found = async (query: Record<string, string>) =>
      (await other.metrics('GET', '/metrics', { query })).data.data.map(({ id }: { id: string }) => id)
    expect(await found({ area: 'Love', status: 'Paused' })).toEqual([wanted.id])
    expect(await found({ area: 'Love', pageSize: '1' })).toEqual([wanted.id])
    expect(await found({ goalId: 'nobody' })).toEqual([])
    expect((await other.metrics('GET', '/metrics', { query: { status: 'OnHold' } })).status).toBe(400)
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { daysAgo, type MetricsUser, metricsUser } from '../../support/metrics-api.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let me: MetricsUser
beforeAll(async () => {
  me = await metricsUser()
})

const UNKNOWN = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const types = async (entityId: string) =>
  (await me.events('GET', '/events', { query: { entityId } })).data.data.map(({ type }: { type: string }) => type)

describe('the life of a metric', () => {
  it('is created, changed, cleared, deleted and restored with its logs and milestones', async () => {
    const { id } = await me.create({ targetValue: 10, description: 'd', subCategory: 'free text', thresholdLow: 1 })
    await me.log(id, { value: 10, note: 'Hello' })
    const changed = await me.metrics('PATCH', `/metrics/${id}`, {
      body: { description: '', subCategory: '', thresholdLow: null, isActive: false },
    })
    expect(changed.data, changed.raw).toMatchObject({
      description: null,
      subCategory: null,
      thresholdLow: null,
      status: 'Paused',
      isActive: false,
      logs: [{ value: 10 }],
      version: 3,
    })
    const before = await me.read(id)
    expect((await me.metrics('DELETE', `/metrics/${id}`)).data).toEqual({ id, deleted: true })
    for (const path of ['', '/logs', '/milestones', '/analytics', '/insights'])
      expect((await me.metrics('GET', `/metrics/${id}${path}`)).status, path).toBe(404)
    expect((await me.log(id, { value: 1 })).status).toBe(404)
    for (const path of ['/metricLogs', '/metricMilestones']) {
      const { data, total } = (await me.metrics('GET', path)).data
      expect(data.filter(({ metricId }: { metricId: string }) => metricId === id)).toEqual([])
      expect(total).toBe(data.length)
    }
    expect((await me.trash('POST', `/trash/metric/${id}/restore`)).status).toBe(200)
    expect(await me.read(id)).toEqual({ ...before, version: 5, updatedAt: expect.any(String) })
    expect(await me.rows(`/metrics/${id}/logs`)).toHaveLength(1)
    expect(await me.rows(`/metrics/${id}/milestones`)).toHaveLength(1)
    expect(await types(id)).toEqual([
      'metric.created',
      'metric.logged',
      'metric.updated',
      'metric.deleted',
      'metric.restored',
    ])
  })
})

describe('a log', () => {
  it('lands at any time in the past; the metric keeps its newest and oldest value', async () => {
    const { id } = await me.create()
    await me.log(id, { value: 3, loggedAt: daysAgo(1) })
    await me.log(id, { value: 1, loggedAt: daysAgo(400) })
    await me.log(id, { value: 2, loggedAt: daysAgo(2), notes: 'by its other name' })
    const { currentValue, baselineValue, logCount, logs } = await me.read(id)
    expect({ currentValue, baselineValue, logCount }).toEqual({ currentValue: 3, baselineValue: 1, logCount: 3 })
    expect(logs.map(({ value }: { value: number }) => value)).toEqual([3, 2, 1])
    expect(logs[1]).toMatchObject({ note: 'by its other name', notes: 'by its other name', version: 1 })
    expect(logs).toEqual(await me.rows(`/metrics/${id}/logs`))
  })

  it('is corrected, moved in time, deleted and restored; the metric follows', async () => {
    const { id } = await me.create()
    const first = (await me.log(id, { value: 1, loggedAt: daysAgo(3), note: 'n' })).data
    const second = (await me.log(id, { value: 2, loggedAt: daysAgo(2) })).data
    const path = `/metrics/${id}/logs/${first.id}`
    const moved = await me.metrics('PATCH', path, { body: { loggedAt: daysAgo(1), value: 5, note: '' } })
    expect(moved.data, moved.raw).toMatchObject({ id: first.id, value: 5, note: null, notes: null, version: 2 })
    expect(moved.headers.etag).toBe('"2"')
    expect((await me.metrics('GET', path)).data).toEqual(moved.data)
    expect(await me.read(id)).toMatchObject({
      currentValue: 5,
      baselineValue: 2,
      logCount: 2,
      logs: [moved.data, second],
    })
    expect((await me.metrics('PATCH', path, { body: { value: 5 } })).data.version).toBe(2)
    const stale = await me.metrics('PATCH', path, { body: { value: 6 }, headers: { 'if-match': '"1"' } })
    expect(stale.status).toBe(412)
    expect((await me.metrics('DELETE', path)).data).toEqual({ id: first.id, deleted: true })
    expect(await me.read(id)).toMatchObject({ currentValue: 2, baselineValue: 2, logCount: 1 })
    for (const method of ['GET', 'DELETE', 'PATCH']) {
      const body = method === 'PATCH' ? { body: { value: 1 } } : {}
      expect((await me.metrics(method, path, body)).status).toBe(404)
    }
    const restored = await me.trash('POST', `/trash/metriclog/${first.id}/restore`)
    expect(restored.status, restored.raw).toBe(200)
    expect(await me.read(id)).toMatchObject({ currentValue: 5, baselineValue: 2, logCount: 2 })
    expect(await types(first.id)).toEqual([
      'metriclog.logged',
      'metriclog.updated',
      'metriclog.deleted',
      'metriclog.restored',
    ])
  })

  it('comes back only to a metric that is there', async () => {
    const { id } = await me.create()
    const log = (await me.log(id, { value: 1 })).data
    await me.metrics('DELETE', `/metrics/${id}/logs/${log.id}`)
    expect(await me.read(id)).not.toHaveProperty('currentValue')
    await me.metrics('DELETE', `/metrics/${id}`)
    expect((await me.trash('POST', `/trash/metriclog/${log.id}/restore`)).status).toBe(409)
    await me.trash('POST', `/trash/metric/${id}/restore`)
    expect((await me.trash('POST', `/trash/metriclog/${log.id}/restore`)).status).toBe(200)
    expect(await me.read(id)).toMatchObject({ currentValue: 1, logCount: 1 })
  })

  it('is stored once for a repeated Idempotency-Key', async () => {
    const { id } = await me.create()
    const send = () =>
      me.metrics('POST', `/metrics/${id}/logs`, { body: { value: 4 }, headers: { 'idempotency-key': `log-${id}` } })
    const [one, two] = [await send(), await send()]
    expect(two.data).toEqual(one.data)
    expect((await me.read(id)).logCount).toBe(1)
  })

  it.each([
    ['a value of another type', { value: '5' }, 'value'],
    ['no value', { note: 'n' }, 'value'],
    ['a value beyond all measure', { value: 1e300 }, 'value'],
    ['a time that is none', { value: 1, loggedAt: 'now' }, 'loggedAt'],
    ['a time in the future', { value: 1, loggedAt: daysAgo(-3) }, 'loggedAt'],
    ['a time before 1900', { value: 1, loggedAt: '0050-01-01T00:00:00Z' }, 'loggedAt'],
    ['a note with NUL', { value: 1, note: 'a\u0000' }, 'note'],
    ['a note of 2,001 characters', { value: 1, note: 'x'.repeat(2_001) }, 'note'],
  ])('with %s is refused by name', async (_, body, field) => {
    const { id } = await me.create()
    const answer = await me.log(id, body)
    expect(answer.status, answer.raw).toBe(400)
    expect(answer.error.details.flatMap(({ loc }: { loc: string[] }) => loc)).toContain(field)
    expect((await me.read(id)).version).toBe(1)
  })
})

describe('the list of logs', () => {
  it('takes days and instants, both inclusive, in the zone of the person', async () => {
    const { id } = await me.create()
    const times = [
      '2026-03-01T23:59:59.999Z',
      '2026-03-02T00:00:00.000Z',
      '2026-03-02T23:59:59.999Z',
      '2026-03-03T00:00:00.000Z',
    ]
    for (const [value, loggedAt] of times.entries()) await me.log(id, { value, loggedAt })
    const found = async (query: Record<string, string>) =>
      (await me.metrics('GET', `/metrics/${id}/logs`, { query })).data.data.map(({ value }: { value: number }) => value)
    expect(await found({ startDate: '2026-03-02', endDate: '2026-03-02' })).toEqual([2, 1])
    expect(await found({ startDate: '2026-03-02' })).toEqual([3, 2, 1])
    expect(await found({ endDate: '2026-03-01' })).toEqual([0])
    expect(await found({ startDate: times[1] as string, endDate: times[2] as string })).toEqual([2, 1])
    expect(await found({ startDate: '2026-03-03', endDate: '2026-03-01' })).toEqual([])
    expect(await found({ limit: '3' })).toEqual([3, 2, 1])
  })

  it('pages by cursor with an exact total', async () => {
    const { id } = await me.create()
    for (let i = 0; i < 5; i++) await me.log(id, { value: i, loggedAt: daysAgo(i) })
    for (const path of [`/metrics/${id}/logs`, '/metricLogs']) {
      const values: number[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query: Record<string, string> = {
          pageSize: '2',
          ...(path === '/metricLogs' && { metricId: id }),
          ...(cursor && { cursor }),
        }
        const { data } = await me.metrics('GET', path, { query })
        expect(data.total).toBe(5)
        values.push(...data.data.map(({ value }: { value: number }) => value))
        cursor = data.nextCursor
      }
      expect(values, path).toEqual([0, 1, 2, 3, 4])
    }
  })
})

describe('what is unknown', () => {
  it('is a 404 in the path and a 400 in the body', async () => {
    const { id } = await me.create()
    expect((await me.log(UNKNOWN, { value: 1 })).status).toBe(404)
    expect((await me.metrics('GET', `/metrics/${id}/logs/${UNKNOWN}`)).status).toBe(404)
    expect((await me.metrics('GET', `/metrics/${UNKNOWN}/logs/${UNKNOWN}`)).status).toBe(404)
    expect((await me.metrics('DELETE', `/metricInsights/${UNKNOWN}`)).status).toBe(404)
    const goal = await me.metrics('POST', '/metrics', { body: { name: 'n', goalIds: [UNKNOWN] } })
    expect([goal.status, goal.error.details[0].loc]).toEqual([400, ['body', 'goalIds']])
    const claim = { metricId: UNKNOWN, type: 'streak', value: 7 }
    expect((await me.metrics('POST', '/metricMilestones', { body: claim })).error.details[0].loc).toContain('metricId')
  })

  it('is everything of somebody else', async () => {
    const { id } = await me.create({ targetValue: 5 })
    const log = (await me.log(id, { value: 5 })).data
    const other = await metricsUser()
    for (const path of ['', '/logs', `/logs/${log.id}`, '/milestones', '/analytics', '/insights'])
      expect((await other.metrics('GET', `/metrics/${id}${path}`)).error).toEqual(
        (await other.metrics('GET', `/metrics/${UNKNOWN}${path}`)).error,
      )
    expect((await other.log(id, { value: 1 })).status).toBe(404)
    expect((await other.metrics('DELETE', `/metrics/${id}/logs/${log.id}`)).status).toBe(404)
    for (const path of ['/metrics', '/metricLogs', '/metricMilestones', '/metricInsights'])
      expect(await other.rows(path)).toEqual([])
  })
})

it('all of it is what the log of events says', async () => {
  expect(violationsIn(await partitionOf(me.userId))).toEqual([])
})

import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { analyse } from '../../../lib/domain/metrics/analytics.service.ts'
import { listMetrics } from '../../../lib/domain/metrics/metric.list.ts'
import { createMetric, readMetric } from '../../../lib/domain/metrics/metric.service.ts'
import { METRIC } from '../../../lib/domain/metrics/metric.ts'
import type { LogRecord } from '../../../lib/domain/metrics/metric-log.fields.ts'
import { METRIC_LOG } from '../../../lib/domain/metrics/metric-log.kind.ts'
import { listAllLogs, listLogs } from '../../../lib/domain/metrics/metric-log.list.ts'
import { createLog, deleteLog, updateLog } from '../../../lib/domain/metrics/metric-log.service.ts'
import { deleteEntity } from '../../../lib/domain/trash/trash.service.ts'
import { skOf } from '../../../lib/platform/events/kind.ts'
import { compact } from '../../../lib/platform/events/stored.ts'
import { metered, type Usage } from '../../../lib/platform/log/meter.ts'
import { tableName } from '../../../lib/platform/table/client.ts'
import { sk, startingWith, userPk } from '../../../lib/platform/table/keys.ts'
import { queryAll, transactWrite } from '../../../lib/platform/table/table.ts'
import { contextFor } from '../../support/context.ts'

const METRICS = 30
const LOGS = 5_000
const ctx = contextFor(randomUUID())
const ids: string[] = []

const cost = (work: () => Promise<unknown>): Promise<Usage> =>
  metered(async (usage) => {
    await work()
    return { ...usage }
  })

/** Logs as months of use leave them, with the last of each metric written by the service. */
beforeAll(async () => {
  for (let i = 0; i < METRICS; i++)
    ids.push((await createMetric(ctx, { name: `Metric ${i}`, area: 'Health', unit: 'count', direction: 'Higher' })).id)
  const logs = Array.from({ length: LOGS - METRICS }, (_, i): LogRecord => {
    const time = new Date(Date.now() - (i + 1) * 600_000).toISOString()
    const times = { createdAt: time, updatedAt: time, loggedAt: time }
    const note = i % 5 === 0 ? 'Felt good, slept well' : null
    return {
      id: ctx.newId(),
      userId: ctx.userId,
      version: 1,
      metricId: ids[i % METRICS] ?? '',
      value: 70 + (i % 9),
      note,
      ...times,
    }
  })
  const item = (log: LogRecord) => ({ PK: userPk(ctx.userId), SK: skOf(METRIC_LOG, log), ...compact(METRIC_LOG, log) })
  for (let i = 0; i < logs.length; i += 100)
    await transactWrite(
      logs.slice(i, i + 100).map((log) => ({ Put: { TableName: tableName(), Item: item(log) } })),
      ctx.deadline,
    )
  for (const id of ids) await createLog(ctx, id, { value: 75 })
})

describe(`with ${METRICS} metrics and ${LOGS} logs`, () => {
  it('the list with its embedded logs is one round trip, and a fraction of reading the logs', async () => {
    const usage = await cost(async () => {
      const { data, total, nextCursor } = await listMetrics(ctx, {})
      expect([total, nextCursor, data.length]).toEqual([METRICS, null, METRICS])
      for (const { logs } of data) expect(logs).toHaveLength(90)
    })
    const all = await cost(() =>
      queryAll({ pk: userPk(ctx.userId), ...startingWith(sk.metricLogs()) }, { deadline: ctx.deadline }),
    )
    expect(usage.calls).toBe(1)
    expect(usage.readUnits).toBeLessThanOrEqual(25)
    expect(all.readUnits).toBeGreaterThan(3 * usage.readUnits)
  })

  it('a page of the list is two round trips, a metric one', async () => {
    expect((await cost(() => listMetrics(ctx, { pageSize: 10 }))).calls).toBeLessThanOrEqual(3)
    const usage = await cost(() => readMetric(ctx, ids[0] ?? ''))
    expect(usage.calls).toBe(1)
    expect(usage.readUnits).toBeLessThanOrEqual(2)
  })

  it('a page of logs costs its rows, whatever else there is', async () => {
    const usage = await cost(() => listLogs(ctx, ids[3] ?? '', { pageSize: 50 }))
    expect(usage.calls).toBeLessThanOrEqual(2)
    expect(usage.readUnits).toBeLessThanOrEqual(4)
  })

  it('all logs are one answer, and cost their rows', async () => {
    const usage = await cost(async () => {
      const { data, total, nextCursor } = await listAllLogs(ctx, {})
      expect([data.length, total, nextCursor]).toEqual([LOGS, LOGS, null])
      expect(JSON.stringify(data).length).toBeLessThan(4_500_000)
    })
    expect(usage.calls).toBeLessThanOrEqual(8)
    const page = await listAllLogs(ctx, { pageSize: 100 })
    expect([page.data.length, page.hasMore]).toEqual([100, true])
  })

  it('a new log: the metric, four parallel reads, one transaction', async () => {
    const usage = await cost(() => createLog(ctx, ids[1] ?? '', { value: 76 }))
    expect(usage.calls).toBeLessThanOrEqual(7)
    expect(usage.writeUnits).toBeLessThanOrEqual(24)
  })

  it('correcting and deleting a recent log cost one read more, an old log its way there', async () => {
    const id = ids[2] ?? ''
    const [recent] = (await listLogs(ctx, id, { pageSize: 1 })).data
    expect((await cost(() => updateLog(ctx, id, recent?.id ?? '', { value: 1 }))).calls).toBeLessThanOrEqual(8)
    expect((await cost(() => deleteLog(ctx, id, recent?.id ?? ''))).calls).toBeLessThanOrEqual(7)
    const old = (await listLogs(ctx, id, {})).data.at(-1)
    expect((await cost(() => updateLog(ctx, id, old?.id ?? '', { value: 2 }))).calls).toBeLessThanOrEqual(9)
    expect((await readMetric(ctx, id)).baselineValue).toBe(2)
  })

  it('analytics: three parallel reads', async () => {
    expect((await cost(() => analyse(ctx, ids[4] ?? '', 30))).calls).toBeLessThanOrEqual(3)
  })

  it('deleting a metric does not touch its logs', async () => {
    expect((await cost(() => deleteEntity(ctx, METRIC, ids[5] ?? ''))).calls).toBeLessThanOrEqual(3)
  })
})

it('a list beyond one query is answered whole all the same', async () => {
  const other = contextFor(randomUUID())
  const body = { area: 'Health', unit: 'count', direction: 'Higher', description: 'x'.repeat(20_000) } as const
  for (let i = 0; i < 60; i++)
    await createLog(other, (await createMetric(other, { ...body, name: `m${i}` })).id, { value: i })
  const { data, total, nextCursor } = await listMetrics(other, {})
  expect([total, nextCursor]).toEqual([60, null])
  expect(data.map(({ logs }) => logs?.[0]?.value)).toEqual(Array.from({ length: 60 }, (_, i) => i))
})

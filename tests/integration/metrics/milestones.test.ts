import { beforeAll, describe, expect, it } from 'vitest'
import { daysAgo, type MetricsUser, metricsUser } from '../../support/metrics-api.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let me: MetricsUser
beforeAll(async () => {
  me = await metricsUser()
})

const balance = async () => (await me.wallet('GET', '/wallet')).data.balance
const held = async (id: string) =>
  (await me.rows(`/metrics/${id}/milestones`)).map(
    ({ type, value }: { type: string; value: number }) => `${type} ${value}`,
  )
const book = (id: string, type: string, amount: number) =>
  me.wallet('POST', '/wallet/add', {
    body: {
      amount,
      source: 'manual',
      description: `Milestone achieved: ${type} for metric`,
      sourceEntityType: null,
      sourceEntityId: id,
    },
  })

describe('a milestone', () => {
  it('is paid once, by the server, with a booking of its own', async () => {
    const before = await balance()
    const { id } = await me.create({ targetValue: 20, name: 'Laps' })
    await me.log(id, { value: 20 })
    await me.log(id, { value: 21 })
    expect(await held(id)).toEqual(['target_reached 20'])
    expect(await balance()).toBe(before + 200)
    const [milestone] = await me.rows(`/metrics/${id}/milestones`)
    const [booking] = (await me.wallet('GET', '/wallet')).data.recentTransactions
    expect(booking).toMatchObject({ id: milestone.transactionId, amount: 200, type: 'earn', sourceEntityId: id })
    expect((await me.read(id)).milestoneCount).toBe(1)
  })

  it('is not paid to a client that reports and books it, whatever it calls it', async () => {
    const { id } = await me.create({ targetValue: 20 })
    await me.log(id, { value: 20 })
    const [row] = await me.rows(`/metrics/${id}/milestones`)
    const before = await balance()
    for (const [i, value] of [20, 20.9, 19].entries()) {
      const answer = await me.metrics('POST', '/metricMilestones', { body: { ...row, id: `client-${i}`, value } })
      expect([answer.status, answer.data], answer.raw).toEqual([201, row])
    }
    for (let i = 0; i < 2; i++) {
      const answer = await book(id, 'target_reached', 200)
      expect(answer.status, answer.raw).toBe(201)
      expect(answer.data.balance.totalPoints).toBe(before)
      expect(answer.data.transaction).toMatchObject({ id: row.transactionId, amount: 200 })
    }
    expect(await balance()).toBe(before)
  })

  it('leaves a booking of another amount, or another type, what it is', async () => {
    const { id } = await me.create({ targetValue: 20 })
    await me.log(id, { value: 20 })
    const before = await balance()
    expect((await book(id, 'target_reached', 7)).data.transaction.amount).toBe(7)
    expect((await book(id, 'streak', 200)).data.transaction.amount).toBe(200)
    expect(await balance()).toBe(before + 207)
  })

  it('that is not held leaves a booking by hand what it is', async () => {
    const { id } = await me.create()
    const before = await balance()
    expect((await book(id, 'streak', 350)).data.transaction.amount).toBe(350)
    expect((await book('not-a-metric', 'streak', 1)).status).toBe(201)
    expect(await balance()).toBe(before + 351)
  })

  it('is paid when a client reports what the metric stands at since its target was lowered', async () => {
    const { id } = await me.create({ targetValue: 50 })
    await me.log(id, { value: 30 })
    const claim = { id: '1234-abcdefghi', metricId: id, type: 'target_reached', value: 30, pointsAwarded: 9_999 }
    const early = await me.metrics('POST', '/metricMilestones', { body: claim })
    expect([early.status, early.error.code]).toEqual([409, 'MILESTONE_NOT_REACHED'])
    await me.metrics('PATCH', `/metrics/${id}`, { body: { targetValue: 30 } })
    const before = await balance()
    const claimed = await me.metrics('POST', '/metricMilestones', { body: claim })
    expect(claimed.data, claimed.raw).toMatchObject({ id: '1234-abcdefghi', value: 30, pointsAwarded: 200 })
    expect((await book(id, 'target_reached', 200)).data.transaction.id).toBe(claimed.data.transactionId)
    expect(await balance()).toBe(before + 200)
    expect((await me.read(id)).milestoneCount).toBe(1)
  })

  it('of improvement is refused where the metric got worse', async () => {
    const { id } = await me.create({ direction: 'Lower' })
    await me.log(id, { value: 100, loggedAt: daysAgo(1) })
    await me.log(id, { value: 130 })
    const claim = { metricId: id, type: 'improvement', value: 25 }
    expect((await me.metrics('POST', '/metricMilestones', { body: claim })).status).toBe(409)
  })

  it('stays, and stays paid, when its log is corrected or deleted', async () => {
    const { id } = await me.create({ targetValue: 5 })
    const { data: log } = await me.log(id, { value: 5 })
    const before = await balance()
    await me.metrics('PATCH', `/metrics/${id}/logs/${log.id}`, { body: { value: 1 } })
    await me.metrics('PATCH', `/metrics/${id}/logs/${log.id}`, { body: { value: 6 } })
    await me.metrics('DELETE', `/metrics/${id}/logs/${log.id}`)
    await me.log(id, { value: 7 })
    expect([await held(id), await balance()]).toEqual([['target_reached 5'], before])
  })

  it('of days lands with the late log that closes the gap', async () => {
    const { id } = await me.create()
    for (const day of [0, 1, 2, 4, 5, 6]) await me.log(id, { value: 5, loggedAt: daysAgo(day) })
    expect(await held(id)).toEqual([])
    await me.log(id, { value: 5, loggedAt: daysAgo(3) })
    expect((await held(id)).sort()).toEqual(['consistency 7', 'streak 7'])
  })

  it('of days is seen behind more logs than one read holds', async () => {
    const { id } = await me.create()
    const busy = Array.from({ length: 20 }, (_, i) => new Date(Date.now() - i * 60_000).toISOString())
    for (const day of [6, 5, 4, 3, 2, 1]) {
      for (let i = 0; i < 18; i++) await me.log(id, { value: 1, loggedAt: daysAgo(day + i / 10_000) })
    }
    for (const loggedAt of busy.slice(0, 1)) await me.log(id, { value: 1, loggedAt })
    expect((await held(id)).sort()).toEqual(['consistency 7', 'streak 7'])
    expect((await me.read(id)).logs).toHaveLength(90)
  })
})

describe('at once', () => {
  it('thirty logs are all stored, counted once each, and pay once', async () => {
    const { id } = await me.create({ targetValue: 10 })
    const before = await balance()
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => me.log(id, { value: 10, loggedAt: daysAgo(i / 1_000) })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    const { logCount, logs, milestoneCount, version } = await me.read(id)
    expect({ logCount, milestoneCount, version }).toEqual({ logCount: 30, milestoneCount: 1, version: 31 })
    expect(logs).toEqual(await me.rows(`/metrics/${id}/logs`))
    expect(await balance()).toBe(before + 200)
  })

  it('a log, a report and a booking of one milestone pay once', async () => {
    const { id } = await me.create({ targetValue: 10, direction: 'Lower' })
    await me.log(id, { value: 50 })
    await me.metrics('PATCH', `/metrics/${id}`, { body: { targetValue: 50 } })
    const before = await balance()
    const claim = { metricId: id, type: 'target_reached', value: 50 }
    await Promise.all([
      me.log(id, { value: 50 }),
      me.metrics('POST', '/metricMilestones', { body: claim }),
      me.metrics('POST', '/metricMilestones', { body: claim }),
    ])
    expect((await held(id)).filter((one: string) => one.startsWith('target'))).toEqual(['target_reached 50'])
    expect(await balance()).toBe(before + 200)
  })
})

it('all of it is what the log of events says', async () => {
  expect(violationsIn(await partitionOf(me.userId))).toEqual([])
})

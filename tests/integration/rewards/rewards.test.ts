import { describe, expect, it } from 'vitest'
import { handler } from '../../../functions/rewards/handler.ts'
import { handler as walletHandler } from '../../../functions/wallet/handler.ts'
import { recentIn } from '../../../lib/domain/rewards/recent-redemptions.ts'
import { sk } from '../../../lib/platform/table/keys.ts'
import { signUp } from '../../support/cloud.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

const rewards = (method: string, path: string, request: Request) => invoke(handler, method, path, request)

/** Somebody with points and one reward. */
const shopper = async (points: number, reward: object = {}) => {
  const { accessToken: token, userId } = await signUp()
  const body = { amount: points, source: 'manual', description: 'Start' }
  if (points > 0) await invoke(walletHandler, 'POST', '/wallet/add', { token, body })
  const made = await rewards('POST', '/rewards', {
    token,
    body: { title: 'Coffee ☕', category: 'Quick Treat', pointCost: 10, ...reward },
  })
  expect(made.status, made.raw).toBe(201)
  const id: string = made.data.id
  return {
    token,
    userId,
    id,
    reward: made.data,
    redeem: (more: Partial<Request> = {}) => rewards('POST', `/rewards/${id}/redeem`, { token, body: {}, ...more }),
    refund: (redemption: string) => rewards('POST', `/rewards/${id}/redemptions/${redemption}/refund`, { token }),
    row: async () => (await rewards('GET', '/rewards', { token })).data.data[0],
    wallet: async () => (await invoke(walletHandler, 'GET', '/wallet', { token })).data,
  }
}

const codes = (answers: { status: number; error: { code: string } | null }[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(answers, ({ status, error }) => error?.code ?? String(status))).map(([code, all]) => [
      code,
      all?.length,
    ]),
  )

/** The partition as its log has it, and the row of recent redemptions as the redemptions have it. */
const expectWhole = async (userId: string) => {
  const rows = await partitionOf(userId)
  expect(violationsIn(rows)).toEqual([])
  for (const [key, row] of rows) {
    if (!key.startsWith(sk.recentRedemptions(''))) continue
    const own = [...rows].filter(([other]) => other.startsWith(sk.redemptions(key.split('#')[1] ?? '')))
    const open = own.filter(([, item]) => !item.refundedAt).map(([, item]) => String(item.id))
    const kept = recentIn(row).redeemed.map(({ id }) => id)
    expect(new Set(kept).size).toBe(kept.length)
    expect([...kept].sort()).toEqual(recentIn(row).more ? expect.arrayContaining([]) : open.sort())
    expect(open).toEqual(expect.arrayContaining(kept))
  }
}

describe('a reward', () => {
  it('keeps what was sent, and is cleared by an empty string', async () => {
    const { token, id, reward } = await shopper(0, { icon: '🎁', description: 'd', cooldownHours: 2 })
    expect(reward).toMatchObject({ icon: '🎁', description: 'd', status: 'Active', maxRedemptionsPerDay: null })
    const changed = await rewards('PATCH', `/rewards/${id}`, { token, body: { description: '', cooldownHours: null } })
    expect(changed.data).toMatchObject({ description: null, cooldownHours: null, icon: '🎁', version: 2 })
  })

  it('is refused with the name of the wrong field', async () => {
    const { token, id } = await shopper(0)
    for (const [field, value] of [
      ['pointCost', -1],
      ['pointCost', 0.001],
      ['colour', 'red'],
      ['imageUrl', 'javascript:alert(1)'],
      ['maxRedemptionsPerDay', 1.5],
      ['maxRedemptionsPerDay', 101],
      ['cooldownHours', -1],
      ['status', 'Sold'],
    ] as const) {
      const answer = await rewards('PATCH', `/rewards/${id}`, { token, body: { [field]: value } })
      expect(answer.status, `${field} ${value}`).toBe(400)
      expect(answer.error.details[0].loc).toEqual(['body', field])
    }
  })

  it('is listed by status and category', async () => {
    const { token } = await shopper(0, { status: 'Archived', category: 'Custom' })
    const list = async (query: Record<string, string>) =>
      (await rewards('GET', '/rewards', { token, query })).data.total
    expect(await list({ status: 'Archived', category: 'Custom' })).toBe(1)
    expect(await list({ status: 'Active' })).toBe(0)
  })
})

describe('redeeming', () => {
  it('spends the cost, keeps the note and shows in the list', async () => {
    const { token, id, redeem, row, wallet } = await shopper(25)
    const bought = await redeem({ body: { notes: 'With cake' } })
    expect(bought.status, bought.raw).toBe(200)
    expect(bought.data).toMatchObject({ rewardId: id, pointsSpent: 10, notes: 'With cake', refundedAt: null })
    expect(await row()).toMatchObject({
      redemptions: [bought.data],
      lastRedeemedAt: bought.data.redeemedAt,
      canRedeem: true,
      version: 1,
    })
    expect(await wallet()).toMatchObject({ balance: 15, lifetimeEarned: 25, lifetimeSpent: 10 })
    const history = await rewards('GET', `/rewards/${id}/redemptions`, { token })
    expect(history.data.data).toEqual([bought.data])
  })

  it('takes no body at all, and a free reward moves no points', async () => {
    const { token, id, wallet } = await shopper(0, { pointCost: 0 })
    const bought = await rewards('POST', `/rewards/${id}/redeem`, { token })
    expect(bought.status, bought.raw).toBe(200)
    expect((await wallet()).recentTransactions).toEqual([])
  })

  it('sells once to ten at once who can pay for one', async () => {
    const { userId, redeem, wallet } = await shopper(10)
    const answers = await Promise.all(Array.from({ length: 10 }, () => redeem()))
    expect(codes(answers)).toEqual({ 200: 1, INSUFFICIENT_POINTS: 9 })
    expect((await wallet()).balance).toBe(0)
    await expectWhole(userId)
  })

  it('holds the daily limit against twenty at once', async () => {
    const { userId, redeem, wallet, row } = await shopper(1_000, { maxRedemptionsPerDay: 3 })
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem()))
    expect(codes(answers)).toEqual({ 200: 3, REDEMPTION_LIMIT_REACHED: 17 })
    expect((await wallet()).balance).toBe(970)
    expect(await row()).toMatchObject({ canRedeem: false, cooldownMessage: 'Daily redemption limit reached' })
    await expectWhole(userId)
  })

  it('holds the cooldown against ten at once', async () => {
    const { redeem, wallet, row } = await shopper(1_000, { cooldownHours: 1.5 })
    const answers = await Promise.all(Array.from({ length: 10 }, () => redeem()))
    expect(codes(answers)).toEqual({ 200: 1, REWARD_ON_COOLDOWN: 9 })
    expect((await wallet()).balance).toBe(990)
    expect(await row()).toMatchObject({ canRedeem: false, cooldownMessage: 'Available in 2 hours' })
  })

  it('refuses what is locked or archived, whatever happens at the same time', async () => {
    const { token, id, redeem, userId } = await shopper(1_000)
    const lock = rewards('PATCH', `/rewards/${id}`, { token, body: { status: 'Locked', pointCost: 500 } })
    const answers = await Promise.all([...Array.from({ length: 6 }, () => redeem()), lock])
    for (const { status } of answers) expect([200, 409]).toContain(status)
    expect((await redeem()).error.code).toBe('REWARD_NOT_ACTIVE')
    const rows = await partitionOf(userId)
    const paid = [...rows.values()].filter(({ source }) => source === 'reward_redemption').map(({ amount }) => amount)
    expect(new Set(paid).size).toBeLessThanOrEqual(1)
    await expectWhole(userId)
  })

  it('with a key spends once, also when the repeats come at once', async () => {
    const { redeem, wallet } = await shopper(100)
    const headers = { 'idempotency-key': 'one-coffee' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => redeem({ headers })))
    expect(new Set(answers.map(({ data }) => data.id)).size).toBe(1)
    expect((await wallet()).balance).toBe(90)
    expect((await redeem({ headers, body: { notes: 'x' } })).error.code).toBe('IDEMPOTENCY_KEY_REUSED')
  })
})

describe('refunding', () => {
  it('gives the points back once, and the reward is free to redeem again', async () => {
    const { userId, redeem, refund, wallet, row } = await shopper(10, { cooldownHours: 24, maxRedemptionsPerDay: 1 })
    const { data: bought } = await redeem()
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund(bought.id)))
    for (const { status, data } of answers) {
      expect(status).toBe(200)
      expect(data).toEqual(answers[0]?.data)
    }
    expect(answers[0]?.data).toMatchObject({ id: bought.id, pointsSpent: 10, version: 2 })
    expect(await wallet()).toMatchObject({ balance: 10, lifetimeEarned: 10, lifetimeSpent: 0 })
    expect(await row()).toMatchObject({ redemptions: [], lastRedeemedAt: null, canRedeem: true, cooldownMessage: null })
    expect((await redeem()).status).toBe(200)
    await expectWhole(userId)
  })

  it('of many brings older ones back into view', async () => {
    const { token, id, userId, redeem, refund, row } = await shopper(0, { pointCost: 0 })
    const bought: string[] = []
    for (let i = 0; i < 105; i++) bought.unshift((await redeem()).data.id)
    const shown = async () => (await row()).redemptions.map((one: { id: string }) => one.id)
    expect(await shown()).toEqual(bought.slice(0, 20))
    for (const one of bought.slice(0, 90)) expect((await refund(one)).status).toBe(200)
    expect(await shown()).toEqual(bought.slice(90))
    await expectWhole(userId)
    const paged = await rewards('GET', `/rewards/${id}/redemptions`, { token, query: { pageSize: '50' } })
    expect(paged.data.data.map((one: { id: string }) => one.id)).toEqual(bought.slice(0, 50))
    expect(paged.data.hasMore).toBe(true)
  })

  it('knows only redemptions of the person and the reward', async () => {
    const [mine, theirs] = await Promise.all([shopper(10), shopper(10)])
    const { data: bought } = await theirs.redeem()
    const foreign = await rewards('POST', `/rewards/${theirs.id}/redemptions/${bought.id}/refund`, {
      token: mine.token,
    })
    const unknown = await mine.refund(bought.id)
    expect([foreign.status, foreign.error]).toEqual([unknown.status, unknown.error])
    expect(unknown.status).toBe(404)
    expect((await rewards('GET', `/rewards/${theirs.id}/redemptions`, { token: mine.token })).status).toBe(404)
  })
})

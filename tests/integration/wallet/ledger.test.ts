import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../infra/seed/random.ts'
import { redeem, refund } from '../../../lib/domain/rewards/redemption.service.ts'
import { createReward } from '../../../lib/domain/rewards/reward.service.ts'
import * as tasks from '../../../lib/domain/tasks/task.service.ts'
import { addPoints, allTransactions, readBalance, readWallet } from '../../../lib/domain/wallet/wallet.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import type { AppError } from '../../../lib/platform/errors.ts'
import { writeDerived } from '../../../lib/platform/table/derived.ts'
import type { Item } from '../../../lib/platform/table/table.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'

/** Points in hundredths, kept by hand: what somebody with pen and paper would write down. */
type Book = { balance: number; earned: number; spent: number; rows: number[] }

const byHand = (amount: number) => ({
  amount,
  source: 'manual' as const,
  description: 'By hand',
  sourceEntityType: null,
  sourceEntityId: null,
})

/** The code of a refusal, or null when it went through. */
const attempt = async (work: () => Promise<unknown>): Promise<string | null> => {
  try {
    await work()
    return null
  } catch (error) {
    const { code } = error as AppError
    if (!code) throw error
    return code
  }
}

describe('the ledger', () => {
  it('asked for whole, gives the newest that a Lambda can answer', async () => {
    const userId = randomUUID()
    const at = new Date().toISOString()
    const row = {
      ...byHand(1),
      userId,
      type: 'earn',
      version: 1,
      createdAt: at,
      updatedAt: at,
      description: 'x'.repeat(500),
    }
    const ids = Array.from({ length: 8_000 }, (_, i) => String(i).padStart(26, '0'))
    const rows = ids.map((id): [string, Item] => [`TXN#${id}`, { ...row, id }])
    await writeDerived(userId, new Map(rows), Date.now() + AMPLE_MS)
    const found = await allTransactions(contextFor(userId))
    expect(found.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, found.length))
    expect(found.length).toBeGreaterThan(5_000)
    expect(Buffer.byteLength(JSON.stringify({ body: JSON.stringify(found) }))).toBeLessThan(6_000_000)
  })

  it.each(['manual', 'system', 'reward_redemption', 'task_completion'] as const)(
    'refuses to take more points by hand than there are, whatever source is named: %s',
    async (source) => {
      const ctx = contextFor(randomUUID())
      await addPoints(ctx, byHand(5))
      expect(await attempt(() => addPoints(ctx, { ...byHand(-5.01), source }))).toBe('INSUFFICIENT_POINTS')
      expect((await readBalance(ctx, true)).totalPoints).toBe(5)
    },
  )

  it('answers each of 30 bookings at once with the balance right after it: no two the same, the last one final', async () => {
    const userId = randomUUID()
    const amounts = Array.from({ length: 30 }, (_, i) => (i % 3 === 2 ? -0.1 : 0.7))
    await addPoints(contextFor(userId), byHand(10))
    const answers = await Promise.all(amounts.map((amount) => addPoints(contextFor(userId), byHand(amount))))
    const rows = (await readWallet(contextFor(userId))).recentTransactions.reverse()
    const states = new Set<string>()
    const cents = (points: number) => Math.round(points * 100)
    for (const { balance, transaction } of answers) {
      expect(cents(balance.totalPoints)).toBe(cents(balance.lifetimeEarned) - cents(balance.lifetimeSpent))
      states.add(`${balance.lifetimeEarned} ${balance.lifetimeSpent}`)
      expect(rows.map(({ id }) => id)).toContain(transaction.id)
    }
    expect(states.size).toBe(30)
    const { balance, lifetimeEarned, lifetimeSpent } = await readWallet(contextFor(userId))
    expect(balance).toBe(23)
    expect(states).toContain(`${lifetimeEarned} ${lifetimeSpent}`)
  })

  it('after any sequence of operations says what a book kept by hand says', async () => {
    for (let seed = 1; seed <= 12; seed++) await sequence(seed)
  })

  it('balances when 50 writers earn, spend, redeem and refund at once, and never goes below zero', async () => {
    const userId = randomUUID()
    const ctx = () => contextFor(userId)
    await addPoints(ctx(), byHand(100))
    const rewards = await Promise.all(
      [7, 12.5, 0.01].map((pointCost) =>
        createReward(ctx(), { title: `For ${pointCost}`, category: 'Custom', pointCost }),
      ),
    )
    const counts = { earned: 100_00, spent: 0 }
    const refusals: string[] = []
    const writer = async (n: number) => {
      const reward = rewards[n % 3] as (typeof rewards)[number]
      const steps = [
        async () => {
          await addPoints(ctx(), byHand(n / 4 + 0.25))
          counts.earned += n * 25 + 25
        },
        async () => {
          await addPoints(ctx(), byHand(-20.5))
          counts.spent += 20_50
        },
        async () => {
          const { id } = await redeem(ctx(), reward.id, {})
          counts.spent += Math.round(reward.pointCost * 100)
          if (n % 2) return
          await Promise.all([refund(ctx(), reward.id, id), refund(ctx(), reward.id, id)])
          counts.spent -= Math.round(reward.pointCost * 100)
        },
      ]
      for (let i = 0; i < 3; i++) {
        const refused = await attempt(steps[(n + i) % 3] as () => Promise<void>)
        if (refused) refusals.push(refused)
      }
    }
    const writers = Promise.all(Array.from({ length: 50 }, (_, n) => writer(n)))
    const balances = await balancesDuring(writers, ctx)
    expect(refusals.filter((code) => code !== 'INSUFFICIENT_POINTS')).toEqual([])
    const wallet = await readWallet(ctx())
    expect(wallet.lifetimeEarned).toBe(counts.earned / 100)
    expect(wallet.lifetimeSpent).toBe(counts.spent / 100)
    expect(wallet.balance).toBe((counts.earned - counts.spent) / 100)
    const rows = await partitionOf(userId)
    expect(violationsIn(rows)).toEqual([])
    expect(Math.min(...balances)).toBeGreaterThanOrEqual(0)
  })
})

/** What a reader sees who asks again and again until the writers are done. */
const balancesDuring = async (writers: Promise<unknown>, ctx: () => Context): Promise<number[]> => {
  const balances: number[] = []
  let writing = true
  const reader = async () => {
    while (writing) balances.push((await readBalance(ctx(), true)).totalPoints)
  }
  const reading = reader()
  await writers.finally(() => {
    writing = false
  })
  await reading
  return balances
}

const sequence = async (seed: number): Promise<void> => {
  const userId = randomUUID()
  const ctx = () => contextFor(userId)
  const random = randomFrom(seed)
  const pick = <T>(all: T[]): T => all[Math.floor(random() * all.length)] as T
  const book: Book = { balance: 0, earned: 0, spent: 0, rows: [] }
  const write = (cents: number, side: 'earned' | 'spent') => {
    if (cents === 0) return
    book.rows.push(cents)
    book.balance += cents
    book[side] += side === 'earned' ? cents : -cents
  }
  const open: { id: string; reward: string; cents: number }[] = []
  const prices = [0, 1, 3.35, 20]
  const rewards = await Promise.all(
    prices.map((pointCost) => createReward(ctx(), { title: 'R', category: 'Custom', pointCost })),
  )
  const task = await tasks.createTask(ctx(), { title: 'T', area: 'Love', pointValue: 4.45 })
  let done = false
  const operations = [
    async () => {
      const cents = 1 + Math.floor(random() * 1_000)
      await addPoints(ctx(), byHand(cents / 100))
      write(cents, 'earned')
    },
    async () => {
      const cents = 1 + Math.floor(random() * 1_000)
      const refused = await attempt(() => addPoints(ctx(), byHand(-cents / 100)))
      expect(refused).toBe(cents > book.balance ? 'INSUFFICIENT_POINTS' : null)
      if (!refused) write(-cents, 'spent')
    },
    async () => {
      const reward = pick(rewards)
      const cents = Math.round(reward.pointCost * 100)
      const refused = await attempt(async () =>
        open.push({ ...(await redeem(ctx(), reward.id, {})), reward: reward.id, cents }),
      )
      expect(refused).toBe(cents > 0 && cents > book.balance ? 'INSUFFICIENT_POINTS' : null)
      if (!refused) write(-cents, 'spent')
    },
    async () => {
      const one = open.splice(Math.floor(random() * open.length), 1)[0]
      if (!one) return
      for (let i = 0; i < 2; i++) await refund(ctx(), one.reward, one.id)
      write(one.cents, 'spent')
    },
    async () => {
      await tasks.updateTask(ctx(), task.id, { status: done ? 'Blocked' : 'Done' })
      write(done ? -445 : 445, 'earned')
      done = !done
    },
  ]
  for (let step = 0; step < 30; step++) await pick(operations)()
  const wallet = await readWallet(ctx())
  expect([wallet.balance, wallet.lifetimeEarned, wallet.lifetimeSpent], `seed ${seed}`).toEqual([
    book.balance / 100,
    book.earned / 100,
    book.spent / 100,
  ])
  const newest = wallet.recentTransactions.map(({ amount }) => Math.round(amount * 100))
  expect(newest, `seed ${seed}`).toEqual([...book.rows].reverse())
  expect(violationsIn(await partitionOf(userId)), `seed ${seed}`).toEqual([])
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recentIn, withOneMore } from '../../../lib/domain/rewards/recent-redemptions.ts'
import type { Reward } from '../../../lib/domain/rewards/reward.schema.ts'
import { newReward, type Redeemed, refusalOf, withRedemptions } from '../../../lib/domain/rewards/reward.ts'

const reward = (fields: Partial<Reward> = {}): Reward => ({
  ...newReward('u', 'r', { title: 't', category: 'Custom', pointCost: 5 }, 0).after,
  ...fields,
})
const at = (iso: string, id = iso): Redeemed => ({ id, at: Date.parse(iso), points: 5, title: 't' })
const codeAt = (one: Reward, redeemed: Redeemed[], iso: string, zone: string) =>
  refusalOf(one, redeemed, { now: Date.parse(iso), zone })?.code ?? null

describe('the daily limit', () => {
  const once = reward({ maxRedemptionsPerDay: 1 })
  it('begins anew at midnight of the person, not of UTC', () => {
    const evening = [at('2026-06-01T09:30:00Z')] // 23:30 on Kiritimati
    expect(codeAt(once, evening, '2026-06-01T09:59:59Z', 'Pacific/Kiritimati')).toBe('REDEMPTION_LIMIT_REACHED')
    expect(codeAt(once, evening, '2026-06-01T10:00:00Z', 'Pacific/Kiritimati')).toBe(null)
    expect(codeAt(once, evening, '2026-06-01T23:59:59Z', 'UTC')).toBe('REDEMPTION_LIMIT_REACHED')
  })
  it('begins anew on days that have no midnight', () => {
    // Clocks in São Paulo went from 23:59:59 on the 3rd to 01:00 on the 4th (02:59:59Z to 03:00Z).
    expect(codeAt(once, [at('2018-11-04T02:59:59Z')], '2018-11-04T03:00:00Z', 'America/Sao_Paulo')).toBe(null)
    expect(codeAt(once, [at('2018-11-04T03:00:00Z')], '2018-11-05T01:59:59Z', 'America/Sao_Paulo')).toBe(
      'REDEMPTION_LIMIT_REACHED',
    )
  })
})

describe('the cooldown', () => {
  it('tells the hours that are left, rounded up, and ends to the millisecond', () => {
    const slow = reward({ cooldownHours: 2 })
    const last = [at('2026-06-01T12:00:00.000Z')]
    const told = (iso: string) => refusalOf(slow, last, { now: Date.parse(iso), zone: 'UTC' })?.message
    expect(told('2026-06-01T12:00:00.000Z')).toBe('Available in 2 hours')
    expect(told('2026-06-01T13:00:00.000Z')).toBe('Available in 1 hour')
    expect(told('2026-06-01T13:59:59.999Z')).toBe('Available in 1 hour')
    expect(told('2026-06-01T14:00:00.000Z')).toBe(undefined)
  })
})

/** The rules once more, from words: what a clock on the wall shows decides the day. */
const naive = (one: Reward, all: number[], now: number, zone: string): string | null => {
  const day = (ms: number) => new Date(ms).toLocaleDateString('sv-SE', { timeZone: zone })
  if (one.status !== 'Active') return 'REWARD_NOT_ACTIVE'
  let today = 0
  for (const ms of all) if (day(ms) === day(now)) today += 1
  if (one.maxRedemptionsPerDay !== null && today + 1 > one.maxRedemptionsPerDay) return 'REDEMPTION_LIMIT_REACHED'
  const since = Math.min(...all.map((ms) => (now - ms) / 3_600_000))
  return one.cooldownHours !== null && since < one.cooldownHours ? 'REWARD_ON_COOLDOWN' : null
}

const ZONES = ['UTC', 'America/Sao_Paulo', 'Asia/Beirut', 'Pacific/Kiritimati', 'America/New_York', 'Asia/Kathmandu']

describe('any reward', () => {
  it('is refused exactly when a wall clock and the whole history say so, whatever the row of the newest leaves out', () => {
    const starts = [
      '2018-11-02T12:00Z',
      '2018-02-16T12:00Z',
      '2026-03-27T12:00Z',
      '2026-10-24T12:00Z',
      '2026-06-01T00:00Z',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom(...starts),
        fc.record({
          maxRedemptionsPerDay: fc.option(fc.integer({ min: 1, max: 30 })),
          cooldownHours: fc.option(fc.constantFrom(0, 0.5, 3, 24, 100)),
          status: fc.constantFrom('Active' as const, 'Active' as const, 'Active' as const, 'Locked' as const),
        }),
        fc.array(fc.integer({ min: 1, max: 5 * 3_600_000 }), { minLength: 1, maxLength: 80 }),
        (zone, start, rules, gaps) => {
          const one = reward(rules)
          let now = Date.parse(start)
          let recent = recentIn(null)
          const all: number[] = []
          for (const gap of gaps) {
            now += gap
            const refusal = refusalOf(one, recent.redeemed, { now, zone })
            expect(refusal?.code ?? null).toBe(naive(one, all, now, zone))
            if (refusal) continue
            all.push(now)
            const made = { id: String(all.length), at: now, points: 5, title: 't' }
            recent = { ...withOneMore(recent, made, now), number: all.length }
          }
          const view = withRedemptions(one, recent.redeemed, { now, zone })
          expect(view.canRedeem).toBe(naive(one, all, now, zone) === null)
          expect(view.redemptions.map(({ redeemedAt }) => Date.parse(redeemedAt))).toEqual(all.slice(-20).reverse())
          expect(recent.more).toBe(recent.redeemed.length < all.length)
        },
      ),
      { numRuns: 150 },
    )
  })
})

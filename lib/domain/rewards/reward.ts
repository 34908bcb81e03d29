import { type Change, create, update } from '../../platform/events/change.ts'
import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { HOUR_MS } from '../../platform/units.ts'
import { blankOf, defaultsOf, sent } from '../entity-fields.ts'
import type { Moment } from '../time/moment.ts'
import { localDateOf, startOfDay } from '../time/zone.ts'
import { rewardFields } from './reward.fields.ts'
import type { Reward, RewardRedemption, RewardWithRedemptions } from './reward.schema.ts'
import type { CreateReward, UpdateReward } from './reward-input.schema.ts'

export const REWARD: Kind<Reward> = {
  name: 'reward',
  label: 'Reward',
  title: 'title',
  text: ['description'],
  defaults: defaultsOf(rewardFields),
  derivedRows: (id) => [sk.recentRedemptions(id)],
}

export const newReward = (userId: string, id: string, input: CreateReward, now: number): Change<Reward> =>
  create(REWARD, { ...blankOf(rewardFields), ...sent(input), id, userId }, now)

/** A reward with the fields of the patch; null when nothing changes. `at`: epoch ms. */
export const changeReward = (before: Reward, patch: UpdateReward, at: number): Change<Reward> | null =>
  update(REWARD, before, sent(patch), at)

/** A redemption that was not refunded, with the fields that rules need. `at`: epoch ms. */
export type Redeemed = { id: string; at: number; points: number; title: string; notes?: string }

export type Refusal = {
  code: 'REWARD_NOT_ACTIVE' | 'REDEMPTION_LIMIT_REACHED' | 'REWARD_ON_COOLDOWN'
  message: string
}

/**
 * Why a reward cannot be redeemed now, or null when it can: its status, its redemptions since local midnight, its
 * cooldown, in this order. `redeemed`: newest first. Wording and order match the clients': docs/formulas.md.
 */
export const refusalOf = (reward: Reward, redeemed: Redeemed[], { now, zone }: Moment): Refusal | null => {
  const { status, maxRedemptionsPerDay, cooldownHours } = reward
  if (status !== 'Active') return { code: 'REWARD_NOT_ACTIVE', message: 'Reward is not active' }
  if (maxRedemptionsPerDay !== null && redeemed.length > 0) {
    const midnight = startOfDay(localDateOf(now, zone), zone)
    if (redeemed.filter(({ at }) => at >= midnight).length >= maxRedemptionsPerDay)
      return { code: 'REDEMPTION_LIMIT_REACHED', message: 'Daily redemption limit reached' }
  }
  const last = redeemed[0]
  const left = last && cooldownHours ? last.at + cooldownHours * HOUR_MS - now : 0
  if (left <= 0) return null
  const hours = Math.ceil(left / HOUR_MS)
  return { code: 'REWARD_ON_COOLDOWN', message: `Available in ${hours} ${hours === 1 ? 'hour' : 'hours'}` }
}

/** How many redemptions a list shows with each reward. */
export const SHOWN = 20

/** A reward with its redemptions (newest first) and whether it can be redeemed, for lists. */
export const withRedemptions = (reward: Reward, redeemed: Redeemed[], moment: Moment): RewardWithRedemptions => {
  const refusal = refusalOf(reward, redeemed, moment)
  const redemptions = redeemed.slice(0, SHOWN).map((one) => viewRedeemed(reward, one))
  return {
    ...reward,
    redemptions,
    lastRedeemedAt: redemptions[0]?.redeemedAt ?? null,
    canRedeem: refusal === null,
    cooldownMessage: refusal?.message ?? null,
  }
}

/** The entity of a recent redemption: one that was not refunded has not changed since it was created. */
const viewRedeemed = (
  { id: rewardId, userId }: Reward,
  { id, at, points, title, notes }: Redeemed,
): RewardRedemption => {
  const redeemedAt = new Date(at).toISOString()
  return {
    id,
    userId,
    version: 1,
    createdAt: redeemedAt,
    updatedAt: redeemedAt,
    rewardId,
    rewardTitle: title,
    pointsSpent: points,
    redeemedAt,
    notes: notes ?? null,
    refundedAt: null,
  }
}

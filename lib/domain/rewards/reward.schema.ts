import * as z from 'zod'
import { entityOf } from '../entity-schemas.ts'
import { clearable, pageOf, paging, Text } from '../fields.ts'
import { RewardCategory, RewardStatus, redemptionFields, rewardFields } from './reward.fields.ts'

/** Something to buy with points. */
export const Reward = entityOf(rewardFields).meta({ id: 'Reward' })
export type Reward = z.infer<typeof Reward>

export const RewardRedemption = entityOf(redemptionFields).meta({ id: 'RewardRedemption' })
export type RewardRedemption = z.infer<typeof RewardRedemption>

export const RewardWithRedemptions = Reward.extend({
  redemptions: z.array(RewardRedemption).describe('The newest 20 that were not refunded, newest first'),
  lastRedeemedAt: z.iso.datetime().nullable(),
  canRedeem: z.boolean().describe('Whether status, cooldown and daily limit allow it; points are another matter'),
  cooldownMessage: z.string().nullable().describe('Why it cannot be redeemed'),
}).meta({ id: 'RewardWithRedemptions' })
export type RewardWithRedemptions = z.infer<typeof RewardWithRedemptions>

export const RewardQuery = z.object({ ...paging, status: RewardStatus.optional(), category: RewardCategory.optional() })
export type RewardQuery = z.infer<typeof RewardQuery>

export const RewardPage = pageOf(RewardWithRedemptions).meta({ id: 'RewardPage' })

export const Redeem = z.strictObject({ notes: clearable(Text(500)).optional() }).meta({ id: 'RedeemReward' })
export type Redeem = z.infer<typeof Redeem>

export const RedemptionQuery = z.object(paging)
export const RedemptionPage = pageOf(RewardRedemption).meta({ id: 'RewardRedemptionPage' })

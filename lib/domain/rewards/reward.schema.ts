import * as z from 'zod'
import { clearable, entityFields, pageOf, paging, Text } from '../fields.ts'

export const RewardCategory = z
  .enum(['Quick Treat', 'Daily Delight', 'Big Unlock', 'Custom'])
  .meta({ id: 'RewardCategory' })
export const RewardStatus = z.enum(['Active', 'Locked', 'Archived']).meta({ id: 'RewardStatus' })

/** Redemptions of one day are counted among those that are kept at hand (recent-redemptions.ts). */
export const MAX_PER_DAY = 100

/** Something to buy with points. */
export const Reward = z
  .object({
    ...entityFields,
    title: z.string(),
    description: z.string().nullable(),
    category: RewardCategory,
    pointCost: z.number(),
    icon: z.string().nullable(),
    imageUrl: z.string().nullable(),
    isAutomated: z.boolean(),
    automationInstructions: z.string().nullable(),
    cooldownHours: z.number().nullable().describe('Hours from one redemption to the next'),
    maxRedemptionsPerDay: z.number().int().nullable().describe('A day begins in the person’s time zone'),
    status: RewardStatus,
  })
  .meta({ id: 'Reward' })
export type Reward = z.infer<typeof Reward>

export const RewardRedemption = z
  .object({
    ...entityFields,
    rewardId: z.string(),
    rewardTitle: z.string().describe('What the reward was called then'),
    pointsSpent: z.number(),
    redeemedAt: z.iso.datetime(),
    notes: z.string().nullable(),
    refundedAt: z.iso.datetime().nullable().describe('When the points were given back'),
  })
  .meta({ id: 'RewardRedemption' })
export type RewardRedemption = z.infer<typeof RewardRedemption>

export const RewardWithRedemptions = Reward.extend({
  redemptions: z.array(RewardRedemption).describe('The newest 20 that were not refunded, newest first'),
  lastRedeemedAt: z.iso.datetime().nullable(),
  canRedeem: z.boolean().describe('Whether status, cooldown and daily limit allow it; points are another matter'),
  cooldownMessage: z.string().nullable().describe('Why it can not be redeemed'),
}).meta({ id: 'RewardWithRedemptions' })
export type RewardWithRedemptions = z.infer<typeof RewardWithRedemptions>

export const RewardQuery = z.object({ ...paging, status: RewardStatus.optional(), category: RewardCategory.optional() })
export type RewardQuery = z.infer<typeof RewardQuery>

export const RewardPage = pageOf(RewardWithRedemptions).meta({ id: 'RewardPage' })

export const Redeem = z.strictObject({ notes: clearable(Text(500)).optional() }).meta({ id: 'RedeemReward' })
export type Redeem = z.infer<typeof Redeem>

export const RedemptionQuery = z.object(paging)
export const RedemptionPage = pageOf(RewardRedemption).meta({ id: 'RewardRedemptionPage' })

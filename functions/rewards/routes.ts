import * as z from 'zod'
import { Deleted, Id } from '../../lib/domain/fields.ts'
import {
  Redeem,
  RedemptionPage,
  RedemptionQuery,
  Reward,
  RewardPage,
  RewardQuery,
  RewardRedemption,
} from '../../lib/domain/rewards/reward.schema.ts'
import { CreateReward, ReplaceReward, UpdateReward } from '../../lib/domain/rewards/reward-input.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const RewardPath = z.object({ rewardId: Id })
const RedemptionPath = RewardPath.extend({ redemptionId: Id })

const tags = ['rewards']

export const routes = {
  listRewards: {
    method: 'GET',
    path: '/rewards',
    summary: 'List rewards',
    tags,
    query: RewardQuery,
    status: 200,
    response: RewardPage,
    description: 'Each with its newest redemptions and whether it can be redeemed now.',
  },
  createReward: {
    method: 'POST',
    path: '/rewards',
    summary: 'Create a reward',
    tags,
    body: CreateReward,
    status: 201,
    response: Reward,
  },
  readReward: {
    method: 'GET',
    path: '/rewards/{rewardId}',
    summary: 'Read a reward',
    tags,
    params: RewardPath,
    status: 200,
    response: Reward,
  },
  updateReward: {
    method: 'PATCH',
    path: '/rewards/{rewardId}',
    summary: 'Change a reward',
    tags,
    params: RewardPath,
    body: UpdateReward,
    status: 200,
    response: Reward,
    description: 'An empty string or null clears a field.',
  },
  replaceReward: {
    method: 'PUT',
    path: '/rewards/{rewardId}',
    summary: 'Replace a reward',
    tags,
    params: RewardPath,
    body: ReplaceReward,
    status: 200,
    response: Reward,
    description: 'Like PATCH, but what is not sent goes back to its default.',
  },
  deleteReward: {
    method: 'DELETE',
    path: '/rewards/{rewardId}',
    summary: 'Move a reward to the trash',
    tags,
    params: RewardPath,
    status: 200,
    response: Deleted,
    description: 'It stays in the trash for 30 days. What it cost stays spent.',
  },
  redeemReward: {
    method: 'POST',
    path: '/rewards/{rewardId}/redeem',
    summary: 'Redeem a reward',
    tags,
    params: RewardPath,
    body: Redeem,
    bodyOptional: true,
    status: 200,
    response: RewardRedemption,
    errors: ['REWARD_NOT_ACTIVE', 'REDEMPTION_LIMIT_REACHED', 'REWARD_ON_COOLDOWN', 'INSUFFICIENT_POINTS'],
  },
  listRedemptions: {
    method: 'GET',
    path: '/rewards/{rewardId}/redemptions',
    summary: 'List the redemptions of a reward, newest first',
    tags,
    params: RewardPath,
    query: RedemptionQuery,
    status: 200,
    response: RedemptionPage,
  },
  refundRedemption: {
    method: 'POST',
    path: '/rewards/{rewardId}/redemptions/{redemptionId}/refund',
    summary: 'Refund a redemption',
    tags,
    params: RedemptionPath,
    status: 200,
    response: RewardRedemption,
    description: 'Once: a repeat pays nothing. It counts no longer for cooldown and daily limit.',
  },
} satisfies RouteTable

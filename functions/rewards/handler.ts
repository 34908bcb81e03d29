import { listRedemptions, redeem, refund } from '../../lib/domain/rewards/redemption.service.ts'
import * as rewards from '../../lib/domain/rewards/reward.service.ts'
import { REWARD } from '../../lib/domain/rewards/reward.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listRewards: ({ ctx, query }) => rewards.listRewards(ctx, query),
  createReward: ({ ctx, claim, body }) => rewards.createReward(ctx, body, claim),
  readReward: ({ ctx, params }) => rewards.readReward(ctx, params.rewardId),
  updateReward: ({ ctx, params, body }) => rewards.updateReward(ctx, params.rewardId, body),
  replaceReward: ({ ctx, params, body }) => rewards.replaceReward(ctx, params.rewardId, body),
  deleteReward: ({ ctx, params }) => deleteEntity(ctx, REWARD, params.rewardId),
  redeemReward: ({ ctx, claim, params, body }) => redeem(ctx, params.rewardId, body, claim),
  listRedemptions: ({ ctx, params, query }) => listRedemptions(ctx, params.rewardId, query),
  refundRedemption: ({ ctx, claim, params }) => refund(ctx, params.rewardId, params.redemptionId, claim),
})

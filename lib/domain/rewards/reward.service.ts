import type { Context } from '../../platform/context.ts'
import { commit } from '../../platform/events/commit.ts'
import { load, mutate } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { listPage, type Page } from '../../platform/lists/list.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { LAST, sk, startingWith } from '../../platform/table/keys.ts'
import { replacementOf } from '../entity-fields.ts'
import { keepWhere } from '../list-filters.ts'
import { loadProfile } from '../profile/profile.service.ts'
import type { Moment } from '../time/moment.ts'
import { recentIn } from './recent-redemptions.ts'
import { rewardFields } from './reward.fields.ts'
import type { Reward, RewardQuery, RewardWithRedemptions } from './reward.schema.ts'
import { changeReward, newReward, REWARD, withRedemptions } from './reward.ts'
import type { CreateReward, UpdateReward } from './reward-input.schema.ts'

export const createReward = (ctx: Context, input: CreateReward, claim?: Claim | null): Promise<Reward> => {
  const now = ctx.now()
  const change = newReward(ctx.userId, ctx.newId(now), input, now)
  return commit(ctx, { changes: [change], result: change.after }, claim)
}

export const readReward = (ctx: Context, id: string): Promise<Reward> => load(ctx, REWARD, id)

/** @throws 404, 412 */
export const updateReward = (ctx: Context, id: string, patch: UpdateReward): Promise<Reward> =>
  mutate(ctx, REWARD, id, (reward, at) => {
    const change = changeReward(reward, patch, at)
    return change && { changes: [change], result: change.after }
  })

/** Replaces every field: what is not sent goes back to its default. @throws 404, 412 */
export const replaceReward = (ctx: Context, id: string, input: CreateReward): Promise<Reward> =>
  updateReward(ctx, id, replacementOf(rewardFields, input))

/** Rewards in the order of creation, each with its newest redemptions. Two queries for each page. */
export const listRewards = async (ctx: Context, query: RewardQuery): Promise<Page<RewardWithRedemptions>> => {
  const { page, pageSize, cursor, ...filters } = query
  const [found, { timeZone: zone }] = await Promise.all([
    listPage(
      ctx,
      {
        name: `rewards ${JSON.stringify(filters)}`,
        range: startingWith(sk.entities('reward')),
        read: (item) => fromItem(REWARD, item),
        ...keepWhere(filters),
        counted: 'reward',
      },
      { page, pageSize, cursor },
    ),
    loadProfile(ctx),
  ])
  const recent = await recentRowsOf(ctx, found.data)
  return { ...found, data: viewAll(found.data, recent, { now: ctx.now(), zone }) }
}

/** The range of sort keys that contains all rewards, followed by the rows of their recent redemptions. */
export const rewardRange = { from: sk.entities('reward'), to: sk.recentRedemptions(LAST) }

/** The rewards among the rows of `rewardRange`, as lists show them. */
export const rewardsIn = (rows: Item[], moment: Moment): RewardWithRedemptions[] => {
  const rewards = rows.filter(({ SK }) => String(SK).startsWith(sk.entities('reward')))
  return viewAll(
    rewards.map((row) => fromItem(REWARD, row)),
    rows,
    moment,
  )
}

const viewAll = (rewards: Reward[], rows: Item[], moment: Moment): RewardWithRedemptions[] => {
  const recent = new Map(rows.map((row) => [row.SK, row]))
  return rewards.map((reward) =>
    withRedemptions(reward, recentIn(recent.get(sk.recentRedemptions(reward.id))).redeemed, moment),
  )
}

/** The rows of recent redemptions, in the order of the rewards. Rewards that were never redeemed have none. */
const recentRowsOf = async (ctx: Context, rewards: Reward[]): Promise<Item[]> => {
  const [first, last] = [rewards[0], rewards.at(-1)]
  if (!first || !last) return []
  const range = { from: sk.recentRedemptions(first.id), to: sk.recentRedemptions(last.id) }
  return partition(ctx).range(range)
}

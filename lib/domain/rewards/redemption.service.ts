import type { Context } from '../../platform/context.ts'
import { conflict, entityRef, notFound, type Obstacle } from '../../platform/errors.ts'
import { type Change, create, nextChangeAt, update } from '../../platform/events/change.ts'
import { keyOfId } from '../../platform/events/kind.ts'
import { checkIfMatch, findAt, load, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { requireVersion } from '../../platform/events/write.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { listPage, type Page, type Paging } from '../../platform/lists/list.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { book } from '../wallet/ledger.ts'
import { withOneMore } from './recent-redemptions.ts'
import { REDEMPTION } from './redemption.kind.ts'
import { readRecent, recentWrite, withoutOne } from './redemption.repository.ts'
import type { Redeem, Reward, RewardRedemption } from './reward.schema.ts'
import { REWARD, type Refusal, refusalOf } from './reward.ts'

/**
 * Buys a reward. One transaction holds the redemption, its points and every condition: the reward is as it was read,
 * no other redemption was made meanwhile, and the wallet has the points.
 * @throws 404, 409 REWARD_NOT_ACTIVE, REDEMPTION_LIMIT_REACHED, REWARD_ON_COOLDOWN, INSUFFICIENT_POINTS
 */
export const redeem = (
  ctx: Context,
  rewardId: string,
  { notes }: Redeem,
  claim?: Claim | null,
): Promise<RewardRedemption> =>
  untilCommitted(
    ctx,
    async () => {
      const [reward, recent, { timeZone: zone }] = await Promise.all([
        load(ctx, REWARD, rewardId, { consistent: true }),
        readRecent(ctx, rewardId),
        loadProfile(ctx),
      ])
      const at = ctx.now()
      const refusal = refusalOf(reward, recent.redeemed, { now: at, zone })
      if (refusal) throw refused(reward, refusal)
      const made = redemptionOf(ctx, reward, notes ?? null, at)
      const { id, rewardTitle: title, pointsSpent: points } = made.after
      const after = withOneMore(recent, { id, at, points, title, ...(notes && { notes }) }, at)
      const booked = book(ctx, [entryFor(made.after, 'spend')], at)
      return {
        changes: [made, ...booked.changes],
        writes: [
          ...booked.writes,
          requireVersion(ctx, keyOfId(REWARD, reward.id), reward.version),
          recentWrite(ctx, rewardId, recent, after),
        ],
        result: made.after,
      }
    },
    claim,
  )

const OBSTACLES: Record<Refusal['code'], Pick<Obstacle, 'type' | 'loc'>> = {
  REWARD_NOT_ACTIVE: { type: 'wrong_state', loc: ['reward', 'status'] },
  REDEMPTION_LIMIT_REACHED: { type: 'limit_reached', loc: ['reward', 'maxRedemptionsPerDay'] },
  REWARD_ON_COOLDOWN: { type: 'limit_reached', loc: ['reward', 'cooldownHours'] },
}

const refused = (reward: Reward, { code, message }: Refusal) =>
  conflict(message, { ...OBSTACLES[code], entity: entityRef(REWARD, reward) }, code)

/**
 * Gives the points of a redemption back, once: a repeat gets the same answer and pays nothing. A refunded redemption no longer
 * counts for cooldown and daily limit. Works for rewards in the trash too. @throws 404, 412
 */
export const refund = (ctx: Context, rewardId: string, id: string, claim?: Claim | null): Promise<RewardRedemption> =>
  untilCommitted(
    ctx,
    async () => {
      const [before, recent] = await Promise.all([
        findAt(ctx, REDEMPTION, sk.redemption(rewardId, id), { consistent: true }),
        readRecent(ctx, rewardId),
      ])
      if (!before) throw notFound(REDEMPTION.label)
      checkIfMatch(ctx, before)
      const at = nextChangeAt(before, ctx.now())
      const refundedAt = new Date(at).toISOString()
      const change = before.refundedAt === null && update(REDEMPTION, before, { refundedAt }, at, 'refunded')
      if (!change) return { changes: [], result: before }
      const booked = book(ctx, [entryFor(before, 'refund')], at)
      const after = await withoutOne(ctx, rewardId, recent, id, at)
      return {
        changes: [change, ...booked.changes],
        writes: [...booked.writes, recentWrite(ctx, rewardId, recent, after)],
        result: change.after,
      }
    },
    claim,
  )

/** All redemptions of a reward, newest first, including refunded ones. @throws 404 */
export const listRedemptions = async (
  ctx: Context,
  rewardId: string,
  paging: Paging,
): Promise<Page<RewardRedemption>> => {
  const spec = {
    name: `redemptions ${rewardId}`,
    range: { ...startingWith(sk.redemptions(rewardId)), descending: true },
    read: (item: Record<string, unknown>) => fromItem(REDEMPTION, item),
  }
  const [page] = await Promise.all([listPage(ctx, spec, paging), load(ctx, REWARD, rewardId)])
  return page
}

const redemptionOf = (ctx: Context, reward: Reward, notes: string | null, at: number): Change<RewardRedemption> => {
  const fields = {
    id: ctx.newId(at),
    userId: ctx.userId,
    rewardId: reward.id,
    rewardTitle: reward.title,
    pointsSpent: reward.pointCost,
    redeemedAt: new Date(at).toISOString(),
    notes,
    refundedAt: null,
  }
  return create(REDEMPTION, fields, at)
}

const entryFor = ({ rewardId, rewardTitle, pointsSpent }: RewardRedemption, type: 'spend' | 'refund') => ({
  amount: type === 'spend' ? -pointsSpent : pointsSpent,
  type,
  source: 'reward_redemption' as const,
  sourceEntityType: 'reward' as const,
  sourceEntityId: rewardId,
  description: `${type === 'spend' ? 'Redeemed' : 'Refunded'}: ${rewardTitle}`,
})

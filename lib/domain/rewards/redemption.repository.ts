import type { Context } from '../../platform/context.ts'
import type { Step } from '../../platform/events/kind.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { ABSENT, putWrite, type Write } from '../../platform/events/write.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { defaultsOf } from '../entity-fields.ts'
import { cut, type Recent, recentIn, withOneMore } from './recent-redemptions.ts'
import { MAX_PER_DAY, redemptionFields } from './reward.fields.ts'
import type { RewardRedemption } from './reward.schema.ts'
import { type Redeemed, SHOWN } from './reward.ts'

const defaults = defaultsOf(redemptionFields)

export const readRecent = async (ctx: Context, rewardId: string): Promise<Recent> =>
  recentIn(await partition(ctx).get(sk.recentRedemptions(rewardId), { consistent: true }))

/** The row with other redemptions; refused (and decided again) when somebody changed it since `before` was read. */
export const recentWrite = (ctx: Context, rewardId: string, before: Recent, after: Omit<Recent, 'number'>): Write =>
  putWrite(
    ctx,
    sk.recentRedemptions(rewardId),
    { number: before.number + 1, redeemed: after.redeemed, ...(after.more && { more: true }) },
    before.number === 0
      ? ABSENT
      : {
          ConditionExpression: '#number = :before',
          ExpressionAttributeNames: { '#number': 'number' },
          ExpressionAttributeValues: { ':before': before.number },
        },
  )

/** The row without a redemption that was refunded, filled up with older ones from the redemptions themselves. `now`: epoch ms. */
export const withoutOne = async (
  ctx: Context,
  rewardId: string,
  { redeemed, more }: Recent,
  id: string,
  now: number,
): Promise<Omit<Recent, 'number'>> => {
  const left = redeemed.filter((one) => one.id !== id)
  if (!more || left.length >= SHOWN) return { redeemed: left, more }
  const found = await newestOf(ctx, rewardId, id)
  return cut(found.redeemed, found.more, now)
}

const newestOf = async (ctx: Context, rewardId: string, except: string): Promise<Omit<Recent, 'number'>> => {
  const rows = partition(ctx)
  const range = { ...startingWith(sk.redemptions(rewardId)), descending: true }
  const redeemed: Redeemed[] = []
  let after: Item | undefined
  do {
    const page = await rows.page({ ...range, limit: MAX_PER_DAY, after }, { consistent: true })
    for (const item of page.items) {
      const redemption = fromItem<RewardRedemption>({ defaults }, item)
      if (redemption.id !== except && redemption.refundedAt === null) redeemed.push(redeemedOf(redemption))
    }
    after = page.next
  } while (after && redeemed.length < MAX_PER_DAY)
  return { redeemed, more: after !== undefined }
}

const redeemedOf = ({ id, redeemedAt, pointsSpent, rewardTitle, notes }: RewardRedemption): Redeemed => ({
  id,
  at: Date.parse(redeemedAt),
  points: pointsSpent,
  title: rewardTitle,
  ...(notes && { notes }),
})

/** The rows of newest redemptions after steps of redemptions of any rewards. One that is refunded does not count. */
export const recentRedemptionsOf = async (ctx: Context, steps: Step<RewardRedemption>[]): Promise<Write[]> => {
  const now = ctx.now()
  const byReward = Map.groupBy(steps, ({ before, after }) => (after ?? before)?.rewardId ?? '')
  const rows = [...byReward].map(async ([rewardId, own]) => {
    const before = await readRecent(ctx, rewardId)
    let after: Omit<Recent, 'number'> = before
    for (const step of own) {
      const [was, is] = [step.before, step.after].map((one) => (one?.refundedAt === null ? one : null))
      if (was && !is) after = await withoutOne(ctx, rewardId, { ...before, ...after }, was.id, now)
      if (is && !was) after = withOneMore({ ...before, ...after }, redeemedOf(is), now)
    }
    return recentWrite(ctx, rewardId, before, after)
  })
  return Promise.all(rows)
}

import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { ABSENT, putWrite, type Write } from '../../platform/events/write.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { cut, type Recent, recentIn } from './recent-redemptions.ts'
import { MAX_PER_DAY } from './reward.fields.ts'
import { REDEMPTION, type Redeemed, SHOWN } from './reward.ts'

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
      const { id, redeemedAt, pointsSpent, rewardTitle, notes, refundedAt } = fromItem(REDEMPTION, item)
      if (id === except || refundedAt !== null) continue
      redeemed.push({
        id,
        at: Date.parse(redeemedAt),
        points: pointsSpent,
        title: rewardTitle,
        ...(notes && { notes }),
      })
    }
    after = page.next
  } while (after && redeemed.length < MAX_PER_DAY)
  return { redeemed, more: after !== undefined }
}

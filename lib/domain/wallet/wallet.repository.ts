import type { Context } from '../../platform/context.ts'
import { keyed, type Write } from '../../platform/events/write.ts'
import { sk } from '../../platform/table/keys.ts'
import type { WalletBalance } from './wallet.schema.ts'

/** The sums of a wallet. They have no events of their own, because they follow from those of its transactions. */
export type Sums = Pick<WalletBalance, 'totalPoints' | 'lifetimeEarned' | 'lifetimeSpent'>

type Moved = { change: number; earned: number; spent: number }
/** `seen`: the sums that the write requires to be unchanged. `covered`: points that are spent must be there. */
type Terms = { seen?: Sums | undefined; covered: boolean; refused: () => Error }

/** Adds to the sums, so that writers who do not look at them never wait for each other. `at`: epoch ms. */
export const walletWrite = (
  ctx: Context,
  { change, earned, spent }: Moved,
  at: number,
  { seen, covered, refused }: Terms,
): Write => {
  const condition = seen ? stillAs(seen) : covered ? { is: 'balance >= :needed', values: { ':needed': -change } } : null
  return {
    item: {
      Update: {
        ...keyed(ctx, sk.wallet()),
        UpdateExpression: 'ADD balance :change, lifetimeEarned :earned, lifetimeSpent :spent SET updatedAt = :at',
        ...(condition && { ConditionExpression: condition.is }),
        ExpressionAttributeValues: {
          ':change': change,
          ':earned': earned,
          ':spent': spent,
          ':at': new Date(at).toISOString(),
          ...condition?.values,
        },
      },
    },
    refused,
  }
}

const stillAs = ({ totalPoints, lifetimeEarned, lifetimeSpent }: Sums) => {
  const none = totalPoints === 0 && lifetimeEarned === 0 && lifetimeSpent === 0
  const same = 'balance = :seen AND lifetimeEarned = :seenEarned AND lifetimeSpent = :seenSpent'
  return {
    is: none ? `attribute_not_exists(PK) OR (${same})` : same,
    values: { ':seen': totalPoints, ':seenEarned': lifetimeEarned, ':seenSpent': lifetimeSpent },
  }
}

import type { Context } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { type Change, create } from '../../platform/events/change.ts'
import type { Kind } from '../../platform/events/kind.ts'
import { keyed, VersionConflict, type Write } from '../../platform/events/write.ts'
import { sk } from '../../platform/table/keys.ts'
import type { WalletBalance, WalletTransaction } from './wallet.schema.ts'

export const TRANSACTION: Kind<WalletTransaction> = {
  name: 'transaction',
  label: 'Transaction',
  title: 'description',
  defaults: { sourceEntityType: null, sourceEntityId: null },
  sk: ({ id }) => sk.transaction(id),
}

/** Points that move, before they have an id and a time. */
export type Entry = Pick<
  WalletTransaction,
  'amount' | 'type' | 'source' | 'sourceEntityType' | 'sourceEntityId' | 'description'
>

/** How an entry counts: balance = lifetimeEarned − lifetimeSpent, always. Taking back undoes what it takes back. */
export const effect = ({ amount, type, source }: Entry): { earned: number; spent: number } => {
  if (type === 'spend' || type === 'refund') return { earned: 0, spent: -amount }
  if (type === 'adjustment' && source !== 'task_completion') return { earned: 0, spent: -amount }
  return { earned: amount, spent: 0 }
}

/**
 * The rows of a transaction that book entries: one ledger row and event each, and the wallet's sums. What leaves the
 * wallet must be there (409 INSUFFICIENT_POINTS), unless it `mayOwe`: what is taken back may leave a debt. With `seen`
 * the sums must still be those, else it is to be decided again: then sums made of them are true. `at`: epoch ms.
 */
export const book = (
  ctx: Context,
  entries: Entry[],
  at: number,
  { mayOwe = false, seen }: Terms = {},
): { changes: Change<WalletTransaction>[]; writes: Write[] } => {
  const due = entries.filter(({ amount }) => amount !== 0)
  if (due.length === 0) return { changes: [], writes: [] }
  const changes = due.map((entry) =>
    create(TRANSACTION, { ...entry, id: ctx.newId(at), userId: ctx.userId }, at, 'booked'),
  )
  return { changes, writes: [walletWrite(ctx, due, at, { mayOwe, seen })] }
}

type Sums = Pick<WalletBalance, 'totalPoints' | 'lifetimeEarned' | 'lifetimeSpent'>
type Terms = { mayOwe?: boolean; seen?: Sums | undefined }

const walletWrite = (ctx: Context, entries: Entry[], at: number, { mayOwe, seen }: Terms): Write => {
  const effects = entries.map(effect)
  const earned = sum(effects.map((one) => one.earned))
  const spent = sum(effects.map((one) => one.spent))
  const change = sum(entries.map(({ amount }) => amount))
  const guarded = change < 0 && !mayOwe
  if (guarded && seen && sum([seen.totalPoints, change]) < 0) throw tooFew()
  const condition = seen ? stillAs(seen) : guarded ? { is: 'balance >= :needed', values: { ':needed': -change } } : null
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
    refused: () => (seen ? new VersionConflict() : tooFew()),
  }
}

const tooFew = () => conflict('Not enough points', 'INSUFFICIENT_POINTS')

const stillAs = ({ totalPoints, lifetimeEarned, lifetimeSpent }: Sums) => {
  const none = totalPoints === 0 && lifetimeEarned === 0 && lifetimeSpent === 0
  const same = 'balance = :seen AND lifetimeEarned = :seenEarned AND lifetimeSpent = :seenSpent'
  return {
    is: none ? `attribute_not_exists(PK) OR (${same})` : same,
    values: { ':seen': totalPoints, ':seenEarned': lifetimeEarned, ':seenSpent': lifetimeSpent },
  }
}

/** Adds points exactly: they have at most two decimals, which binary fractions do not. */
export const sum = (amounts: number[]): number =>
  amounts.reduce((total, amount) => total + Math.round(amount * 100), 0) / 100

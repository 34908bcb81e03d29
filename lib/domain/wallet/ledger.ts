import type { Context } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { type Change, create } from '../../platform/events/change.ts'
import type { Kind } from '../../platform/events/kind.ts'
import { VersionConflict, type Write } from '../../platform/events/write.ts'
import { sk } from '../../platform/table/keys.ts'
import { defaultsOf } from '../entity-fields.ts'
import { transactionFields } from './transaction.fields.ts'
import { type Sums, walletWrite } from './wallet.repository.ts'
import type { WalletTransaction } from './wallet.schema.ts'

export const TRANSACTION: Kind<WalletTransaction> = {
  name: 'transaction',
  label: 'Transaction',
  title: 'description',
  defaults: defaultsOf(transactionFields),
  sk: ({ id }) => sk.transaction(id),
  reversed: (ctx, created, at) => book(ctx, created.map(counterEntry), at, { mayOwe: true }),
}

/** A movement of points, before it has an id and a time. */
export type Entry = Pick<
  WalletTransaction,
  'amount' | 'type' | 'source' | 'sourceEntityType' | 'sourceEntityId' | 'description'
> &
  Partial<Pick<WalletTransaction, 'reverses'>>

/** How an entry counts, so that always balance = lifetimeEarned − lifetimeSpent. Taking points back lowers the sum they were added to. */
export const effect = ({ amount, type, source, reverses }: Entry): { earned: number; spent: number } => {
  if (reverses && type === 'adjustment') return { earned: amount, spent: 0 }
  if (type === 'spend' || type === 'refund') return { earned: 0, spent: -amount }
  if (type === 'adjustment' && source !== 'task_completion') return { earned: 0, spent: -amount }
  return { earned: amount, spent: 0 }
}

const COUNTER_TYPES = { earn: 'adjustment', spend: 'refund', refund: 'spend' } as const

/** The entry that undoes another: the balance and both sums are as if neither had been. */
const counterEntry = (entry: WalletTransaction): Entry => {
  const { id, amount, type, source, sourceEntityType, sourceEntityId, description, reverses } = entry
  const isTakenBack = type === 'adjustment' && (reverses !== null || source === 'task_completion')
  const counter = type === 'adjustment' ? (isTakenBack ? ('earn' as const) : type) : COUNTER_TYPES[type]
  const words = `Undone: ${description}`.slice(0, 500)
  const takesBack = type === 'earn' ? { reverses: id } : {}
  return { amount: -amount, type: counter, source, sourceEntityType, sourceEntityId, description: words, ...takesBack }
}

/**
 * The rows of a transaction that book entries: one ledger row and event each, and the wallet's sums. The wallet must have the
 * points that leave it (409 INSUFFICIENT_POINTS), unless it `mayOwe`: points that are taken back may leave a debt. With `seen`
 * the sums must still be those, else the transaction is decided again, so that sums computed from them are right. `at`: epoch ms.
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
    create(TRANSACTION, { reverses: null, ...entry, id: ctx.newId(at), userId: ctx.userId }, at, 'booked'),
  )
  return { changes, writes: [sumsWrite(ctx, due, at, { mayOwe, seen })] }
}

type Terms = { mayOwe?: boolean; seen?: Sums | undefined }

const sumsWrite = (ctx: Context, entries: Entry[], at: number, { mayOwe, seen }: Terms): Write => {
  const effects = entries.map(effect)
  const moved = {
    change: sum(entries.map(({ amount }) => amount)),
    earned: sum(effects.map((one) => one.earned)),
    spent: sum(effects.map((one) => one.spent)),
  }
  const covered = moved.change < 0 && !mayOwe
  if (covered && seen && sum([seen.totalPoints, moved.change]) < 0) throw tooFew()
  return walletWrite(ctx, moved, at, { seen, covered, refused: () => (seen ? new VersionConflict() : tooFew()) })
}

const tooFew = () =>
  conflict('Not enough points', { type: 'insufficient', loc: ['wallet', 'balance'] }, 'INSUFFICIENT_POINTS')

/** Adds points exactly. They have at most two decimals, which binary fractions cannot represent. */
export const sum = (amounts: number[]): number =>
  amounts.reduce((total, amount) => total + Math.round(amount * 100), 0) / 100

import type * as z from 'zod'
import type { Context } from '../../platform/context.ts'
import { untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { ulidsFrom } from '../../platform/ids.ts'
import { ANSWER_BYTES, fitting, listPage, type Page, type Paging } from '../../platform/lists/list.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { book, effect, sum, TRANSACTION } from './ledger.ts'
import type { AddPoints, Wallet, WalletBalance, WalletTransaction } from './wallet.schema.ts'

const RECENT = 100

/** The sums and the newest transactions. One query. */
export const readWallet = async (ctx: Context, recent = RECENT): Promise<z.infer<typeof Wallet>> => {
  const { balance, recentTransactions } = await readLedger(ctx, recent)
  return {
    balance: balance.totalPoints,
    lifetimeEarned: balance.lifetimeEarned,
    lifetimeSpent: balance.lifetimeSpent,
    recentTransactions,
  }
}

export const readBalance = async (ctx: Context, consistent = false): Promise<WalletBalance> =>
  toBalance(ctx, await partition(ctx).get(sk.wallet(), { consistent }))

/** The balance and the newest transactions, newest first. One query, because the wallet's key follows theirs. */
export const readLedger = async (
  ctx: Context,
  recent = RECENT,
): Promise<{ balance: WalletBalance; recentTransactions: WalletTransaction[] }> => {
  const range = {
    from: sk.transactions(),
    to: sk.wallet(),
    descending: true,
    limit: recent + 1,
  }
  const { items } = await partition(ctx).page(range)
  const isWallet = ({ SK }: Item) => SK === sk.wallet()
  return {
    balance: toBalance(ctx, items.find(isWallet) ?? null),
    recentTransactions: items
      .filter((item) => !isWallet(item))
      .map(read)
      .slice(0, recent),
  }
}

/** Transactions booked from `from` to before `to` (epoch ms), oldest first. */
export const transactionsBetween = async (ctx: Context, from: number, to: number): Promise<WalletTransaction[]> => {
  const range = { from: sk.transaction(ulidsFrom(from)), to: sk.transaction(ulidsFrom(to)) }
  return (await partition(ctx).range(range)).map(read)
}

/** A page of the history, newest first. */
export const listTransactions = (ctx: Context, paging: Paging): Promise<Page<WalletTransaction>> =>
  listPage(
    ctx,
    {
      name: 'transactions',
      range: { ...startingWith(sk.transactions()), descending: true },
      read,
      counted: 'transaction',
    },
    paging,
  )

/** As many transactions as fit one answer, newest first: older clients ask without paging. */
export const allTransactions = async (ctx: Context): Promise<WalletTransaction[]> => {
  const range = { ...startingWith(sk.transactions()), descending: true }
  return fitting((await partition(ctx).range(range)).map(read), ANSWER_BYTES)
}

/** Books points by hand and returns the balance right after it. @throws 409 INSUFFICIENT_POINTS when the balance is too low */
export const addPoints = (
  ctx: Context,
  input: AddPoints,
  claim?: Claim | null,
): Promise<{ balance: WalletBalance; transaction: WalletTransaction }> =>
  untilCommitted(
    ctx,
    async () => {
      const before = await readBalance(ctx, true)
      const at = ctx.now()
      const entry = { ...input, type: input.amount > 0 ? ('earn' as const) : ('adjustment' as const) }
      const { changes, writes } = book(ctx, [entry], at, { seen: before })
      const { earned, spent } = effect(entry)
      const balance = {
        ...before,
        totalPoints: sum([before.totalPoints, entry.amount]),
        lifetimeEarned: sum([before.lifetimeEarned, earned]),
        lifetimeSpent: sum([before.lifetimeSpent, spent]),
        updatedAt: new Date(at).toISOString(),
      }
      const [transaction] = changes.map(({ after }) => after) as [WalletTransaction]
      return { changes, writes, result: { balance, transaction } }
    },
    claim,
  )

const read = (item: Item): WalletTransaction => fromItem(TRANSACTION, item)

const toBalance = ({ userId }: Context, item: Item | null): WalletBalance => ({
  userId,
  totalPoints: Number(item?.balance ?? 0),
  lifetimeEarned: Number(item?.lifetimeEarned ?? 0),
  lifetimeSpent: Number(item?.lifetimeSpent ?? 0),
  updatedAt: String(item?.updatedAt ?? new Date(0).toISOString()),
})

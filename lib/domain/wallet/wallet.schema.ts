import * as z from 'zod'
import { entityOf } from '../entity-schemas.ts'
import { Id, pageOf, paging, Title } from '../fields.ts'
import { SourceEntityType, TransactionSource, transactionFields } from './transaction.fields.ts'

/** One row of the ledger, written once and never changed. */
export const WalletTransaction = entityOf(transactionFields).meta({ id: 'WalletTransaction' })
export type WalletTransaction = z.infer<typeof WalletTransaction>

export const WalletBalance = z
  .object({
    userId: z.string(),
    totalPoints: z.number(),
    lifetimeEarned: z.number(),
    lifetimeSpent: z.number(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'WalletBalance' })
export type WalletBalance = z.infer<typeof WalletBalance>

export const Wallet = z
  .object({
    balance: z.number().describe('The sum of all transactions'),
    lifetimeEarned: z.number(),
    lifetimeSpent: z.number(),
    recentTransactions: z.array(WalletTransaction).describe('The newest 100, newest first'),
  })
  .meta({ id: 'Wallet' })

export const AddPoints = z
  .strictObject({
    amount: z
      .number()
      .min(-1_000_000)
      .max(1_000_000)
      .multipleOf(0.01)
      .refine((amount) => amount !== 0, 'Must not be 0'),
    source: TransactionSource,
    description: Title(500),
    sourceEntityType: SourceEntityType.nullish().transform((value) => value ?? null),
    sourceEntityId: Id.nullish().transform((value) => value ?? null),
  })
  .meta({ id: 'AddPoints' })
export type AddPoints = z.infer<typeof AddPoints>

export const PointsAdded = z
  .object({ balance: WalletBalance, transaction: WalletTransaction })
  .meta({ id: 'PointsAdded' })

export const TransactionQuery = z.object(paging)
export const TransactionPage = pageOf(WalletTransaction).meta({ id: 'WalletTransactionPage' })

import * as z from 'zod'
import { entityFields, Id, pageOf, paging, Title } from '../fields.ts'

export const TransactionType = z.enum(['earn', 'spend', 'refund', 'adjustment']).meta({ id: 'WalletTransactionType' })
export const TransactionSource = z
  .enum(['task_completion', 'reward_redemption', 'manual', 'system'])
  .meta({ id: 'WalletTransactionSource' })

/** One row of the ledger, written once and never changed. */
export const WalletTransaction = z
  .object({
    ...entityFields,
    amount: z.number().describe('Points; negative when they leave the wallet'),
    type: TransactionType,
    source: TransactionSource,
    sourceEntityType: z.enum(['task', 'reward']).nullable(),
    sourceEntityId: z.string().nullable(),
    description: z.string(),
  })
  .meta({ id: 'WalletTransaction' })
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
    sourceEntityType: z
      .enum(['task', 'reward'])
      .nullish()
      .transform((value) => value ?? null),
    sourceEntityId: Id.nullish().transform((value) => value ?? null),
  })
  .meta({ id: 'AddPoints' })
export type AddPoints = z.infer<typeof AddPoints>

export const PointsAdded = z
  .object({ balance: WalletBalance, transaction: WalletTransaction })
  .meta({ id: 'PointsAdded' })

export const TransactionQuery = z.object(paging)
export const TransactionPage = pageOf(WalletTransaction).meta({ id: 'WalletTransactionPage' })

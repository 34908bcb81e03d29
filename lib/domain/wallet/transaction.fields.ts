import * as z from 'zod'
import { givenText, madeText } from '../common-fields.ts'
import { given, made } from '../entity-fields.ts'

export const TransactionType = z.enum(['earn', 'spend', 'refund', 'adjustment']).meta({ id: 'WalletTransactionType' })
export const TransactionSource = z
  .enum(['task_completion', 'reward_redemption', 'manual', 'system'])
  .meta({ id: 'WalletTransactionSource' })
export const SourceEntityType = z.enum(['task', 'reward'])

export const transactionFields = {
  amount: given(() => z.number().describe('Points; negative when they leave the wallet')),
  type: given(TransactionType),
  source: given(TransactionSource),
  sourceEntityType: made(null, () => SourceEntityType.nullable()),
  sourceEntityId: madeText(),
  description: givenText(),
  reverses: made(null, () =>
    z.string().nullable().describe('The transaction whose points it takes back, if it was undone'),
  ),
}

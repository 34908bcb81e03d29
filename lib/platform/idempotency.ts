import type { Context } from './context.ts'
import { AppError } from './errors.ts'
import { sk, userPk } from './table/keys.ts'
import { getItem, type Item } from './table/table.ts'

const KEPT_SECONDS = 24 * 3_600

/**
 * The right to store one answer under an Idempotency-Key. It is handed to the one transaction that does what the request
 * asks for; work that is given none stores no answer. `settled`: set by that transaction alone.
 */
export type Claim = { readonly route: string; readonly key: string; readonly bodyHash: string; settled: boolean }

/** The transaction found the caller's Idempotency-Key taken: the stored answer is the answer. */
export class IdempotencyReplay extends Error {}

/**
 * The record that makes a repeated POST answer like the first; written in the same transaction as what it did.
 * @throws Error for a claim that is settled: a request has one answer.
 */
export const claimItem = (
  ctx: Context,
  claim: Claim,
  result: unknown,
): { Item: Item; ConditionExpression: string; ExpressionAttributeValues: Item } => {
  if (claim.settled) throw new Error('This Idempotency-Key has its answer already')
  const now = Math.floor(ctx.now() / 1_000)
  return {
    Item: {
      PK: userPk(ctx.userId),
      SK: sk.idempotency(claim.route, claim.key),
      bodyHash: claim.bodyHash,
      result: JSON.stringify(result),
      expiresAt: now + KEPT_SECONDS,
    },
    ConditionExpression: 'attribute_not_exists(PK) OR expiresAt <= :now',
    ExpressionAttributeValues: { ':now': now },
  }
}

/**
 * The result a key has stored, or null when it is new.
 * @throws 422 IDEMPOTENCY_KEY_REUSED when it was used with another body.
 */
export const storedResult = async (
  ctx: Context,
  claim: Claim,
  { consistent = false } = {},
): Promise<{ result: unknown } | null> => {
  const key = { PK: userPk(ctx.userId), SK: sk.idempotency(claim.route, claim.key) }
  const item = await getItem(key, { deadline: ctx.deadline, consistent })
  if (!item) return null
  if (item.bodyHash !== claim.bodyHash)
    throw new AppError(422, 'IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used with another request body')
  return { result: JSON.parse(String(item.result)) }
}

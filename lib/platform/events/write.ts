import type { Context } from '../context.ts'
import { type AppError, notFound } from '../errors.ts'
import { tableName } from '../table/client.ts'
import { userPk } from '../table/keys.ts'
import type { Item, TransactItem } from '../table/table.ts'
import type { StoredBytes } from './stored-bytes.ts'

/** Somebody else changed the entity since it was read: read it again and decide again (mutate.ts). */
export class VersionConflict extends Error {}

/**
 * One row of a transaction and what it means when its condition does not hold. `stored`: for how many bytes more (or less)
 * outside the table the row stands.
 */
export type Write = { item: TransactItem; refused: () => Error; stored?: StoredBytes }

export type Condition = {
  ConditionExpression?: string | undefined
  ExpressionAttributeValues?: Item
  ExpressionAttributeNames?: Record<string, string>
}
export const ABSENT: Condition = { ConditionExpression: 'attribute_not_exists(PK)' }
export const hasVersion = (version: number) =>
  ({
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': version },
  }) satisfies Condition
export const staleRead = () => new VersionConflict()

export const keyed = (ctx: Context, SK: string) => ({ TableName: tableName(), Key: { PK: userPk(ctx.userId), SK } })

/** A row that must exist for the transaction to happen. */
export const requireWrite = (
  ctx: Context,
  SK: string,
  refused: () => AppError | Error = () => notFound('Item'),
): Write => ({
  item: { ConditionCheck: { ...keyed(ctx, SK), ConditionExpression: 'attribute_exists(PK)' } },
  refused,
})

/** An entity that must be in the version that was decided on; a lost race otherwise. */
export const requireVersion = (ctx: Context, SK: string, version: number): Write => ({
  item: { ConditionCheck: { ...keyed(ctx, SK), ...hasVersion(version) } },
  refused: staleRead,
})

/** A row that goes. With `missing`, what it means when there is none; without, that is harmless. */
export const removeWrite = (ctx: Context, SK: string, missing?: () => Error): Write => ({
  item: { Delete: { ...keyed(ctx, SK), ...(missing && { ConditionExpression: 'attribute_exists(PK)' }) } },
  refused: missing ?? staleRead,
})

/** A row of the person's partition, written under `condition`. */
export const putWrite = (
  ctx: Context,
  SK: string,
  item: object,
  condition: Condition = {},
  refused: () => Error = staleRead,
): Write => ({
  item: { Put: { TableName: tableName(), Item: { PK: userPk(ctx.userId), SK, ...item } as Item, ...condition } },
  refused,
})

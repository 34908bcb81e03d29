import type { Context } from '../context.ts'
import { conflict, invalidField } from '../errors.ts'
import { type Claim, claimItem, IdempotencyReplay } from '../idempotency.ts'
import { tableName } from '../table/client.ts'
import { sk } from '../table/keys.ts'
import { isTransient, longestWaitAfter, pause } from '../table/retry.ts'
import { transactWrite } from '../table/table.ts'
import type { Change } from './change.ts'
import { eventOf } from './event.ts'
import { oneWritePerItem } from './one-write-per-item.ts'
import { linkRow, SUMMARY_ATTRIBUTE } from './relation.ts'
import { bytesWrite, growthOf, NoRoom } from './stored-bytes.ts'
import { tallyWrites } from './tallies.ts'
import { unstorable } from './unstorable.ts'
import {
  ABSENT,
  hasVersion,
  keyed,
  putWrite,
  removeWrite,
  requireWrite,
  staleRead,
  VersionConflict,
  type Write,
} from './write.ts'

/**
 * Everything that is written at once: the changes of entities, other rows, and the answer. `upsert`: a creation whose
 * place is taken is no conflict but a lost race, to be decided again.
 */
export type Transaction<R> = { changes: Change[]; writes?: Write[]; result: R; upsert?: true }

export const MAX_TRANSACTION_ITEMS = 100

/**
 * Writes everything in ONE TransactWriteItems: the entities, their events, their relation rows, the other rows, the count
 * of bytes stored outside the table, and the answer of the request whose `claim` it is given. All or nothing; a repeat after a lost answer is recognised by
 * the id of its first event. The only way anything of a person is written.
 * @throws VersionConflict, what a row's `refused` or the person's room says, IdempotencyReplay, 400 or 413 for what DynamoDB cannot hold,
 * or 503 when the deadline passes.
 */
export const commit = async <R>(ctx: Context, transaction: Transaction<R>, claim?: Claim | null): Promise<R> => {
  if (transaction.changes.length === 0 && !transaction.writes?.length) return transaction.result
  const writes = writesOf(ctx, transaction, claim)
  const growth = growthOf([...transaction.changes, ...(transaction.writes ?? [])])
  try {
    const counted = growth ? [await bytesWrite(ctx, growth)] : []
    await transact(ctx, transaction, [...writes, ...counted], claim)
  } catch (error) {
    throw error instanceof NoRoom ? await error.refusal(ctx) : error
  }
  return transaction.result
}

/** Keeps the answer of a keyed request that had nothing to write, so that its repeat is answered alike. */
export const remember = (ctx: Context, claim: Claim, result: unknown): Promise<void> =>
  transact(ctx, { changes: [], result }, [claimWrite(ctx, claim, result)], claim)

const transact = async <R>(
  ctx: Context,
  transaction: Transaction<R>,
  writes: Write[],
  claim: Claim | null | undefined,
): Promise<void> => {
  if (writes.length > MAX_TRANSACTION_ITEMS) throw new Error(`A transaction of ${writes.length} items: split it`)
  for (let attempt = 0; ; attempt++) {
    try {
      await transactWrite(
        writes.map(({ item }) => item),
        ctx.deadline,
      )
      break
    } catch (error) {
      const refusal = refusalOf(error, writes)
      if (refusal === 'committed') break
      if (refusal) throw refusal
      if (!isTransient(error)) throw unstorable(error, transaction.changes) ?? error
      await pause(ctx.deadline, attempt, longestWaitAfter(error))
    }
  }
  if (claim) claim.settled = true
}

type Reason = { Code?: string; Item?: Record<string, { S?: string }> }

/** What a cancelled transaction means: committed by an earlier attempt whose answer was lost, or the first refusal. */
const refusalOf = (error: unknown, writes: Write[]): Error | 'committed' | null => {
  const reasons = (error as { CancellationReasons?: Reason[] }).CancellationReasons ?? []
  const failed = reasons.flatMap(({ Code }, i) => (Code === 'ConditionalCheckFailed' ? [i] : []))
  if (failed.length === 0) return null
  const own = failed.find((i) => writes[i]?.item.Put?.Item?.SK !== undefined && isEvent(writes[i]))
  if (own !== undefined) return 'committed'
  const refusals = failed.map((i) => writes[i]?.refused() ?? new VersionConflict())
  return (
    refusals.find((one) => one instanceof IdempotencyReplay) ??
    refusals.find((one) => one instanceof VersionConflict) ??
    refusals[0] ??
    null
  )
}

const isEvent = (write: Write | undefined): boolean => String(write?.item.Put?.Item?.SK).startsWith(sk.events())

const writesOf = <R>(ctx: Context, transaction: Transaction<R>, claim: Claim | null | undefined): Write[] => {
  const all = [
    ...transaction.changes.flatMap((change) => [
      ...entityWrites(ctx, change, transaction.upsert),
      ...pointerWrites(ctx, change),
      ...lookupWrites(ctx, change),
      eventWrite(ctx, change),
    ]),
    ...transaction.changes.flatMap((change) => linkWrites(ctx, change)),
    ...tallyWrites(ctx, transaction.changes),
    ...(transaction.writes ?? []),
  ]
  if (claim) all.push(claimWrite(ctx, claim, transaction.result))
  return oneWritePerItem(transaction.changes, all)
}

const entityWrites = (ctx: Context, { put, remove, entityType, after }: Change, upsert = false): Write[] => {
  const stale = () => new VersionConflict()
  const condition = put.replaces === null ? ABSENT : hasVersion(put.replaces)
  const taken = () =>
    remove || upsert
      ? stale()
      : conflict('It exists already', {
          type: 'exists',
          loc: [entityType, 'id'],
          entity: { entityType, entityId: after.id },
        })
  return [
    ...(remove
      ? [{ item: { Delete: { ...keyed(ctx, remove.SK), ...hasVersion(remove.version) } }, refused: stale }]
      : []),
    putWrite(ctx, put.SK, put.item, condition, put.replaces === null ? taken : stale),
  ]
}

const pointerWrites = (ctx: Context, { pointer }: Change): Write[] => {
  if (!pointer) return []
  if (pointer.to !== null) return [putWrite(ctx, pointer.SK, { to: pointer.to })]
  return [{ item: { Delete: keyed(ctx, pointer.SK) }, refused: staleRead }]
}

const lookupWrites = (ctx: Context, { lookups: { put, gone } }: Change): Write[] => [
  ...Object.entries(put).map(([SK, row]) => putWrite(ctx, SK, row)),
  ...gone.map((SK) => removeWrite(ctx, SK)),
]

/** The event's id is new, so a row that holds it was written by an earlier attempt of this very transaction. */
const eventWrite = (ctx: Context, change: Change): Write => {
  const event = eventOf(ctx, change)
  return putWrite(ctx, sk.event(event.id), event, ABSENT, () => new VersionConflict())
}

const linkWrites = (ctx: Context, change: Change): Write[] => [
  ...change.linked.flatMap(({ rows, target, targetId, label, field, summary }) => {
    const link = linkRow({ field, source: change.after.id, sourceType: change.entityType, target: targetId }, summary)
    return [
      requireWrite(ctx, sk.entity(target, targetId), () => invalidField(field, `${label} ${targetId} not found`)),
      ...rows.map((SK) => putWrite(ctx, SK, { ...link, createdAt: change.after.updatedAt })),
    ]
  }),
  ...change.unlinked.flatMap(({ rows }) =>
    rows.map((SK) => ({ item: { Delete: keyed(ctx, SK) }, refused: staleRead })),
  ),
  ...change.resummarized.flatMap(({ rows, summary }) => rows.map((SK) => summaryWrite(ctx, SK, summary))),
]

/** A link row that was removed meanwhile was removed with a change of its source: then this is a lost race. */
const summaryWrite = (ctx: Context, SK: string, summary: unknown): Write => ({
  item: {
    Update: {
      ...keyed(ctx, SK),
      UpdateExpression: 'SET #summary = :summary',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeNames: { '#summary': SUMMARY_ATTRIBUTE },
      ExpressionAttributeValues: { ':summary': summary },
    },
  },
  refused: staleRead,
})

const claimWrite = (ctx: Context, claim: Claim, result: unknown): Write => ({
  item: { Put: { TableName: tableName(), ...claimItem(ctx, claim, result) } },
  refused: () => new IdempotencyReplay(),
})

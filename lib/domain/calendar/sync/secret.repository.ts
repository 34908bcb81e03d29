import { createHash } from 'node:crypto'
import type { Context } from '../../../platform/context.ts'
import { UnreadableError } from '../../../platform/encryption/sealing.ts'
import { ABSENT, putWrite, type Write } from '../../../platform/events/write.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { sk, userPk } from '../../../platform/table/keys.ts'
import { pause } from '../../../platform/table/retry.ts'
import { tryUpdate } from '../../../platform/table/table.ts'

/** What the secret of a connection is sealed for. */
export const purposeOf = (connectionId: string) => ({ kind: 'calendarconnection.secret', id: connectionId })

export const newSecretWrite = (ctx: Context, connectionId: string, sealed: string): Write =>
  putWrite(ctx, sk.calendarSecret(connectionId), { sealed }, ABSENT)

/** The secret of a connection that a person signed in for. */
export type SecretRow = {
  sealed: string
  /** Where it opens something, and whose account: a hash. Null in connections without sign-in. */
  provider: string | null
  account: string | null
  /** Until when (epoch ms) somebody refreshes it. */
  leaseUntil: number
  /** The provider takes it no longer. */
  isRefused: boolean
}

const rowOf = (item: Item): SecretRow => ({
  ...{ provider: null, account: null, leaseUntil: 0, isRefused: false },
  ...(item as Partial<SecretRow>),
  sealed: String(item.sealed),
})

/** The same for an account at a provider, whatever its address is called; says nothing of it. */
export const accountHash = (provider: string, accountId: string): string =>
  createHash('sha256')
    .update(JSON.stringify([provider, accountId]))
    .digest('base64url')

/** Stores a secret in place of the one before, if there was one. Whoever refreshes that one stores nothing any more. */
export const signedInSecretWrite = (
  ctx: Context,
  connectionId: string,
  row: Pick<SecretRow, 'sealed' | 'provider' | 'account'>,
): Write => putWrite(ctx, sk.calendarSecret(connectionId), row)

/** @throws UnreadableError when there is none */
export const loadSecret = async (ctx: Context, connectionId: string): Promise<string> =>
  (await loadSecretRow(ctx, connectionId)).sealed

/** @throws UnreadableError when there is none */
export const loadSecretRow = async (ctx: Context, connectionId: string): Promise<SecretRow> => {
  const row = await findSecretRow(ctx, connectionId)
  if (!row) throw new UnreadableError()
  return row
}

export const findSecretRow = async (ctx: Context, connectionId: string): Promise<SecretRow | null> => {
  const item = await partition(ctx).get(sk.calendarSecret(connectionId), { consistent: true })
  return typeof item?.sealed === 'string' ? rowOf(item) : null
}

/** The connections whose secrets open an account. */
export const connectionsOfAccount = async (ctx: Context, account: string): Promise<string[]> => {
  const rows = await partition(ctx).range(sk.calendarSecret(''), { consistent: true })
  return rows.flatMap((row) => (row.account === account ? [String(row.SK).slice(sk.calendarSecret('').length)] : []))
}

/**
 * Takes the right to refresh a secret, as it was read, until a time (epoch ms). False while somebody else has it, and when
 * the secret is another one by now, or refused: then read it again.
 */
export const leaseSecret = async (
  ctx: Context,
  connectionId: string,
  { sealed }: Pick<SecretRow, 'sealed'>,
  { lease, until }: { lease: string; until: number },
): Promise<boolean> => {
  const { done } = await tryUpdate(
    {
      Key: keyOf(ctx, connectionId),
      UpdateExpression: 'SET lease = :lease, leaseUntil = :until',
      ConditionExpression:
        'sealed = :sealed AND (attribute_not_exists(leaseUntil) OR leaseUntil <= :now) ' +
        'AND (attribute_not_exists(isRefused) OR isRefused = :no)',
      ExpressionAttributeValues: {
        ':lease': lease,
        ':until': until,
        ':sealed': sealed,
        ':now': ctx.now(),
        ':no': false,
      },
    },
    ctx.deadline,
  )
  return done
}

/** Ends a lease with the refreshed secret. False when the lease was lost: somebody else stored another one. */
export const storeRefreshed = (ctx: Context, connectionId: string, lease: string, sealed: string): Promise<boolean> =>
  endLease(ctx, connectionId, lease, { set: 'sealed = :value', value: sealed })

/** Ends a lease without a new secret. `isRefused`: the provider takes it no longer, so nobody need try again. */
export const releaseSecret = (
  ctx: Context,
  connectionId: string,
  lease: string,
  { isRefused }: { isRefused: boolean },
): Promise<boolean> => endLease(ctx, connectionId, lease, { set: 'isRefused = :value', value: isRefused })

const endLease = async (
  ctx: Context,
  connectionId: string,
  lease: string,
  { set, value }: { set: string; value: unknown },
): Promise<boolean> => {
  const { done } = await tryUpdate(
    {
      Key: keyOf(ctx, connectionId),
      UpdateExpression: `SET ${set} REMOVE lease, leaseUntil`,
      ConditionExpression: 'lease = :lease',
      ExpressionAttributeValues: { ':lease': lease, ':value': value },
    },
    ctx.deadline,
  )
  return done
}

const keyOf = (ctx: Context, connectionId: string) => ({ PK: userPk(ctx.userId), SK: sk.calendarSecret(connectionId) })

const LONGEST_WAIT_MS = 300

/** Lets whoever refreshes a secret go on. @throws 503 when there is no time for that */
export const awaitRefresh = (ctx: Context, waits: number): Promise<void> => pause(ctx.deadline, waits, LONGEST_WAIT_MS)

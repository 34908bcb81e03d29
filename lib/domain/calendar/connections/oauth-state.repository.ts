import { createHash } from 'node:crypto'
import type { Context } from '../../../platform/context.ts'
import { open, seal } from '../../../platform/encryption/sealing.ts'
import { ABSENT, staleRead, type Write } from '../../../platform/events/write.ts'
import { tableName } from '../../../platform/table/client.ts'
import { oauthState } from '../../../platform/table/keys.ts'
import { tryUpdate } from '../../../platform/table/table.ts'
import type { OAuthProvider } from '../sync/connection.fields.ts'
import type { Wanted } from '../sync/oauth.ts'

/** A sign-in that a person began and the provider has not answered yet. */
export type SignIn = {
  userId: string
  provider: OAuthProvider
  /** Where the browser goes in the end. */
  returnTo: string
  wanted: Wanted
  verifier: string
}

/** 256 bits in base64url. */
const SHAPE = /^[\w-]{43}$/

const hashOf = (state: string): string => createHash('sha256').update(state).digest('hex')

/** Whoever reads the table learns neither the state nor the verifier. */
const purposeOf = (hash: string) => ({ kind: 'calendarsignin.verifier', id: hash })

/** Stores a sign-in under the hash of its state, until a time (epoch ms). */
export const signInWrite = async (
  ctx: Context,
  state: string,
  { verifier, ...signIn }: SignIn,
  until: number,
): Promise<Write> => {
  const hash = hashOf(state)
  const sealed = await seal(ctx, purposeOf(hash), verifier)
  const Item = { ...oauthState(hash), ...signIn, sealed, expiresAt: Math.floor(until / 1_000) }
  return { item: { Put: { TableName: tableName(), Item, ...ABSENT } }, refused: staleRead }
}

/** A sign-in whose state was just used up. */
export type TakenSignIn = Omit<SignIn, 'verifier'> & { hash: string; sealed: string }

/**
 * The sign-in that a state names, which uses the state up: whoever brings it later gets null, as for one that has ended or
 * never was. Only a repeat of this very request, whose answer was lost, gets it again.
 */
export const takeSignIn = async (ctx: Context, state: string): Promise<TakenSignIn | null> => {
  if (!SHAPE.test(state)) return null
  const hash = hashOf(state)
  const { done, item } = await tryUpdate(
    {
      Key: oauthState(hash),
      UpdateExpression: 'SET usedBy = :request',
      ConditionExpression: 'expiresAt > :now AND (attribute_not_exists(usedBy) OR usedBy = :request)',
      ExpressionAttributeValues: { ':request': ctx.requestId, ':now': Math.floor(ctx.now() / 1_000) },
    },
    ctx.deadline,
  )
  if (!done) return null
  const { userId, provider, returnTo, wanted, sealed } = item as TakenSignIn
  return { userId, provider, returnTo, wanted, sealed, hash }
}

/** The verifier that belongs to the challenge of a sign-in. @throws UnreadableError when the person's key is gone */
export const verifierOf = (ctx: Context, { hash, sealed }: TakenSignIn): Promise<string> =>
  open(ctx, purposeOf(hash), sealed)

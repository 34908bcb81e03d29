import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { config } from '../config/config.ts'
import { unauthorized, unavailable } from '../errors.ts'
import { JwksUnavailable, jwksCache } from './jwks.ts'

export type Pool = {
  userPoolId: string
  clientId: string
  /** Where the pool's public keys are; by default AWS's address for the pool. */
  jwksUri?: string | undefined
}

/** The user id (sub) of an access token. @throws 401 for one that is not valid, 503 when it cannot be verified. */
export type VerifyToken = (token: string | null) => Promise<string>

/** Cognito's access tokens have about 1,000 characters, a few thousand with many groups. */
const MAX_TOKEN_CHARACTERS = 8_192
/** RFC 7515, 7.1: base64url without padding. Node's decoder is more lenient and would accept many spellings of one token. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/
/** One screen sends many requests with the same token: its signature is checked once, its expiry every time. */
type Verified = { sub: string; exp: number }
const MAX_REMEMBERED = 500
/** A sub becomes part of a table key, so it must not contain a key's separator. */
const SUBJECT = /^[A-Za-z0-9-]{1,64}$/

/** Verifies access tokens of one pool and client: signature, issuer, client, use and times. `now`: epoch ms. */
export const accessTokenVerifier = (
  { userPoolId, clientId, jwksUri }: Pool,
  now: () => number = Date.now,
): VerifyToken => {
  const uri = jwksUri ?? CognitoJwtVerifier.parseUserPoolId(userPoolId).jwksUri
  const verified = new Map<string, Verified>()
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, clientId, tokenUse: 'access', customJwtCheck: checkHeader },
    { jwksCache: jwksCache({ uri, now, onRefresh: () => verified.clear() }) },
  )
  return async (token) => {
    if (!token || token.length > MAX_TOKEN_CHARACTERS || !COMPACT.test(token)) throw unauthorized()
    const known = verified.get(token)
    if (known && known.exp * 1_000 > now()) return known.sub
    try {
      const { sub, exp }: { sub?: unknown; exp?: unknown } = await verifier.verify(token)
      if (typeof exp === 'number' && typeof sub === 'string' && SUBJECT.test(sub)) {
        if (verified.size >= MAX_REMEMBERED) verified.clear()
        verified.set(token, { sub, exp })
        return sub
      }
    } catch (error) {
      if (error instanceof JwksUnavailable) throw unavailable()
    }
    throw unauthorized()
  }
}

/** Cognito signs with RS256 and nothing else, and uses no critical extensions (RFC 7515, 4.1.11: unknown ones are refused). */
const checkHeader = ({ header }: { header: object }): void => {
  if (!('alg' in header) || header.alg !== 'RS256' || 'crit' in header) throw new Error('Not a header of Cognito')
}

let cached: VerifyToken | undefined

/**
 * The user id (sub) of a valid access token of our pool. Fetches nothing once the pool's keys are known.
 * @throws 401, always the same, for one that is not valid; 503 while the pool's keys cannot be read, because clients end
 * the session on a 401.
 */
export const verifyAccessToken: VerifyToken = (token) => {
  const { USER_POOL_ID, USER_POOL_CLIENT_ID, JWKS_URI } = config()
  cached ??= accessTokenVerifier({ userPoolId: USER_POOL_ID, clientId: USER_POOL_CLIENT_ID, jwksUri: JWKS_URI })
  return cached(token)
}

import { JwtWithoutValidKidError, KidNotFoundInJwksError } from 'aws-jwt-verify/error'
import { assertIsJwks, findJwkInJwks, type JwksCache } from 'aws-jwt-verify/jwk'

/** The pool's keys cannot be read right now, so no token can be verified. */
export class JwksUnavailable extends Error {}

export type JwksSource = {
  uri: string
  /** Epoch milliseconds. */
  now: () => number
  /** Called after every fetch: tokens verified with the old keys must be verified again. */
  onRefresh: () => void
}

type KeySet = Parameters<JwksCache['addJwks']>[1]
type Decomposed = Parameters<JwksCache['getJwk']>[1]
type Key = ReturnType<JwksCache['getCachedJwk']>

/** An unknown key may be a new one, so the keys are fetched again, but not more often than this. */
const AFTER_SUCCESS_MS = 10_000
const AFTER_FAILURE_MS = 1_000
const FETCH_TIMEOUT_MS = 1_500

/**
 * The pool's public keys. They are fetched when a token names an unknown key: one fetch for all callers, at most every ten
 * seconds. Tokens with invented keys can neither cause more fetches nor delay tokens with known keys. The methods throw
 * JwksUnavailable when a fetch fails, because then nobody knows whether the key exists.
 */
export const jwksCache = ({ uri, now, onRefresh }: JwksSource): JwksCache => {
  let known: KeySet | undefined
  let fetching: Promise<KeySet> | undefined
  let failed = false
  let nextFetchAt = 0

  const refresh = async (): Promise<KeySet> => {
    try {
      known = await fetchTwice(uri)
      failed = false
      onRefresh()
      return known
    } catch (error) {
      failed = true
      throw new JwksUnavailable('The keys of the user pool cannot be read', { cause: error })
    } finally {
      nextFetchAt = now() + (failed ? AFTER_FAILURE_MS : AFTER_SUCCESS_MS)
      fetching = undefined
    }
  }

  const getJwks = async (): Promise<KeySet> => {
    if (!fetching && now() < nextFetchAt) {
      if (failed || !known) throw new JwksUnavailable('The keys of the user pool could not be read a moment ago')
      return known
    }
    fetching ??= refresh()
    return fetching
  }

  const getCachedJwk = (_uri: string, { header }: Decomposed): Key => {
    const { kid } = header
    if (typeof kid !== 'string') throw new JwtWithoutValidKidError('The token names no key')
    const jwk = known && findJwkInJwks(known, kid)
    if (!jwk) throw new KidNotFoundInJwksError('The token names a key that the pool does not have')
    return jwk
  }

  const getJwk = async (_uri: string, token: Decomposed): Promise<Key> => {
    try {
      return getCachedJwk(uri, token)
    } catch (error) {
      if (!(error instanceof KidNotFoundInJwksError)) throw error
      await getJwks()
      return getCachedJwk(uri, token)
    }
  }

  return {
    getJwks,
    getJwk,
    getCachedJwk,
    addJwks: (_uri, jwks) => {
      known = jwks
    },
  }
}

const fetchTwice = async (uri: string): Promise<KeySet> => {
  try {
    return await fetchKeys(uri)
  } catch {
    return fetchKeys(uri)
  }
}

const fetchKeys = async (uri: string): Promise<KeySet> => {
  const answer = await fetch(uri, { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) })
  if (!answer.ok) throw new Error(`The key address answered ${answer.status}`)
  const keys: Parameters<typeof assertIsJwks>[0] = JSON.parse(await answer.text())
  assertIsJwks(keys)
  return keys
}

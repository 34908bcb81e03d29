import { JwtWithoutValidKidError, KidNotFoundInJwksError } from 'aws-jwt-verify/error'
import { assertIsJwks, findJwkInJwks, type JwksCache } from 'aws-jwt-verify/jwk'

/** The pool's keys can not be had right now, so nothing can be said of a token. */
export class JwksUnavailable extends Error {}

export type JwksSource = {
  uri: string
  /** Epoch milliseconds. */
  now: () => number
  /** Called with every new set of keys: what the old set vouched for has to be checked again. */
  onRefresh: () => void
}

type KeySet = Parameters<JwksCache['addJwks']>[1]
type Decomposed = Parameters<JwksCache['getJwk']>[1]
type Key = ReturnType<JwksCache['getCachedJwk']>

/** A key that is not there may be new: ask again, but not more often than this. */
const AFTER_SUCCESS_MS = 10_000
const AFTER_FAILURE_MS = 1_000
const FETCH_TIMEOUT_MS = 1_500

/**
 * The pool's public keys, fetched when a token names one that is not known, by all callers together and at most once
 * in ten seconds: tokens with made-up keys can neither cause more fetches nor keep tokens with known keys from passing.
 * Its methods throw JwksUnavailable when there is no answer to say whether a key exists.
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
      throw new JwksUnavailable('The keys of the user pool can not be read', { cause: error })
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

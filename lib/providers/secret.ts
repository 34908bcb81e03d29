import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

/** A secret that is empty is read again after this long, so that filling it needs no deployment. */
const EMPTY_FOR_MS = 60_000
/** After a key was refused the secret is read again, but not more often than this. */
const REREAD_AFTER_MS = 1_000

let client: SecretsManagerClient | undefined

export type SecretReader<T> = {
  /** What the secret holds, read once; `empty` without a secret. @throws when Secrets Manager does not answer. */
  read: (now: number) => Promise<T>
  /** Reads it again after a provider refused a key, which may have been rotated. */
  reread: (now: number) => Promise<T>
}

/** Reads one secret of the configuration. `empty`: what there is without it; `isEmpty` tells such a value. */
export const secretReader = <T>(
  secretId: () => string | undefined,
  { parse, empty, isEmpty }: { parse: (secret: string) => T; empty: T; isEmpty: (value: T) => boolean },
): SecretReader<T> => {
  let cached: { value: Promise<T>; at: number } | undefined
  const read = async (now: number): Promise<T> => {
    const id = secretId()
    if (!id) return empty
    cached ??= { value: fetched(id, parse), at: now }
    const { at } = cached
    const value = await cached.value.catch((error) => {
      cached = undefined
      throw error
    })
    if (!isEmpty(value) || now - at < EMPTY_FOR_MS) return value
    cached = { value: fetched(id, parse), at: now }
    return cached.value
  }
  const reread = async (now: number): Promise<T> => {
    const before = cached
    if (!before || now - before.at < REREAD_AFTER_MS) return read(now)
    cached = undefined
    try {
      return await read(now)
    } catch (error) {
      cached ??= before // what was known goes on being used
      throw error
    }
  }
  return { read, reread }
}

const fetched = async <T>(SecretId: string, parse: (secret: string) => T): Promise<T> => {
  client ??= new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  })
  const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId }))
  return parse(SecretString)
}

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as z from 'zod'
import { LlmProvider } from '../../domain/preferences/features.ts'
import { config } from '../../platform/config/config.ts'
import type { Provider } from './catalog.ts'

const Key = z.object({ apiKey: z.string().min(1), baseUrl: z.url().optional() })
export type Key = z.infer<typeof Key>
export type Keys = Partial<Record<Provider, Key>>

const Secret = z.record(
  z.string(),
  z.union([
    Key,
    z
      .string()
      .min(1)
      .transform((apiKey): Key => ({ apiKey })),
    z.unknown().transform(() => null),
  ]),
)

/** A secret without keys is read again after this long, so that adding a key needs no deployment. */
const EMPTY_FOR_MS = 60_000
/** After a key was refused the secret is read again, but not more often than this. */
const REREAD_AFTER_MS = 1_000

let client: SecretsManagerClient | undefined
let cached: { keys: Promise<Keys>; at: number } | undefined

/** Keys by provider, read once; none without a secret. @throws when Secrets Manager does not answer. */
export const readKeys = async (now: number): Promise<Keys> => {
  const secretId = config().LLM_SECRET_ID
  if (!secretId) return {}
  cached ??= { keys: fetchKeys(secretId), at: now }
  const { at } = cached
  const keys = await cached.keys.catch((error) => {
    cached = undefined
    throw error
  })
  if (Object.keys(keys).length > 0 || now - at < EMPTY_FOR_MS) return keys
  cached = { keys: fetchKeys(secretId), at: now }
  return cached.keys
}

/** Reads the secret again after a provider refused a key, which may have been rotated. */
export const rereadKeys = (now: number): Promise<Keys> => {
  if (cached && now - cached.at >= REREAD_AFTER_MS) cached = undefined
  return readKeys(now)
}

const fetchKeys = async (SecretId: string): Promise<Keys> => {
  client ??= new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  })
  const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId }))
  return keysIn(SecretString)
}

/** The keys of known providers in a secret: '{"openai":{"apiKey":"…"}}', or '{"openai":"…"}'. */
export const keysIn = (secret: string): Keys => {
  const found = Object.entries(Secret.parse(JSON.parse(secret))).flatMap(([name, key]) => {
    const provider = LlmProvider.safeParse(name)
    return provider.success && key ? [[provider.data, key] as const] : []
  })
  return Object.fromEntries(found)
}

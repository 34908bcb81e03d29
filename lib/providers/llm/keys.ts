import * as z from 'zod'
import { LlmProvider } from '../../domain/preferences/features.ts'
import { config } from '../../platform/config/config.ts'
import { secretReader } from '../secret.ts'
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

/** The keys of known providers in a secret: '{"openai":{"apiKey":"…"}}', or '{"openai":"…"}'. */
export const keysIn = (secret: string): Keys => {
  const found = Object.entries(Secret.parse(JSON.parse(secret))).flatMap(([name, key]) => {
    const provider = LlmProvider.safeParse(name)
    return provider.success && key ? [[provider.data, key] as const] : []
  })
  return Object.fromEntries(found)
}

const secret = secretReader<Keys>(() => config().LLM_SECRET_ID, {
  parse: keysIn,
  empty: {},
  isEmpty: (keys) => Object.keys(keys).length === 0,
})

/** Keys by provider, read once; none without a secret. @throws when Secrets Manager does not answer. */
export const readKeys = secret.read

/** Reads the secret again after a provider refused a key, which may have been rotated. */
export const rereadKeys = secret.reread

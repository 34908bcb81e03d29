import * as z from 'zod'
import { config } from '../../platform/config/config.ts'
import { secretReader } from '../secret.ts'

/** `webhookSecrets`: every one that a webhook may be signed with, so that they can be rotated. */
export type StripeKeys = { secretKey: string; webhookSecrets: string[] }

const Text = z.string().min(1)
const Secret = z.object({
  secretKey: Text.optional(),
  webhookSecret: z.union([Text.transform((one) => [one]), z.array(Text)]).default([]),
})

/** The keys in a secret, '{"secretKey":"sk_…","webhookSecret":"whsec_…"}'; null without a key. @throws for any other JSON. */
export const stripeKeysIn = (secret: string): StripeKeys | null => {
  const { secretKey, webhookSecret } = Secret.parse(JSON.parse(secret))
  return secretKey ? { secretKey, webhookSecrets: webhookSecret } : null
}

export const stripeSecret = secretReader<StripeKeys | null>(() => config().STRIPE_SECRET_ID, {
  parse: stripeKeysIn,
  empty: null,
  isEmpty: (keys) => keys === null,
})

/** Whether a key is a live one: sk_live_… or, restricted, rk_live_…. */
export const isLive = (secretKey: string): boolean => /^[rs]k_live_/.test(secretKey)

import * as z from 'zod'
import type { Config } from '../../platform/config/config.ts'
import { config } from '../../platform/config/config.ts'
import { type SecretReader, secretReader } from '../secret.ts'

/** What this project is known by at a provider. */
export type ClientCredentials = { clientId: string; clientSecret: string }

const Secret = z.object({ clientId: z.string().min(1).optional(), clientSecret: z.string().min(1).optional() })

/** Those in a secret, '{"clientId":"…","clientSecret":"…"}'; null unless both are there. @throws for any other JSON */
export const credentialsIn = (secret: string): ClientCredentials | null => {
  const { clientId, clientSecret } = Secret.parse(JSON.parse(secret))
  return clientId && clientSecret ? { clientId, clientSecret } : null
}

/** Reads those of the secret that a variable names. */
export const credentialsReader = (
  variable: keyof Config & `${string}_SECRET_ID`,
): SecretReader<ClientCredentials | null> =>
  secretReader<ClientCredentials | null>(() => config()[variable], {
    parse: credentialsIn,
    empty: null,
    isEmpty: (value) => value === null,
  })

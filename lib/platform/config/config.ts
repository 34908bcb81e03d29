import * as z from 'zod'

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text

/** A text of values separated by commas, each checked. */
const listOf = (isRight: (text: string) => boolean, what: string) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .refine((list) => list.every(isRight), { error: `expected ${what}, separated by commas` })

/** The address of an API, to which paths are added. */
const base = (address: string) =>
  z
    .url({ protocol: /^https?$/ })
    .default(address)
    .transform((url) => url.replace(/\/+$/, ''))

const HOST_AND_PORT = /^(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/i

const Variables = z.object({
  STAGE: z.string().min(1),
  AWS_REGION: z.string().min(1),
  TABLE_NAME: z.string().min(1),
  USER_POOL_ID: z.string().min(1),
  USER_POOL_CLIENT_ID: z.string().min(1),
  /** Where the pool's public keys are; by default AWS's address for the pool. */
  JWKS_URI: z.url().optional(),
  ARCHIVE_BUCKET: z.string().min(1).optional(),
  /** Where files and long texts of people are. Only functions that read or write them have it. */
  FILES_BUCKET: z.string().min(1).optional(),
  LLM_SECRET_ID: z.string().min(1).optional(),
  /** Requests a minute to /auth/* from one address, and for one account. */
  AUTH_LIMIT_PER_MINUTE: z.coerce.number().int().positive().default(10),
  /** Requests a minute to the AI features, of one person. */
  AI_LIMIT_PER_MINUTE: z.coerce.number().int().positive().default(20),
  /** Input and output tokens together that models may use for one person in a calendar month. */
  AI_TOKENS_PER_MONTH: z.coerce.number().int().positive().default(2_000_000),
  /** Whether plans are sold. Off: everybody has the limits of DEFAULT_TIER. */
  BILLING: z.enum(['off', 'stripe']).default('off'),
  DEFAULT_TIER: z.enum(['starter', 'pro', 'team', 'enterprise']).default('enterprise'),
  /** Days of a new subscription before it costs; 0 for none. Stripe takes 730 at most. */
  BILLING_TRIAL_DAYS: z.coerce.number().int().min(0).max(730).default(14),
  /** Only functions that call Stripe have it. */
  STRIPE_SECRET_ID: z.string().min(1).optional(),
  /** The KMS key that wraps the data keys of people, by id or alias. Only functions that seal or open have it. */
  DATA_KEY_ID: z.string().min(1).optional(),
  STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'),
  /** Only functions that call Google and Microsoft have them. */
  GOOGLE_SECRET_ID: z.string().min(1).optional(),
  MICROSOFT_SECRET_ID: z.string().min(1).optional(),
  GOOGLE_AUTH_BASE: base('https://accounts.google.com'),
  GOOGLE_TOKEN_BASE: base('https://oauth2.googleapis.com'),
  GOOGLE_API_BASE: base('https://www.googleapis.com'),
  MICROSOFT_LOGIN_BASE: base('https://login.microsoftonline.com'),
  MICROSOFT_GRAPH_BASE: base('https://graph.microsoft.com'),
  /** Origins to which a browser may be sent back; those that may call the API when absent. */
  APP_URLS: listOf(isOrigin, 'origins such as https://app.example.com'),
  /** What the outside world calls this API, without a path: for addresses that others are given. */
  PUBLIC_BASE_URL: base('http://localhost:4000'),
  /** Hosts with their ports that outbound calls may reach besides public addresses. */
  OUTBOUND_ALLOW: listOf((text) => HOST_AND_PORT.test(text), 'host:port'),
  /** Where Lambda is, when it is not AWS's. */
  AWS_ENDPOINT_URL_LAMBDA: z.url({ protocol: /^https?$/ }).optional(),
  /** Where S3 is, when it is not AWS's. */
  AWS_ENDPOINT_URL_S3: z.url({ protocol: /^https?$/ }).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'error', 'silent']).default('info'),
})
const Environment = Variables.refine(({ STAGE, OUTBOUND_ALLOW }) => STAGE !== 'prod' || OUTBOUND_ALLOW.length === 0, {
  path: ['OUTBOUND_ALLOW'],
  error: 'must be empty in the stage prod',
})
export type Config = z.infer<typeof Environment>

let cached: Config | undefined

/**
 * The process's configuration, read once. The only place that reads process.env.
 * @throws Error naming every missing or malformed variable.
 */
export const config = (): Config => {
  cached ??= configFrom(process.env)
  return cached
}

/**
 * The configuration that these variables make. One that is empty counts as absent: a deployment sets it so where nothing
 * was chosen.
 * @throws Error naming every missing or malformed variable.
 */
export const configFrom = (variables: Record<string, string | undefined>): Config => {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse({ APP_URLS: given.ALLOWED_ORIGINS, ...given })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The environment is not complete. ${problems.join('; ')}`)
}

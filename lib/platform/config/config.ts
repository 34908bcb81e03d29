import * as z from 'zod'

const Environment = z.object({
  STAGE: z.string().min(1),
  AWS_REGION: z.string().min(1),
  TABLE_NAME: z.string().min(1),
  USER_POOL_ID: z.string().min(1),
  USER_POOL_CLIENT_ID: z.string().min(1),
  /** Where the pool's public keys are; by default AWS's address for the pool. */
  JWKS_URI: z.url().optional(),
  ARCHIVE_BUCKET: z.string().min(1).optional(),
  LLM_SECRET_ID: z.string().min(1).optional(),
  /** Requests a minute to /auth/* from one address, and for one account. */
  AUTH_LIMIT_PER_MINUTE: z.coerce.number().int().positive().default(10),
  /** Requests a minute to the AI features, of one person. */
  AI_LIMIT_PER_MINUTE: z.coerce.number().int().positive().default(20),
  /** Input and output tokens together that models may use for one person in a calendar month. */
  AI_TOKENS_PER_MONTH: z.coerce.number().int().positive().default(2_000_000),
  LOG_LEVEL: z.enum(['debug', 'info', 'error', 'silent']).default('info'),
})
export type Config = z.infer<typeof Environment>

let cached: Config | undefined

/**
 * The process's configuration, read once. The only place that reads process.env.
 * @throws Error naming every missing or malformed variable.
 */
export const config = (): Config => {
  cached ??= read()
  return cached
}

const read = (): Config => {
  const parsed = Environment.safeParse(process.env)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The environment is not complete. ${problems.join('; ')}`)
}

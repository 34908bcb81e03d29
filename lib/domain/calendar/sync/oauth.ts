import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { jsonIn } from '../../../platform/json.ts'

const Tokens = z.object({
  accessToken: z.string(),
  /** Null where the provider gave none: the connection ends with its access token. */
  refreshToken: z.string().nullable(),
  /** When the access token ends, epoch ms. */
  expiresAt: z.number(),
  /** What the person allowed, as the provider writes it. */
  scope: z.string(),
})

/** What opens a connection by OAuth. Its JSON is the secret of the connection (`Access.secret`), which is stored sealed. */
export type Tokens = z.infer<typeof Tokens>

export const secretOf = (tokens: Tokens): string => JSON.stringify(tokens)

/** @throws SyntaxError or ZodError for a secret of another kind; neither repeats what the secret holds */
export const tokensIn = (secret: string): Tokens => {
  const parsed = Tokens.safeParse(jsonIn(secret))
  if (!parsed.success) throw new SyntaxError('The secret holds no tokens')
  return parsed.data
}

/** What LifeOS asks for: to read calendars, or to write them too. A person may begin with the first and add the second. */
export type Wanted = 'read' | 'write'

/** `id` stays the same when the address of the account changes; `name` is shown. */
export type Account = { id: string; name: string }

/** What a sign-in gave. */
export type Granted = { tokens: Tokens; account: Account }

export type AuthorizationRequest = {
  state: string
  /** S256 of the verifier (RFC 7636). */
  challenge: string
  /** Our own address, to which the provider sends the browser back. */
  redirectUri: string
  wanted: Wanted
  /** The account that the person is expected to choose. */
  loginHint?: string | undefined
}

/** Sign-in at a provider by OAuth 2.0. What a method throws, other than AppError, is CalendarUnavailable. */
export type OAuth = {
  /** Whether this deployment has credentials at the provider. */
  configured: () => Promise<boolean>
  /** The page on which the person consents. @throws 503 CALENDAR_NOT_CONFIGURED */
  authorizationUrl: (request: AuthorizationRequest) => Promise<string>
  /**
   * The tokens for a code, which is used up also where this fails.
   * @throws `refused` for a code or verifier that is not right; UnusableGrant `missing_scope` when the person unticked what is needed
   */
  exchange: (
    ctx: Context,
    request: { code: string; verifier: string; redirectUri: string; wanted: Wanted },
  ) => Promise<Granted>
  /** Tokens with a new access token. @throws `reauthorize` when the person has to sign in again */
  refresh: (ctx: Context, tokens: Tokens) => Promise<Tokens>
  /** Takes the grant back at the provider, where it can be; done already is done. */
  revoke: (ctx: Context, tokens: Tokens) => Promise<void>
  /** Whether what the person allowed includes writing. */
  mayWrite: (tokens: Tokens) => boolean
}

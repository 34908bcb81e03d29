import { createHash, randomBytes } from 'node:crypto'

export type Answer = { status: number; body: object; headers?: Record<string, string> }

/** What a person allowed a client to do. */
export type Grant = { account: string; scope: string; isDead: boolean }

export type Client = { clientId: string; clientSecret: string }

export type Rules = {
  client: Client
  /** What tokens begin with at this provider. */
  prefixes: { code: string; access: string; refresh: string }
  /** Scopes that answers leave out though they are granted. */
  unnamedScopes?: string[]
  /** Each refresh gives another refresh token; the one before goes on working. */
  rotates: boolean
  /** No refresh token without this scope; undefined: with `access_type=offline` and consent. */
  offlineScope?: string
  idToken?: (grant: Grant, client: Client) => string
  refusal: (error: string, description: string) => Answer
}

type Code = Grant & { redirectUri: string; challenge: string; hasRefresh: boolean }

const secret = (bytes: number): string => randomBytes(bytes).toString('base64url')
const s256 = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

/**
 * The part of a provider that signs people in (RFC 6749 with RFC 7636): codes are good once, also where the exchange
 * fails; access tokens end. Tests decide what a person does there.
 */
export const createAuthorizationServer = (rules: Rules) => {
  const { client, prefixes } = rules
  const codes = new Map<string, Code>()
  const access = new Map<string, { grant: Grant; until: number }>()
  const refresh = new Map<string, Grant>()
  const faults: Answer[] = []
  const server = {
    client,
    /** Everything that must stay with the project: its own secret, every token, every verifier. */
    secrets: [client.clientSecret],
    /** The account of each refresh, in order. */
    refreshes: [] as string[],
    exchanges: [] as string[],
    revoked: [] as string[],
    /** Seconds that access tokens live from now on. */
    tokenLife: 3_599,
    /** So many calls of the revocation endpoint fail from now on. */
    failRevocations: 0,
    /** Called before each answer of the token endpoint; tests hold it there. */
    beforeToken: async (): Promise<void> => {},

    /** The next calls of the token endpoint get these answers. */
    failNext: (...answers: Answer[]): number => faults.push(...answers),

    /** The person consents: what the provider adds to the redirect address. `without`: scopes that are unticked. */
    consent: (authorizationUrl: string, account: string, { without = [] as string[] } = {}): Record<string, string> => {
      const asked = new URL(authorizationUrl).searchParams
      const scope = (asked.get('scope') ?? '')
        .split(' ')
        .filter((one) => !without.includes(one))
        .join(' ')
      const code = `${prefixes.code}${secret(40)}`
      const offline = rules.offlineScope
        ? scope.split(' ').includes(rules.offlineScope)
        : asked.get('access_type') === 'offline' && (asked.get('prompt') ?? '').includes('consent')
      codes.set(code, {
        ...{ account, scope, isDead: false, hasRefresh: offline },
        ...{ redirectUri: asked.get('redirect_uri') ?? '', challenge: asked.get('code_challenge') ?? '' },
      })
      return { state: asked.get('state') ?? '', code, scope }
    },

    /** The person takes every grant of the account back at the provider. */
    withdraw: (account: string): void => {
      for (const grant of refresh.values()) if (grant.account === account) grant.isDead = true
    },

    /** The grant behind an access token that is still good, or null. */
    grantOf: (authorization: string | undefined): Grant | null => {
      const { grant, until } = access.get((authorization ?? '').replace(/^Bearer /, '')) ?? {}
      return grant && !grant.isDead && (until ?? 0) > Date.now() ? grant : null
    },

    /** POST of the token endpoint. */
    token: async (form: Record<string, string>): Promise<Answer> => {
      await server.beforeToken()
      const fault = faults.shift()
      if (fault) return fault
      if (form.client_id !== client.clientId || form.client_secret !== client.clientSecret)
        return { ...rules.refusal('invalid_client', 'Unauthorized'), status: 401 }
      if (form.grant_type === 'authorization_code') return exchanged(form)
      const grant = form.grant_type === 'refresh_token' ? refresh.get(form.refresh_token ?? '') : undefined
      if (!grant || grant.isDead) return rules.refusal('invalid_grant', 'Token has been expired or revoked.')
      server.refreshes.push(grant.account)
      return given(grant, rules.rotates)
    },

    /** POST of the revocation endpoint (RFC 7009), for a refresh or an access token. */
    revoke: (token: string): Answer => {
      if (server.failRevocations > 0) {
        server.failRevocations -= 1
        return { status: 503, body: {} }
      }
      const grant = refresh.get(token) ?? access.get(token)?.grant
      if (!grant || grant.isDead) return { status: 400, body: { error: 'invalid_token' } }
      server.withdraw(grant.account)
      grant.isDead = true
      server.revoked.push(grant.account)
      return { status: 200, body: {} }
    },
  }

  const exchanged = (form: Record<string, string>): Answer => {
    const code = codes.get(form.code ?? '')
    codes.delete(form.code ?? '')
    if (!code) return rules.refusal('invalid_grant', 'Malformed auth code.')
    if (form.redirect_uri !== code.redirectUri) return rules.refusal('redirect_uri_mismatch', 'Bad Request')
    const verifier = form.code_verifier ?? ''
    if (!/^[\w.~-]{43,128}$/.test(verifier) || s256(verifier) !== code.challenge)
      return rules.refusal('invalid_grant', 'Invalid code verifier.')
    const { account, scope, isDead, hasRefresh } = code
    server.secrets.push(verifier)
    server.exchanges.push(account)
    return given({ account, scope, isDead }, hasRefresh)
  }

  const given = (grant: Grant, hasRefresh: boolean): Answer => {
    const [token, next] = [`${prefixes.access}${secret(90)}`, `${prefixes.refresh}${secret(70)}`]
    access.set(token, { grant, until: Date.now() + server.tokenLife * 1_000 })
    server.secrets.push(token)
    if (hasRefresh) {
      refresh.set(next, grant)
      server.secrets.push(next)
    }
    const named = grant.scope.split(' ').filter((one) => !rules.unnamedScopes?.includes(one))
    return {
      status: 200,
      body: {
        access_token: token,
        expires_in: server.tokenLife,
        scope: named.join(' '),
        token_type: 'Bearer',
        ...(hasRefresh && { refresh_token: next }),
        ...(rules.idToken && grant.scope.split(' ').includes('openid') && { id_token: rules.idToken(grant, client) }),
      },
    }
  }
  return server
}

import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Answer, createAuthorizationServer } from '../fake-oauth/authorization-server.ts'

/** AADSTS numbers, as error_codes of Microsoft's token endpoint have them. */
const NUMBERS: Record<string, number> = {
  invalid_grant: 70_000,
  invalid_client: 7_000_215,
  redirect_uri_mismatch: 50_011,
}

const refusal = (error: string, description: string): Answer => {
  const number = NUMBERS[error] ?? 90_000
  const named = error === 'redirect_uri_mismatch' ? 'invalid_grant' : error
  return {
    status: 400,
    body: {
      error: named,
      error_description: `AADSTS${number}: ${description}`,
      ...{ error_codes: [number], trace_id: randomUUID(), correlation_id: randomUUID() },
      timestamp: new Date().toISOString().replace('T', ' '),
    },
  }
}

/** The id of an account in Graph. */
export const graphIdOf = (account: string): string => createHash('sha256').update(account).digest('hex').slice(0, 16)

/** Microsoft's sign-in: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export const createMicrosoftOAuth = () =>
  createAuthorizationServer({
    client: { clientId: randomUUID(), clientSecret: `fake8Q~${randomBytes(24).toString('base64url')}` },
    prefixes: { code: 'M.C5_BAY.', access: 'EwB', refresh: '0.AR' },
    unnamedScopes: ['offline_access'],
    offlineScope: 'offline_access',
    rotates: true,
    refusal,
  })

/** The paths of Microsoft that sign people in, and /me of Graph; null for others. */
export const answerMicrosoftOAuth = async (
  oauth: ReturnType<typeof createMicrosoftOAuth>,
  {
    method,
    path,
    form,
    authorization,
  }: { method: string; path: string; form: Record<string, string>; authorization?: string | undefined },
): Promise<Answer | null> => {
  if (method === 'POST' && path === '/common/oauth2/v2.0/token') return oauth.token(form)
  if (method !== 'GET' || path !== '/v1.0/me') return null
  const grant = oauth.grantOf(authorization)
  if (!grant)
    return {
      status: 401,
      body: { error: { code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed' } },
    }
  return { status: 200, body: { id: graphIdOf(grant.account), mail: null, userPrincipalName: grant.account } }
}

import { createHash, randomBytes } from 'node:crypto'
import { type Client, createAuthorizationServer, type Grant } from '../fake-oauth/authorization-server.ts'

/** The id of an account at Google: it stays when the address changes. */
export const subjectOf = (account: string): string =>
  String(BigInt(`0x${createHash('sha256').update(account).digest('hex').slice(0, 16)}`))

/** An ID token without a signature that holds: it comes from the token endpoint itself, so nobody checks it. */
const idToken = ({ account }: Grant, { clientId }: Client): string => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1_000)
  const claims = { iss: 'https://accounts.google.com', aud: clientId, azp: clientId, iat: now, exp: now + 3_600 }
  const person = { sub: subjectOf(account), email: account, email_verified: true }
  return `${encode({ alg: 'RS256', kid: 'fake', typ: 'JWT' })}.${encode({ ...claims, ...person })}.${'A'.repeat(342)}`
}

/** Google's sign-in: https://developers.google.com/identity/protocols/oauth2/web-server */
export const createGoogleOAuth = () =>
  createAuthorizationServer({
    client: {
      clientId: 'fake-client.apps.googleusercontent.com',
      clientSecret: `GOCSPX-${randomBytes(21).toString('base64url')}`,
    },
    prefixes: { code: '4/0', access: 'ya29.', refresh: '1//0' },
    rotates: false,
    idToken,
    refusal: (error, description) => ({ status: 400, body: { error, error_description: description } }),
  })

/** The paths of Google that sign people in; null for others. */
export const answerGoogleOAuth = async (
  oauth: ReturnType<typeof createGoogleOAuth>,
  method: string,
  path: string,
  form: Record<string, string>,
) => {
  if (method !== 'POST') return null
  if (path === '/token') return oauth.token(form)
  return path === '/revoke' ? oauth.revoke(form.token ?? '') : null
}

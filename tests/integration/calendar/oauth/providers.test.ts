import { createHash, randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OAuth, Wanted } from '../../../../lib/domain/calendar/sync/oauth.ts'
import { contextFor } from '../../../support/context.ts'
import { type OAuthHosts, startOAuthHosts } from '../../../support/oauth-hosts.ts'

let hosts: OAuthHosts
let google: OAuth
let microsoft: OAuth
let resetCircuits: () => void
beforeAll(async () => {
  hosts = await startOAuthHosts()
  ;({ googleOAuth: google } = await import('../../../../lib/providers/google/google-oauth.ts'))
  ;({ microsoftOAuth: microsoft } = await import('../../../../lib/providers/microsoft/microsoft-oauth.ts'))
  ;({ resetCircuits } = await import('../../../../lib/platform/outbound/circuits.ts'))
})
afterAll(() => hosts.stop())
afterEach(() => resetCircuits())

const ctx = contextFor('somebody')
const REDIRECT = 'http://localhost:4000/api/v1/calendar/oauth/callback'
const names = ['google', 'microsoft'] as const
const of = (name: (typeof names)[number]) => ({ oauth: { google, microsoft }[name], host: hosts[name] })
const EVENTS = 'https://www.googleapis.com/auth/calendar.events'

type Options = { wanted?: Wanted; without?: string[]; verifier?: string }
const signIn = async (name: (typeof names)[number], { wanted = 'write', without = [], ...sent }: Options = {}) => {
  const { oauth, host } = of(name)
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const url = await oauth.authorizationUrl({ state: 'state', challenge, redirectUri: REDIRECT, wanted })
  const { code = '' } = host.consent(url, 'ada@example.com', { without })
  const request = { code, verifier: sent.verifier ?? verifier, redirectUri: REDIRECT, wanted }
  return { url: new URL(url), request, exchanged: oauth.exchange(ctx, request) }
}

describe.each(names)('sign-in at %s', (name) => {
  it('asks for a code with PKCE S256 and gets tokens and the account', async () => {
    const { url, exchanged } = await signIn(name)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...{ response_type: 'code', state: 'state', code_challenge_method: 'S256', redirect_uri: REDIRECT },
      client_id: of(name).host.client.clientId,
    })
    const { tokens, account } = await exchanged
    expect(account).toEqual({ id: expect.any(String), name: 'ada@example.com' })
    expect(tokens.refreshToken).toBeTruthy()
    expect(tokens.expiresAt - Date.now()).toBeGreaterThan(3_500_000)
    expect(tokens.expiresAt - Date.now()).toBeLessThan(3_600_000)
    expect(of(name).oauth.mayWrite(tokens)).toBe(true)
  })

  it('asks for no more than to read where that is wanted', async () => {
    const { url, exchanged } = await signIn(name, { wanted: 'read' })
    expect(url.searchParams.get('scope')).not.toMatch(/calendar\.events( |$)|ReadWrite/)
    expect(of(name).oauth.mayWrite((await exchanged).tokens)).toBe(false)
  })

  it('is refused for another verifier, and for a code that was used', async () => {
    const { exchanged } = await signIn(name, { verifier: randomBytes(32).toString('base64url') })
    await expect(exchanged).rejects.toMatchObject({ code: 'refused' })
    const { request, exchanged: first } = await signIn(name)
    await first
    await expect(of(name).oauth.exchange(ctx, request)).rejects.toMatchObject({ code: 'refused' })
  })

  it('refreshes, and keeps the refresh token where none comes', async () => {
    const { tokens } = await (await signIn(name)).exchanged
    const next = await of(name).oauth.refresh(ctx, tokens)
    expect(next.accessToken).not.toBe(tokens.accessToken)
    expect(next.refreshToken === tokens.refreshToken).toBe(name === 'google')
    expect(next.scope).toBe(tokens.scope)
    expect((await of(name).oauth.refresh(ctx, next)).accessToken).not.toBe(next.accessToken)
  })

  it('has to be done again when the grant was withdrawn, and only then', async () => {
    const { oauth, host } = of(name)
    const { tokens } = await (await signIn(name)).exchanged
    const failures: [string, number, object][] = [
      ['unavailable', 500, { error: 'internal_failure' }],
      ['unavailable', 503, {}],
      ['unavailable', 400, { error: 'temporarily_unavailable' }],
      ['unavailable', 0, {}],
      ['unavailable', 200, { token_type: 'Bearer' }],
      ['rate_limited', 429, { error: 'rate_limit_exceeded' }],
      ['misconfigured', 401, { error: 'invalid_client' }],
      ['misconfigured', 400, { error: 'unauthorized_client' }],
      ['refused', 400, { error: 'invalid_request' }],
    ]
    for (const [code, status, body] of failures) {
      host.failNext({ status, body })
      await expect(oauth.refresh(ctx, tokens), String(status)).rejects.toMatchObject({ code })
      resetCircuits()
    }
    expect((await oauth.refresh(ctx, tokens)).accessToken).toBeTruthy()
    host.withdraw('ada@example.com')
    await expect(oauth.refresh(ctx, tokens)).rejects.toMatchObject({ code: 'reauthorize' })
    await expect(oauth.refresh(ctx, { ...tokens, refreshToken: null })).rejects.toMatchObject({ code: 'reauthorize' })
  })

  it('waits as long as Retry-After says', async () => {
    const { tokens } = await (await signIn(name)).exchanged
    of(name).host.failNext({ status: 429, body: {}, headers: { 'retry-after': '7' } })
    await expect(of(name).oauth.refresh(ctx, tokens)).rejects.toMatchObject({ retryAfterMs: 7_000 })
  })

  it('says nothing of tokens, codes and secrets when it fails', async () => {
    const { oauth, host } = of(name)
    const { tokens } = await (await signIn(name)).exchanged
    host.failNext({ status: 400, body: { error: `bad ${tokens.refreshToken}`, error_description: tokens.accessToken } })
    const error = await oauth.refresh(ctx, tokens).catch((failure) => failure)
    for (const one of host.secrets) expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(one)
  })

  it('goes on when its credentials were rotated', async () => {
    const { oauth, host } = of(name)
    const { tokens } = await (await signIn(name)).exchanged
    const before = host.client.clientSecret
    host.client.clientSecret = `${before}-new`
    await hosts.putSecret(`test/${name}`, host.client)
    const later = { ...ctx, now: () => Date.now() + 5_000 }
    expect((await oauth.refresh(later, tokens)).accessToken).toBeTruthy()
  })
})

describe('at Google', () => {
  it('a scope that was unticked connects nothing', async () => {
    const { exchanged } = await signIn('google', { without: [EVENTS] })
    await expect(exchanged).rejects.toMatchObject({ code: 'missing_scope' })
  })

  it('a grant is revoked, and revoking it again is no failure', async () => {
    const { tokens } = await (await signIn('google')).exchanged
    await google.revoke(ctx, tokens)
    expect(hosts.google.revoked).toEqual(['ada@example.com'])
    await google.revoke(ctx, tokens)
    await expect(google.refresh(ctx, tokens)).rejects.toMatchObject({ code: 'reauthorize' })
  })
})

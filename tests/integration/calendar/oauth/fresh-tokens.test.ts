import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshTokens } from '../../../../lib/domain/calendar/sync/fresh-tokens.service.ts'
import { type OAuth, secretOf, type Tokens, tokensIn } from '../../../../lib/domain/calendar/sync/oauth.ts'
import { CalendarUnavailable } from '../../../../lib/domain/calendar/sync/provider.ts'
import {
  loadSecretRow,
  purposeOf,
  signedInSecretWrite,
} from '../../../../lib/domain/calendar/sync/secret.repository.ts'
import type { Context } from '../../../../lib/platform/context.ts'
import { open, seal } from '../../../../lib/platform/encryption/sealing.ts'
import { commit } from '../../../../lib/platform/events/commit.ts'
import { newUlid } from '../../../../lib/platform/ids.ts'
import { contextFor } from '../../../support/context.ts'
import { awaiting, crashTable, dyingAt } from '../../../support/crash.ts'
import { type OAuthHosts, startOAuthHosts } from '../../../support/oauth-hosts.ts'

let hosts: OAuthHosts
let providers: Record<'google' | 'microsoft', OAuth>
beforeAll(async () => {
  hosts = await startOAuthHosts()
  const { googleOAuth } = await import('../../../../lib/providers/google/google-oauth.ts')
  const { microsoftOAuth } = await import('../../../../lib/providers/microsoft/microsoft-oauth.ts')
  providers = { google: googleOAuth, microsoft: microsoftOAuth }
})
afterAll(() => hosts.stop())

type Name = keyof typeof providers

/** A connection of somebody whose access token ended, and how often its account was refreshed. */
const connected = async (name: Name, more: Partial<Tokens> = {}) => {
  const ctx = contextFor(newUlid())
  const id = newUlid()
  const account = `${id}@example.com`
  const [oauth, host] = [providers[name], hosts[name]]
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const asked = { redirectUri: 'http://localhost/back', wanted: 'write' } as const
  const { code = '' } = host.consent(await oauth.authorizationUrl({ ...asked, state: 's', challenge }), account)
  const { tokens } = await oauth.exchange(ctx, { ...asked, code, verifier })
  await put(ctx, id, { ...tokens, expiresAt: Date.now() - 1_000, ...more })
  const refreshes = () => host.refreshes.filter((one) => one === account).length
  return { ctx, id, oauth, host, account, tokens, refreshes }
}

const put = async (ctx: Context, id: string, tokens: Tokens) => {
  const sealed = await seal(ctx, purposeOf(id), secretOf(tokens))
  const write = signedInSecretWrite(ctx, id, { sealed, provider: 'google', account: 'a' })
  await commit(ctx, { changes: [], writes: [write], result: null })
}

const stored = async (ctx: Context, id: string): Promise<Tokens> =>
  tokensIn(await open(ctx, purposeOf(id), (await loadSecretRow(ctx, id)).sealed))

describe.each(['google', 'microsoft'] as const)('an access token of %s that has ended', (name) => {
  it('is refreshed once when ten workers want it at once, and all get the same new one', async () => {
    const { ctx, id, oauth, refreshes } = await connected(name)
    const all = await Promise.all(Array.from({ length: 10 }, () => freshTokens({ ...ctx }, oauth, id)))
    expect(refreshes()).toBe(1)
    expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1)
    expect(await stored(ctx, id)).toEqual(all[0])
  })

  it('is not refreshed before its last minute', async () => {
    const { ctx, id, oauth, refreshes } = await connected(name, { expiresAt: Date.now() + 90_000 })
    await freshTokens(ctx, oauth, id)
    expect(refreshes()).toBe(0)
    await freshTokens({ ...ctx, now: () => Date.now() + 40_000 }, oauth, id)
    expect(refreshes()).toBe(1)
  })

  it('is refreshed once more when the provider refuses it early, however many notice', async () => {
    const { ctx, id, oauth, tokens, refreshes } = await connected(name, { expiresAt: Date.now() + 3_000_000 })
    const all = await Promise.all(
      Array.from({ length: 10 }, () => freshTokens({ ...ctx }, oauth, id, tokens.accessToken)),
    )
    expect(refreshes()).toBe(1)
    expect(all.every(({ accessToken }) => accessToken !== tokens.accessToken)).toBe(true)
  })

  it('keeps those waiting no longer than one that is refused: the provider is asked once, then nobody asks again', async () => {
    const { ctx, id, oauth, host, account } = await connected(name)
    host.withdraw(account)
    let asked = 0
    host.beforeToken = async () => {
      asked += 1
    }
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => freshTokens({ ...ctx }, oauth, id)))
    expect(all.map((one) => one.status === 'rejected' && one.reason.code)).toEqual(Array(10).fill('reauthorize'))
    await expect(freshTokens(ctx, oauth, id)).rejects.toMatchObject({ code: 'reauthorize' })
    host.beforeToken = async () => {}
    expect(asked).toBe(1)
  })
})

it('a provider that is down refuses nobody: the next call asks it again', async () => {
  const { ctx, id, oauth, host, refreshes } = await connected('google')
  host.failNext({ status: 503, body: {} })
  await expect(freshTokens(ctx, oauth, id)).rejects.toMatchObject({ code: 'unavailable' })
  await freshTokens(ctx, oauth, id)
  expect(refreshes()).toBe(1)
})

it('tokens that a new sign-in stored meanwhile are not overwritten by a slow refresh, and are used', async () => {
  const { ctx, id, oauth, host, tokens } = await connected('google')
  const renewed = { ...tokens, accessToken: 'new', refreshToken: 'new', expiresAt: Date.now() + 3_000_000 }
  host.beforeToken = async () => {
    host.beforeToken = async () => {}
    await put(ctx, id, renewed)
  }
  expect(await freshTokens(ctx, oauth, id)).toEqual(renewed)
  expect(await stored(ctx, id)).toEqual(renewed)
})

it('a refused refresh does not mark tokens that a new sign-in stored meanwhile', async () => {
  const { ctx, id, host, tokens } = await connected('google')
  const renewed = { ...tokens, accessToken: 'new', refreshToken: 'new', expiresAt: Date.now() + 3_000_000 }
  const refresh = async () => {
    await put(ctx, id, renewed)
    throw new CalendarUnavailable('reauthorize', 'Sign in again')
  }
  expect(await freshTokens(ctx, { refresh }, id)).toEqual(renewed)
  expect((await loadSecretRow(ctx, id)).isRefused).toBe(false)
  expect(host.refreshes).not.toContain(`${id}@example.com`)
})

describe('a worker that dies while it refreshes', () => {
  it.each([false, true])('leaves tokens with which the next one goes on (dead after the step: %s)', async (after) => {
    const restore = crashTable()
    try {
      for (let nth = 1; ; nth++) {
        const { ctx, id, oauth } = await connected('microsoft')
        const dying = { refresh: (of: Context, tokens: Tokens) => awaiting(() => oauth.refresh(of, tokens)) }
        const { crashed } = await dyingAt(nth, { after }, () => freshTokens(ctx, dying, id))
        const later = { ...ctx, now: () => Date.now() + 20_000, deadline: Date.now() + 60_000 }
        const tokens = await freshTokens(later, oauth, id)
        expect(tokens.expiresAt).toBeGreaterThan(Date.now() + 3_000_000)
        expect(await stored(ctx, id)).toEqual(tokens)
        expect((await oauth.refresh(ctx, tokens)).accessToken).toBeTruthy()
        if (!crashed) break
        expect(nth).toBeLessThan(20)
      }
    } finally {
      restore()
    }
  })
})

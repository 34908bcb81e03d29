import { createHash, randomBytes } from 'node:crypto'
import { afterEach, expect, it, vi } from 'vitest'
import { type StandIn, startStandIns } from '../../../infra/local/stand-ins.ts'

const started: StandIn[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const one of started.splice(0)) await one.stop()
})

const BACK = 'http://localhost:4000/api/v1/calendar/oauth/callback'
const READ = 'https://www.googleapis.com/auth/calendar.events'

/** Starts the one that a variable asks for. */
const standIn = async (variable: string) => {
  vi.stubEnv(variable, '1')
  const reports: string[] = []
  const all = await startStandIns({ api: 'http://localhost:4000', port: 0, directory: '' }, (line) =>
    reports.push(line),
  )
  started.push(...all)
  expect(reports).toEqual([expect.stringMatching(`^${variable}=1: calendars of .+ come from a stand-in`)])
  return all[0] as StandIn
}

/** A browser at the provider's page: its text, and where a form that is sent leads to. */
const signIn = async (authorizeUrl: string, scopes: string[], form: Record<string, string | string[]>) => {
  const verifier = randomBytes(32).toString('base64url')
  const url = new URL(authorizeUrl)
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const asked = { redirect_uri: BACK, scope: scopes.join(' '), state: 'the-state', code_challenge: challenge }
  for (const [name, value] of Object.entries({ ...asked, access_type: 'offline', prompt: 'consent' }))
    url.searchParams.set(name, value)
  const page = await (await fetch(url)).text()
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) for (const one of [value].flat()) body.append(name, one)
  const sent = await fetch(url, { method: 'POST', body, redirect: 'manual' })
  expect(sent.status).toBe(303)
  const back = new URL(sent.headers.get('location') ?? '')
  expect(`${back.origin}${back.pathname}`).toBe(BACK)
  return { page, back: Object.fromEntries(back.searchParams), verifier }
}

const tokensFor = async (tokenUrl: string, client: object, { code = '' }: Record<string, string>, verifier: string) => {
  const { clientId, clientSecret } = client as { clientId: string; clientSecret: string }
  const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: BACK }
  const body = new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret })
  return (await fetch(tokenUrl, { method: 'POST', body })).json() as Promise<Record<string, string>>
}

it('LIFEOS_FAKE_GOOGLE signs an account in on a page, whose calendar has events', async () => {
  const { env = {}, secrets } = await standIn('LIFEOS_FAKE_GOOGLE')
  const account = 'me&you@example.com'
  const allowed = await signIn(`${env.GOOGLE_AUTH_BASE}/o/oauth2/v2/auth`, ['openid', READ], {
    ...{ account, scope: [READ], do: 'allow' },
  })
  expect(allowed.page).toContain('Stand-in for Google on this machine')
  expect(allowed.back).toMatchObject({ state: 'the-state', scope: `openid ${READ}` })
  const tokens = await tokensFor(`${env.GOOGLE_TOKEN_BASE}/token`, secrets.google ?? {}, allowed.back, allowed.verifier)
  const address = `${env.GOOGLE_API_BASE}/calendar/v3/calendars/${encodeURIComponent(account)}/events`
  const events = await fetch(address, { headers: { authorization: `Bearer ${tokens.access_token}` } })
  const { items } = (await events.json()) as { items: { summary: string }[] }
  expect(items.map(({ summary }) => summary).sort()).toEqual(['Dentist', 'Team meeting'])
})

it('LIFEOS_FAKE_MICROSOFT signs an account in on a page, whose calendar has an event', async () => {
  const { env = {}, secrets } = await standIn('LIFEOS_FAKE_MICROSOFT')
  const scopes = ['offline_access', 'Calendars.ReadWrite', 'User.Read']
  const login = `${env.MICROSOFT_LOGIN_BASE}/common/oauth2/v2.0`
  const form = { account: 'me@example.com', scope: ['Calendars.ReadWrite'], do: 'allow' }
  const { page, back, verifier } = await signIn(`${login}/authorize`, scopes, form)
  expect(page).toContain('Stand-in for Microsoft on this machine')
  const tokens = await tokensFor(`${login}/token`, secrets.microsoft ?? {}, back, verifier)
  const address = `${env.MICROSOFT_GRAPH_BASE}/v1.0/me/calendars`
  const headers = { authorization: `Bearer ${tokens.access_token}` }
  const { value } = (await (await fetch(address, { headers })).json()) as { value: { name: string }[] }
  expect(value.map(({ name }) => name)).toEqual(['Calendar'])
})

it('who refuses or unticks a scope on the page is sent back with that', async () => {
  const { env = {} } = await standIn('LIFEOS_FAKE_GOOGLE')
  const url = `${env.GOOGLE_AUTH_BASE}/o/oauth2/v2/auth`
  const { back } = await signIn(url, [READ], { account: 'a@example.com', do: 'deny' })
  expect(back).toEqual({ state: 'the-state', error: 'access_denied' })
  const without = await signIn(url, ['openid', READ], { account: 'a@example.com', do: 'allow' })
  expect(without.back.scope).toBe('openid')
})

it('no stand-in starts unasked', async () => {
  for (const name of ['LLM', 'GOOGLE', 'MICROSOFT', 'STRIPE']) vi.stubEnv(`LIFEOS_FAKE_${name}`, '')
  expect(await startStandIns({ api: '', port: 0, directory: '' }, () => {})).toEqual([])
})

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../infra/local/ports.ts'
import { eventually, signUp } from '../support/cloud.ts'
import { type System, startSystem } from '../support/system.ts'

const directory = mkdtempSync(join(tmpdir(), 'lifeos-tour-'))
let system: System
let token: string

type Body = Record<string, unknown>

const call = async (method: string, path: string, body?: Body) => {
  const response = await fetch(`${system.api}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, data: ((await response.json()) as { data: Body }).data }
}

const local = (address: unknown): string => String(address).replace('localhost', '127.0.0.1')

/** Presses a button of a page of the stand-in. Returns the status, and where it leads. */
const press = async (page: unknown, form: Record<string, string>) => {
  const answer = await fetch(local(page), { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
  return { status: answer.status, location: answer.headers.get('location') }
}

/** The person's subscription, once the webhooks have made it so. */
const becomes = (wanted: Body) =>
  eventually(JSON.stringify(wanted), async () => {
    const { data } = await call('GET', '/billing/subscription')
    return Object.entries(wanted).every(([name, value]) => data[name] === value) ? data : undefined
  })

/** Opens the portal and presses a button for its running subscription. */
const inPortal = async (button: string) => {
  const { data } = await call('POST', '/billing/portal', { returnUrl: 'http://localhost:5173/settings' })
  const text = await (await fetch(local(data.url))).text()
  const [, subscription = ''] = /name="subscription" value="([^"]+)"/.exec(text) ?? []
  expect((await press(data.url, { do: button, subscription })).status).toBe(303)
}

beforeAll(async () => {
  const env = { LIFEOS_FAKE_STRIPE: 'twice,shuffled', AUTH_LIMIT_PER_MINUTE: '77' }
  system = await startSystem(directory, await freePort(), { env })
  token = (await signUp(system.cognito)).accessToken
})

afterAll(async () => {
  await system?.end('SIGTERM')
  rmSync(directory, { recursive: true, force: true })
})

describe('LIFEOS_FAKE_STRIPE', () => {
  test('leads from starter through trial, payment and failure to the end, with webhooks twice and out of order', async () => {
    expect((await call('GET', '/billing/subscription')).data).toMatchObject({ tier: 'starter', status: 'none' })
    const { status, data: session } = await call('POST', '/billing/checkout', {
      lookupKey: 'pro_monthly',
      successUrl: 'http://localhost:5173/done',
      cancelUrl: 'http://localhost:5173/plans',
    })
    expect(status).toBe(201)
    expect((await press(session.url, { do: 'decline' })).status).toBe(402)
    expect((await press(session.url, { do: 'cancel' })).location).toBe('http://localhost:5173/plans')
    const paid = await press(session.url, { do: 'pay', card: 'yes' })
    expect(paid.location).toMatch(/^http:\/\/localhost:5173\/done/)
    await becomes({ tier: 'pro', status: 'trialing' })

    await inPortal('renew')
    await becomes({ tier: 'pro', status: 'active' })
    await inPortal('payment-fails')
    expect((await becomes({ tier: 'pro', status: 'past_due' })).graceUntil).toBeTruthy()
    await inPortal('pay-open')
    await becomes({ tier: 'pro', status: 'active', graceUntil: null })
    expect((await call('GET', '/billing/invoices')).data.data).toHaveLength(3)
    await inPortal('cancel-at-end')
    await eventually('cancelAt', async () => (await call('GET', '/billing/subscription')).data.cancelAt ?? undefined)
    await inPortal('cancel-now')
    await becomes({ tier: 'starter', status: 'canceled' })
  })

  test('is compared with what is stored by npm run job, which finds nothing to mend after the tour', () => {
    const job = ['infra/job.ts', 'reconcile-billing', '--directory', directory]
    const answer = JSON.parse(execFileSync(process.execPath, job, { encoding: 'utf8' }))
    expect(answer).toEqual({ finished: true, read: 1, ofNobody: 0, mended: 0 })
  })

  test('names its page at the start', () => {
    expect(system.output()).toMatch(/Stripe +http:\/\/localhost:\d+\/control/)
  })
})

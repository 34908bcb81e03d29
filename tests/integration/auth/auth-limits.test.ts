import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { handler } from '../../../functions/auth/handler.ts'
import { config } from '../../../lib/platform/config/config.ts'
import { signUp } from '../../support/cloud.ts'
import { type Answer, invoke, type Request, randomAddress } from '../../support/invoke.ts'

const limit = config().AUTH_LIMIT_PER_MINUTE
const post = (path: string, request: Request) => invoke(handler, 'POST', `/auth/${path}`, request)
const email = () => `${randomUUID()}@example.com`
const password = 'Passw0rd-of-mine'

const counts = (answers: Answer[]) => {
  const refused = answers.filter(({ status }) => status === 429)
  return { passed: answers.length - refused.length, refused: refused.length }
}

// The clock stands still: all requests of a burst come within one minute.
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterAll(() => {
  vi.useRealTimers()
})

describe('requests to /auth', () => {
  test('from one address pass exactly as often as allowed, in parallel and over all accounts', async () => {
    const address = randomAddress()
    const answers = await Promise.all(
      Array.from({ length: limit + 15 }, () => post('forgot-password', { address, body: { email: email() } })),
    )
    expect(counts(answers)).toEqual({ passed: limit, refused: 15 })
  })

  test('for one account pass exactly as often as allowed, in parallel and from many addresses', async () => {
    const body = { email: email(), password }
    const answers = await Promise.all(Array.from({ length: limit + 15 }, () => post('login', { body })))
    expect(counts(answers)).toEqual({ passed: limit, refused: 15 })
  })

  test('share one count per account, however the address is written', async () => {
    const name = email()
    for (let i = 0; i < limit; i++) await post('login', { body: { email: name, password } })
    for (const path of ['forgot-password', 'resend'])
      expect((await post(path, { body: { email: ` ${name.toUpperCase()}` } })).status).toBe(429)
  })

  test('say what is left, and when to come back', async () => {
    const address = randomAddress()
    const request = { address, body: { refreshToken: 'junk' } }
    const answers: Answer[] = []
    for (let i = 0; i <= limit; i++) answers.push(await post('refresh', request))
    const remaining = answers.map(({ headers }) => Number(headers['x-ratelimit-remaining']))
    expect(remaining).toEqual([...Array.from({ length: limit }, (_, i) => limit - 1 - i), 0])
    const last = answers.at(-1)
    expect(last).toMatchObject({ status: 429, error: { code: 'RATE_LIMITED' } })
    expect(last?.headers['x-ratelimit-limit']).toBe(String(limit))
    const reset = Number(last?.headers['x-ratelimit-reset'])
    expect(reset).toBe(Math.ceil(Date.now() / 1_000) + 60)
    expect(Math.abs(reset - Date.now() / 1_000 - Number(last?.headers['retry-after']))).toBeLessThan(2)
  })

  test('tell of the tighter limit where address and account both count', async () => {
    const name = email()
    for (let i = 0; i < 3; i++) await post('forgot-password', { body: { email: name } })
    const { headers } = await post('forgot-password', { body: { email: name } })
    expect(headers['x-ratelimit-remaining']).toBe(String(limit - 4))
  })

  test('to change a password count for the person, so that nobody guesses with a stolen token', async () => {
    const { accessToken: token } = await signUp()
    const body = { currentPassword: 'Wr0ng-password', newPassword: 'An0ther-password' }
    const answers = await Promise.all(Array.from({ length: limit + 5 }, () => post('change-password', { token, body })))
    expect(counts(answers)).toEqual({ passed: limit, refused: 5 })
  })

  test('of the profile are not limited', async () => {
    const { accessToken: token } = await signUp()
    const address = randomAddress()
    const read = () => invoke(handler, 'GET', '/auth/me', { token, address })
    const answers = await Promise.all(Array.from({ length: limit * 3 }, read))
    expect(counts(answers)).toEqual({ passed: limit * 3, refused: 0 })
  })
})

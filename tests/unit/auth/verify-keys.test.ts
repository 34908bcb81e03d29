import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accessTokenVerifier, type VerifyToken } from '../../../lib/platform/auth/verify.ts'
import { encode, jwksOf, type KeyServer, signed, signingKey, startKeyServer } from '../../support/key-server.ts'

const userPoolId = 'eu-west-1_TESTPOOL'
const clientId = 'testclient'
const subject = randomUUID()
const first = signingKey('first')
const second = signingKey('second')
const stranger = signingKey('stranger')

const claims = () => ({
  sub: subject,
  iss: `https://cognito-idp.eu-west-1.amazonaws.com/${userPoolId}`,
  client_id: clientId,
  token_use: 'access',
  exp: Math.floor(Date.now() / 1_000) + 3_600,
})
const token = (key = first) => signed(key, claims())
const [, , strangersSignature] = signed(stranger, claims()).split('.')
/** Refused for its key before anything is computed with it, so that its signature may be of another token. */
const madeUp = () =>
  [encode({ alg: 'RS256', typ: 'JWT', kid: randomUUID() }), encode(claims()), strangersSignature].join('.')

let server: KeyServer
let verify: VerifyToken
let clock = 0

beforeEach(async () => {
  server = await startKeyServer()
  server.serve(jwksOf([first]))
  clock = 1_000_000
  verify = accessTokenVerifier({ userPoolId, clientId, jwksUri: server.uri }, () => clock)
})

afterEach(() => server.stop())

/** How many of the checks passed, and how the others were refused. */
const outcomes = async (checks: Promise<string>[]) => {
  const counts: Record<string, number> = {}
  for (const result of await Promise.allSettled(checks)) {
    const name = result.status === 'fulfilled' ? 'passed' : String(result.reason.status)
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

const mixed = (bad: number, ok: number) =>
  [...Array(bad).fill(madeUp), ...Array(ok).fill(token)]
    .map((make, i) => ({ make, order: (i * 7_919) % (bad + ok) }))
    .sort((a, b) => a.order - b.order)
    .map(({ make }) => verify(make()))

describe('the pool’s keys', () => {
  test('are fetched once for a hundred first requests', async () => {
    expect(await outcomes(mixed(0, 100))).toEqual({ passed: 100 })
    expect(server.fetches()).toBe(1)
  })

  test('are not fetched again for known keys', async () => {
    await verify(token())
    clock += 3_600_000
    for (let i = 0; i < 50; i++) await verify(token())
    expect(server.fetches()).toBe(1)
  })

  test('are fetched once for 1,000 tokens with made-up keys, while good tokens pass, from a cold start', async () => {
    expect(await outcomes(mixed(1_000, 100))).toEqual({ 401: 1_000, passed: 100 })
    expect(server.fetches()).toBe(1)
  })

  test('are fetched once more for 1,000 made-up keys when warm, and never within ten seconds', async () => {
    await verify(token())
    clock += 10_000
    expect(await outcomes(mixed(1_000, 100))).toEqual({ 401: 1_000, passed: 100 })
    expect(server.fetches()).toBe(2)
    clock += 9_999
    expect(await outcomes(mixed(1_000, 100))).toEqual({ 401: 1_000, passed: 100 })
    expect(server.fetches()).toBe(2)
  })

  test('are not fetched for a token of another issuer', async () => {
    const foreign = signed(stranger, { ...claims(), iss: 'https://evil.example' })
    expect(await outcomes([verify(foreign), verify('junk'), verify('x'.repeat(20_000))])).toEqual({ 401: 3 })
    expect(server.fetches()).toBe(0)
  })

  test('may rotate: the new key is found, and the old one ends with its publication', async () => {
    await verify(token())
    server.serve(jwksOf([first, second]))
    clock += 10_000
    await expect(verify(token(second))).resolves.toBe(subject)
    server.serve(jwksOf([second]))
    clock += 10_000
    await expect(verify(madeUp())).rejects.toMatchObject({ status: 401 })
    await expect(verify(token(first))).rejects.toMatchObject({ status: 401 })
    await expect(verify(token(second))).resolves.toBe(subject)
  })

  test('rotate even while made-up keys keep coming', async () => {
    await verify(token())
    clock += 10_000
    await outcomes(mixed(100, 0))
    server.serve(jwksOf([first, second]))
    clock += 10_000
    await outcomes(mixed(100, 0))
    await expect(verify(token(second))).resolves.toBe(subject)
  })
})

describe('a key address that does not help', () => {
  const failures: [string, () => void][] = [
    ['an error', () => server.serve('', 500)],
    ['no JSON', () => server.serve('<html>')],
    ['JSON without keys', () => server.serve({})],
    ['keys that are none', () => server.serve({ keys: [{ kid: 'first' }] })],
    ['a redirect', () => server.serve('', 302)],
  ]

  test.each(failures)('answering %s gives 503, because the token may be good', async (_, fail) => {
    fail()
    await expect(verify(token())).rejects.toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' })
  })

  test('not listening gives 503, and known keys go on working', async () => {
    await verify(token())
    await server.stop()
    clock += 10_000
    await expect(verify(madeUp())).rejects.toMatchObject({ status: 503 })
    await expect(verify(token())).resolves.toBe(subject)
    server = await startKeyServer()
  })

  test('is asked at most twice a second, and again a second later', async () => {
    server.serve('', 500)
    expect(await outcomes(mixed(50, 50))).toEqual({ 503: 100 })
    expect(await outcomes(mixed(50, 50))).toEqual({ 503: 100 })
    expect(server.fetches()).toBe(2)
    server.serve(jwksOf([first]))
    clock += 1_000
    await expect(verify(token())).resolves.toBe(subject)
  })
})

import { createHmac, createSign, generateKeyPairSync, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessTokenVerifier, type VerifyToken } from '../../../lib/platform/auth/verify.ts'
import { encode, jwksOf, type KeyServer, signed, signingKey, startKeyServer } from '../../support/key-server.ts'

const userPoolId = 'eu-west-1_TESTPOOL'
const clientId = 'testclient'
const issuer = `https://cognito-idp.eu-west-1.amazonaws.com/${userPoolId}`
const subject = randomUUID()
const seconds = () => Math.floor(Date.now() / 1_000)

const key = signingKey('pool-key')
const attacker = signingKey('pool-key')
const stranger = signingKey('stranger')
const evil = { server: undefined as KeyServer | undefined }

const claims = (more: object = {}): Record<string, unknown> => ({
  sub: subject,
  iss: issuer,
  client_id: clientId,
  token_use: 'access',
  username: subject,
  iat: seconds(),
  exp: seconds() + 3_600,
  ...more,
})
const without = (name: string) => Object.fromEntries(Object.entries(claims()).filter(([claim]) => claim !== name))
const good = (more: object = {}) => signed(key, claims(more))
const parts = (token: string) => token.split('.') as [string, string, string]

const hmac = (secret: string | Buffer, header: object = {}) => {
  const input = `${encode({ alg: 'HS256', typ: 'JWT', kid: key.kid, ...header })}.${encode(claims())}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}
const elliptic = (alg: string, namedCurve: string) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve })
  const input = `${encode({ alg, typ: 'JWT', kid: key.kid })}.${encode(claims())}`
  return `${input}.${createSign('SHA256').update(input).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' }, 'base64url')}`
}
const pem = () => key.publicKey.export({ type: 'spki', format: 'pem' })
const evilUri = () => evil.server?.uri ?? ''
const kid = (name: unknown) => signed(stranger, claims(), { kid: name })
const twisted = () => {
  const [header, payload, signature] = parts(good())
  return `${header}.${payload}.${signature.slice(0, 20)}${signature[20] === 'A' ? 'B' : 'A'}${signature.slice(21)}`
}
const tampered = (more: object) => {
  const [header, , signature] = parts(good())
  return `${header}.${encode(claims(more))}.${signature}`
}
const reheaded = (header: object) => {
  const [, payload, signature] = parts(good())
  return `${encode(header)}.${payload}.${signature}`
}

const ATTACKS: Record<string, () => string | null> = {
  'no token': () => null,
  'an empty token': () => '',
  'one blank': () => ' ',
  'three empty parts': () => '..',
  'two parts': () => parts(good()).slice(0, 2).join('.'),
  'four parts': () => `${good()}.${encode('{}')}`,
  'a trailing dot': () => `${good()}.`,
  'a leading dot': () => `.${good()}`,
  'a line break at its end': () => `${good()}\n`,
  'two tokens': () => `${good()} ${good()}`,
  'two tokens with a comma': () => `${good()},${good()}`,
  '10 KB of junk': () => 'x'.repeat(10_240),
  '10 KB of junk in three parts': () => `${'x'.repeat(5_000)}.${'y'.repeat(5_000)}.${'z'.repeat(240)}`,
  'a valid token of 10 KB': () => good({ padding: 'x'.repeat(10_240) }),
  'unicode letters': () => good().replace('e', 'е'), // Cyrillic
  'a NUL byte': () => `${good()}\u0000`,
  'standard base64': () => `${encode({ alg: 'RS256' })}.${Buffer.from('??>>').toString('base64')}+/.${encode('x')}`,
  'alg none without a signature': () => `${encode({ alg: 'none', typ: 'JWT', kid: key.kid })}.${parts(good())[1]}.`,
  'alg none with the signature': () => reheaded({ alg: 'none', kid: key.kid }),
  'alg nOnE': () => reheaded({ alg: 'nOnE', kid: key.kid }),
  'no alg': () => reheaded({ kid: key.kid }),
  'alg as a list': () => reheaded({ alg: ['RS256'], kid: key.kid }),
  'HS256 with the public key as secret': () => hmac(pem()),
  'HS256 with the published modulus as secret': () => hmac(String(key.publicKey.export({ format: 'jwk' }).n)),
  'HS256 with an empty secret': () => hmac(''),
  'RS512 over the same key': () => signed(key, claims(), { alg: 'RS512' }),
  'ES256 under the name of an RSA key': () => elliptic('ES256', 'P-256'),
  'ES256 on another curve': () => elliptic('ES256', 'secp256k1'),
  'a changed subject': () => tampered({ sub: randomUUID() }),
  'a later expiry': () => tampered({ exp: seconds() + 999_999 }),
  'a changed signature': twisted,
  'a padded signature': () => `${good()}==`,
  'a signature in standard base64': () => {
    const [header, payload, signature] = parts(good())
    return `${header}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`
  },
  'no signature': () => `${parts(good()).slice(0, 2).join('.')}.`,
  'the signature of another token': () => `${parts(good()).slice(0, 2).join('.')}.${parts(good({ jti: 'b' }))[2]}`,
  'a stranger’s signature under the pool’s key id': () => signed(attacker, claims()),
  'another pool of the region': () => good({ iss: `${issuer}X` }),
  'an issuer of somebody else': () => good({ iss: 'https://evil.example/pool' }),
  'the issuer with a slash': () => good({ iss: `${issuer}/` }),
  'no issuer': () => signed(key, without('iss')),
  'an issuer that is a list': () => good({ iss: [issuer] }),
  'another client': () => good({ client_id: 'otherclient' }),
  'no client': () => signed(key, without('client_id')),
  'a list of clients': () => good({ client_id: [clientId] }),
  'an id token': () => good({ token_use: 'id', aud: clientId }),
  'a refresh token': () => good({ token_use: 'refresh' }),
  'no use': () => signed(key, without('token_use')),
  expired: () => good({ exp: seconds() - 1 }),
  'expired long ago': () => good({ exp: 1_000_000_000 }),
  'no expiry': () => signed(key, without('exp')),
  'an expiry that is text': () => good({ exp: String(seconds() + 3_600) }),
  'an expiry of null': () => good({ exp: null }),
  'an expiry beyond numbers': () => signed(key, JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e999')),
  'not yet valid': () => good({ nbf: seconds() + 60 }),
  'a start that is text': () => good({ nbf: 'now' }),
  'no subject': () => signed(key, without('sub')),
  'an empty subject': () => good({ sub: '' }),
  'a subject that is a number': () => good({ sub: 7 }),
  'a subject that is an object': () => good({ sub: { toString: subject } }),
  'a subject that reaches into another key': () => good({ sub: `${subject}#TASK#1` }),
  'claims twice': () => {
    const [header, , signature] = parts(good())
    const twice = JSON.stringify(claims()).replace('{', `{"sub":"${randomUUID()}",`)
    return `${header}.${encode(twice)}.${signature}`
  },
  'a payload that is a list': () => signed(key, [claims()]),
  'a payload that is null': () => signed(key, 'null'),
  'a payload that is not JSON': () => signed(key, '{"sub":'),
  'a header that is not JSON': () => `${encode('{"alg":')}.${parts(good()).slice(1).join('.')}`,
  'an unknown key id': () => signed(stranger, claims()),
  'no key id': () => signed(key, claims(), { kid: undefined }),
  'a key id that is a path': () => kid('../../../../dev/null'),
  'a key id that is a URL': () => kid(evilUri()),
  'a key id with SQL': () => kid("pool-key' OR '1'='1"),
  'a key id that is a number': () => kid(1),
  'a key id of __proto__': () => kid('__proto__'),
  'a jku header': () => signed(attacker, claims(), { jku: evilUri() }),
  'a jku header and a key id found there': () => signed(stranger, claims(), { jku: evilUri() }),
  'a jwk header': () => signed(attacker, claims(), { jwk: attacker.publicKey.export({ format: 'jwk' }) }),
  'an x5u header': () => signed(attacker, claims(), { x5u: evilUri() }),
  'an x5c header': () => signed(attacker, claims(), { x5c: [encode('certificate')] }),
  'a critical extension': () => signed(key, claims(), { crit: ['exp'] }),
}

let server: KeyServer
let verify: VerifyToken

beforeAll(async () => {
  server = await startKeyServer()
  server.serve(jwksOf([key]))
  evil.server = await startKeyServer()
  evil.server.serve(jwksOf([attacker, stranger]))
  verify = accessTokenVerifier({ userPoolId, clientId, jwksUri: server.uri })
})

afterAll(async () => {
  await server.stop()
  await evil.server?.stop()
})

describe('an access token', () => {
  test('of the pool and client gives its subject', async () => {
    await expect(verify(good())).resolves.toBe(subject)
  })

  test('in the newer form of the issuer gives its subject', async () => {
    const newer = `https://issuer-cognito-idp.eu-west-1.amazonaws.com/${userPoolId}`
    await expect(verify(good({ iss: newer }))).resolves.toBe(subject)
  })

  test.each(Object.entries(ATTACKS))('is refused with the one 401 when it is or has: %s', async (_, forge) => {
    await expect(verify(forge())).rejects.toMatchObject({
      status: 401,
      code: 'UNAUTHORIZED',
      message: 'A valid access token is required',
      details: undefined,
    })
  })

  test('never makes us ask an address that it names', () => {
    expect(evil.server?.fetches()).toBe(0)
  })

  test('is still taken after all the attacks', async () => {
    await expect(verify(good())).resolves.toBe(subject)
    expect(Object.keys(ATTACKS).length).toBeGreaterThan(60)
  })
})

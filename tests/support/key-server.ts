import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A signing key and its public half as a pool publishes it. */
export type SigningKey = { kid: string; privateKey: KeyObject; publicKey: KeyObject }

export const signingKey = (kid: string): SigningKey => ({
  kid,
  ...generateKeyPairSync('rsa', { modulusLength: 2_048 }),
})

/** What a key address serves for these keys. */
export const jwksOf = (keys: SigningKey[]) => ({
  keys: keys.map(({ kid, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' })),
})

export type KeyServer = {
  uri: string
  /** What it answers; a status instead of keys is an error. */
  serve: (answer: unknown, status?: number) => void
  fetches: () => number
  stop: () => Promise<void>
}

/** A pool's key address on this machine that counts who asks. */
export const startKeyServer = async (): Promise<KeyServer> => {
  let body = '{"keys":[]}'
  let code = 200
  let fetches = 0
  const server = createServer((_request, response) => {
    fetches += 1
    response.writeHead(code, { 'content-type': 'application/json', connection: 'close' }).end(body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    uri: `http://127.0.0.1:${port}/.well-known/jwks.json`,
    serve: (answer, status = 200) => {
      body = typeof answer === 'string' ? answer : JSON.stringify(answer)
      code = status
    },
    fetches: () => fetches,
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  }
}

export const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A token signed with RS256. `payload` may be text, for what JSON.stringify would not write. */
export const signed = (key: SigningKey, payload: unknown, header: object = {}): string => {
  const input = `${encode({ alg: 'RS256', typ: 'JWT', kid: key.kid, ...header })}.${encode(payload)}`
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key.privateKey, 'base64url')}`
}

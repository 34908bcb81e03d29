import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Exchange, openExchange } from '../../../infra/local/srp.ts'

const N = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`)
const POOL = 'LOCALPOOL'
const USER = 'user-1'

const power = (base: bigint, exponent: bigint): bigint => {
  if (exponent === 0n) return 1n
  const half = power((base * base) % N, exponent / 2n)
  return exponent % 2n ? (half * base) % N : half
}
const bytes = (value: bigint): Buffer => {
  const hex = value.toString(16)
  const even = hex.padStart(hex.length + (hex.length % 2), '0')
  return Buffer.from(Number.parseInt(even.slice(0, 2), 16) > 127 ? `00${even}` : even, 'hex')
}
const hash = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const number = (hex: Buffer | string) => BigInt(`0x${typeof hex === 'string' ? hex : hex.toString('hex')}`)

/** The client's side: S = (B - k g^x)^(a + ux), the other way round than the server computes it. */
const signAsClient = (password: string, a: bigint, exchange: Exchange, timestamp: string): string => {
  const B = number(exchange.serverPublic)
  const u = number(hash(bytes(power(2n, a)), bytes(B)))
  const x = number(hash(bytes(number(exchange.salt)), hash(Buffer.from(`${POOL}${USER}:${password}`))))
  const k = number(hash(bytes(N), bytes(2n)))
  const S = power((((B - k * power(2n, x)) % N) + N) % N, a + u * x)
  const key = Buffer.from(hkdfSync('sha256', bytes(S), bytes(u), 'Caldera Derived Key', 16))
  const message = [Buffer.from(POOL + USER), Buffer.from(exchange.secretBlock, 'base64'), Buffer.from(timestamp)]
  return createHmac('sha256', key).update(Buffer.concat(message)).digest('base64')
}

test('a client with the password, and only that one, makes the signature the server expects', () => {
  const passwords = fc.tuple(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }))
  fc.assert(
    fc.property(passwords, ([password, other]) => {
      const a = number(randomBytes(32))
      const exchange = openExchange(POOL, USER, password, power(2n, a).toString(16))
      const expected = exchange.signature('Fri Nov 20 14:00:00 UTC 2026')
      expect(signAsClient(password, a, exchange, 'Fri Nov 20 14:00:00 UTC 2026')).toBe(expected)
      expect(signAsClient(other, a, exchange, 'Fri Nov 20 14:00:00 UTC 2026') === expected).toBe(other === password)
    }),
    { numRuns: 20 },
  )
})

test('a public number of the client that would fix the shared secret is refused', () => {
  for (const bad of ['0', N.toString(16), (2n * N).toString(16), 'not hex']) {
    expect(() => openExchange(POOL, USER, 'Passw0rd', bad)).toThrow('SRP_A')
  }
})

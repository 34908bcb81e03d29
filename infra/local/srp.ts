import { createHash, createHmac, getDiffieHellman, randomBytes } from 'node:crypto'

/*
 * The server's side of the Secure Remote Password protocol (SRP-6a, RFC 5054) in Cognito's dialect: the 3072-bit group
 * of RFC 3526, SHA-256, numbers as minimal two's complement, and a 16-byte key by HKDF (RFC 5869).
 */
const N = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`)
const G = 2n
const INFO = Buffer.from('Caldera Derived Key\u0001')

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n
  let square = base % N
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N
    square = (square * square) % N
  }
  return result
}

const bytesOf = (value: bigint): Buffer => {
  const hex = value.toString(16)
  const even = hex.length % 2 ? `0${hex}` : hex
  return Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, 'hex') // a leading bit would read as a minus
}

const sha256 = (...parts: Buffer[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const hmac = (key: Buffer, ...parts: (Buffer | string)[]): Buffer => {
  const hash = createHmac('sha256', key)
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`)
const random = (size: number): bigint => numberOf(randomBytes(size))
const K = numberOf(sha256(bytesOf(N), bytesOf(G)))

export type Exchange = {
  salt: string
  serverPublic: string
  secretBlock: string
  /** The signature (base64) that only somebody with the password can make for a timestamp. */
  signature: (timestamp: string) => string
}

/**
 * Opens an exchange for a user of a pool. `pool` is the part of the pool id behind the underscore.
 * @throws Error when the client's number is a multiple of the modulus, which would let anybody in.
 */
export const openExchange = (pool: string, userId: string, password: string, clientPublic: string): Exchange => {
  const A = /^[0-9a-f]+$/i.test(clientPublic) ? BigInt(`0x${clientPublic}`) : 0n
  if (A % N === 0n) throw new Error('SRP_A is not a number of the group')
  const salt = random(16)
  const x = numberOf(sha256(bytesOf(salt), sha256(Buffer.from(`${pool}${userId}:${password}`))))
  const verifier = power(G, x)
  const secret = random(32)
  const B = (K * verifier + power(G, secret)) % N
  const u = numberOf(sha256(bytesOf(A), bytesOf(B)))
  const shared = power(A * power(verifier, u), secret)
  const key = hmac(hmac(bytesOf(u), bytesOf(shared)), INFO).subarray(0, 16)
  const block = randomBytes(64)
  return {
    salt: salt.toString(16),
    serverPublic: B.toString(16),
    secretBlock: block.toString('base64'),
    signature: (timestamp) => hmac(key, pool, userId, block, timestamp).toString('base64'),
  }
}

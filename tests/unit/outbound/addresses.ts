import * as fc from 'fast-check'

const quad = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')

/** The usual spelling of an IPv4 address. */
export const v4 = (value: bigint): string => quad(value)

const groups = (value: bigint): string[] =>
  Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16))

/** An IPv6 address with all its groups. */
export const v6 = (value: bigint): string => groups(value).join(':')

/** Spellings of one IPv6 address: whole, short, in capitals, with zeros, and with its end as IPv4. */
export const spellingsOfV6 = (value: bigint): string[] => {
  const whole = v6(value)
  const padded = groups(value).map((group) => group.padStart(4, '0'))
  const mixed = `${groups(value).slice(0, 6).join(':')}:${quad(value & 0xffffffffn)}`
  const short = new URL(`http://[${whole}]/`).hostname.slice(1, -1)
  return [whole, short, whole.toUpperCase(), padded.join(':'), mixed]
}

/** What resolvers, browsers and C libraries take for one IPv4 address. */
export const spellingsOfV4 = (value: bigint): string[] => {
  const bytes = [24n, 16n, 8n, 0n].map((shift) => Number((value >> shift) & 255n))
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  const digits = '⓪①②③④⑤⑥⑦⑧⑨'
  return [
    quad(value),
    `${quad(value)}.`,
    String(value),
    `0x${value.toString(16)}`,
    `0${value.toString(8)}`,
    `${a}.${(b << 16) | (c << 8) | d}`,
    `${a}.${b}.${(c << 8) | d}`,
    bytes.map((byte) => `0x${byte.toString(16)}`).join('.'),
    bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
    bytes.map((byte) => byte.toString(8).padStart(8, '0')).join('.'),
    `0x${a.toString(16)}.${b}.0${c.toString(8)}.${d}`,
    quad(value).replace(/\d/g, (digit) => [...digits][Number(digit)] ?? ''),
    quad(value).replaceAll('.', '。'),
    quad(value).replace(/\d/g, (digit) => `%3${digit}`),
  ]
}

export const toNumber = (address: string): bigint => {
  if (!address.includes(':')) return address.split('.').reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
  const [left = '', right = ''] = address.split('::').map((half) => half.split(':').filter(Boolean))
  const missing = Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...missing, ...right].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}

/** Addresses of a range as numbers, its ends among them. */
export const within = (first: string, last: string): fc.Arbitrary<bigint> =>
  fc.oneof(fc.constantFrom(toNumber(first), toNumber(last)), fc.bigInt({ min: toNumber(first), max: toNumber(last) }))

export const anyV4 = fc.bigInt({ min: 0n, max: 2n ** 32n - 1n })
export const anyV6 = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n })
/** 2000::/3, of which most is public. */
export const globalV6 = fc.bigInt({ min: 2n ** 125n, max: 2n ** 126n - 1n })

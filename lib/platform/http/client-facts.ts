import { isIP } from 'node:net'

/** What an event keeps of the client: enough to recognise it, too little to follow the person. */

const MOST_CHARACTERS = 40
const PRODUCT = /[A-Za-z0-9][\w.!#$%&'*+^`|~-]*/

/** Browsers all call themselves Mozilla: their own product follows, and the one that says most comes first here. */
const BROWSERS = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari']

/** The product that a User-Agent header names first (RFC 9110, 10.1.5), without its version; null when it names none. */
export const agentOf = (userAgent: string | undefined): string | null => {
  const product = PRODUCT.exec(userAgent ?? '')?.[0]
  if (!product) return null
  const browser = product === 'Mozilla' ? BROWSERS.find((name) => userAgent?.includes(` ${name}/`)) : undefined
  return (browser ?? product).replace(/[^\w.-]/g, '').slice(0, MOST_CHARACTERS) || null
}

/** The network of an address: the first 24 bits of IPv4 (also mapped into IPv6), the first 48 of IPv6; null otherwise. */
export const networkOf = (address: string | undefined): string | null => {
  const plain = (address ?? '').replace(/%.*$/, '')
  if (isIP(plain) === 4) return ipv4Network(plain.split('.').map(Number))
  if (isIP(plain) !== 6) return null
  const groups = groupsOf(plain)
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  const [high = 0, low = 0] = groups.slice(6)
  if (mapped) return ipv4Network([high >> 8, high & 255, low >> 8, low & 255])
  return `${groups
    .slice(0, 3)
    .map((group) => group.toString(16))
    .join(':')}::/48`
}

const ipv4Network = ([a, b, c]: number[]): string => `${a}.${b}.${c}.0/24`

/** The eight groups of an IPv6 address, of which the last two may be written as IPv4. */
const groupsOf = (address: string): number[] => {
  const dotted = /\d+\.\d+\.\d+\.\d+$/.exec(address)?.[0]
  const [a = 0, b = 0, c = 0, d = 0] = dotted?.split('.').map(Number) ?? []
  const hex = dotted
    ? `${address.slice(0, -dotted.length)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
    : address
  const [head = [], tail = []] = hex
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))))
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}

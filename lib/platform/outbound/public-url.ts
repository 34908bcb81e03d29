import { isIP } from 'node:net'
import { OutboundRefused } from './outbound-refused.ts'
import { isPublicAddress } from './public-address.ts'

const MAX_LENGTH = 8_192

/** A request's target. `host`: a name, or an IP address without brackets. `isAllowed`: let through without further checks. */
export type Target = { url: URL; host: string; port: number; isAllowed: boolean }

/**
 * What a request to `address` would connect to. `allow`: pairs of host and port that need not be public, compared with the
 * host in the address: a name that resolves to such a host is not let through. Spellings of IPv4 addresses (decimal, octal,
 * hexadecimal, short, full-width) have become the usual one when they are judged, and one dot at the end is cut off.
 * @throws OutboundRefused `address` or `protocol`.
 */
export const judgeUrl = (address: string | URL, allow: readonly string[]): Target => {
  const url = parse(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new OutboundRefused('protocol', 'Only addresses that begin with https:// or http:// are supported')
  if (url.username || url.password)
    throw new OutboundRefused('address', 'The address must not hold a user name or a password')
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1)
  url.hash = ''
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = portOf(url)
  const isAllowed = allow.some((pair) => isSame(pair, url))
  if (!isAllowed && !isPublicHost(host)) throw new OutboundRefused('address', NOT_PUBLIC)
  if (!isAllowed && !isUsualPort(port)) throw new OutboundRefused('address', 'The port of the address is not supported')
  return { url, host, port, isAllowed }
}

export const NOT_PUBLIC = 'The address does not lead to a host on the public internet'

const parse = (address: string | URL): URL => {
  const text = String(address)
  if (text.length > MAX_LENGTH || !URL.canParse(text)) throw new OutboundRefused('address', 'This is not a web address')
  return new URL(text)
}

const portOf = ({ port, protocol }: URL): number => Number(port || (protocol === 'https:' ? 443 : 80))

const isSame = (pair: string, url: URL): boolean => {
  if (!URL.canParse(`http://${pair}`)) return false
  const allowed = new URL(`http://${pair}`)
  return allowed.hostname.replace(/\.$/, '') === url.hostname && portOf(allowed) === portOf(url)
}

/** Names that DNS does not know, but that a resolver may: hosts files, search domains, networks of a company or a home. */
const INNER_NAME =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|onion|test|invalid)$/

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/

/** For an IP address: whether it is public. For a name: whether public DNS can know it; what it resolves to is judged later. */
const isPublicHost = (host: string): boolean => {
  if (isIP(host)) return isPublicAddress(host)
  const labels = host.split('.')
  return host.length <= 253 && labels.length > 1 && labels.every((label) => LABEL.test(label)) && !INNER_NAME.test(host)
}

/** From 1024 on, those that browsers refuse (the Fetch standard's "bad ports"): a request there could speak to another protocol. */
const BAD_PORTS = [
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]

const isUsualPort = (port: number): boolean =>
  port === 80 || port === 443 || (port >= 1024 && !BAD_PORTS.includes(port))

import { BlockList, isIP } from 'node:net'

/** Every IPv4 range that is not public unicast (IANA IPv4 Special-Purpose Address Registry), and Azure's metadata host. */
const BLOCKED_V4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT; also metadata of Alibaba Cloud
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // metadata of Azure
  '169.254.0.0/16', // link-local; also metadata of AWS, Google and others
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments; also metadata of Oracle Cloud
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // multicast tunnels
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
]

/**
 * Every IPv6 range that is not public unicast. Only 2000::/3 is global unicast, so the first three hold loopback, unspecified,
 * IPv4-mapped and -compatible, NAT64, discard, unique local, link-local, site-local, multicast and whatever comes to be.
 */
const BLOCKED_V6 = [
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23', // protocol assignments: Teredo, ORCHID, benchmarks
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which holds an IPv4 address
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
]

type Range = { prefix: bigint; free: bigint }

const rangeOf =
  (width: number) =>
  (cidr: string): Range => {
    const [address = '', length = ''] = cidr.split('/')
    const free = BigInt(width - Number(length))
    return { prefix: asNumber(address) >> free, free }
  }

/** The address as a number. `address` is right as `isIP` sees it, and has no zone. */
const asNumber = (address: string): bigint => {
  const [left = '', right] = address.split('::')
  const first = bytesOf(left)
  const last = bytesOf(right ?? '')
  const zeros = right === undefined ? [] : Array<number>(16 - first.length - last.length).fill(0)
  return [...first, ...zeros, ...last].reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

const bytesOf = (text: string): number[] =>
  text
    .split(':')
    .filter(Boolean)
    .flatMap((group) => {
      if (group.includes('.')) return group.split('.').map(Number)
      const value = Number.parseInt(group, 16)
      return [value >> 8, value & 0xff]
    })

const RANGES = { 4: BLOCKED_V4.map(rangeOf(32)), 6: BLOCKED_V6.map(rangeOf(128)) }

/**
 * Whether an IP address is public unicast: one of a host on the internet, never of a machine in our own network.
 * False for what is no IP address in its usual spelling (`010.0.0.1`, `2130706433`, `fe80::1%eth0`).
 */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address)
  if ((family !== 4 && family !== 6) || address.includes('%')) return false
  const value = asNumber(address)
  return RANGES[family].every(({ prefix, free }) => value >> free !== prefix)
}

const blockListOf = (cidrs: string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', length = ''] = cidr.split('/')
    list.addSubnet(address, Number(length), family)
  }
  return list
}

/**
 * The same ranges for `net.connect`, which judges the address once more when it opens the connection. One list for each
 * family: Node compares an IPv4 address with IPv6 ranges as `::ffff:…`, so `::/3` would block all of IPv4.
 */
export const blockListFor = (address: string): BlockList => (isIP(address) === 4 ? BLOCK_LISTS.ipv4 : BLOCK_LISTS.ipv6)

const BLOCK_LISTS = { ipv4: blockListOf(BLOCKED_V4, 'ipv4'), ipv6: blockListOf(BLOCKED_V6, 'ipv6') }

import { BlockList, isIPv4 } from 'node:net'

/**
 * The rows of IANA's special-purpose address registries and the multicast ranges, written down apart from the guard's own
 * lists, and compared by Node's C++ code instead of the guard's arithmetic.
 */
export const SPECIAL_V4: [first: string, last: string, name: string][] = [
  ['0.0.0.0', '0.255.255.255', '"This network"'],
  ['10.0.0.0', '10.255.255.255', 'Private-Use'],
  ['100.64.0.0', '100.127.255.255', 'Shared Address Space'],
  ['127.0.0.0', '127.255.255.255', 'Loopback'],
  ['168.63.129.16', '168.63.129.16', 'Azure, in no registry'],
  ['169.254.0.0', '169.254.255.255', 'Link Local'],
  ['172.16.0.0', '172.31.255.255', 'Private-Use'],
  ['192.0.0.0', '192.0.0.255', 'IETF Protocol Assignments'],
  ['192.0.2.0', '192.0.2.255', 'Documentation (TEST-NET-1)'],
  ['192.31.196.0', '192.31.196.255', 'AS112-v4'],
  ['192.52.193.0', '192.52.193.255', 'AMT'],
  ['192.88.99.0', '192.88.99.255', 'Deprecated (6to4 Relay Anycast)'],
  ['192.168.0.0', '192.168.255.255', 'Private-Use'],
  ['192.175.48.0', '192.175.48.255', 'Direct Delegation AS112 Service'],
  ['198.18.0.0', '198.19.255.255', 'Benchmarking'],
  ['198.51.100.0', '198.51.100.255', 'Documentation (TEST-NET-2)'],
  ['203.0.113.0', '203.0.113.255', 'Documentation (TEST-NET-3)'],
  ['224.0.0.0', '239.255.255.255', 'Multicast'],
  ['240.0.0.0', '255.255.255.254', 'Reserved'],
  ['255.255.255.255', '255.255.255.255', 'Limited Broadcast'],
]

export const SPECIAL_V6: [first: string, last: string, name: string][] = [
  ['::', '::', 'Unspecified Address'],
  ['::1', '::1', 'Loopback Address'],
  ['::', '::ffff:ffff', 'IPv4-compatible (RFC 4291)'],
  ['::ffff:0:0', '::ffff:ffff:ffff', 'IPv4-mapped Address'],
  ['::ffff:0:0:0', '::ffff:0:ffff:ffff', 'IPv4-translated (RFC 2765)'],
  ['64:ff9b::', '64:ff9b::ffff:ffff', 'IPv4-IPv6 Translation'],
  ['64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff', 'IPv4-IPv6 Translation'],
  ['100::', '100::ffff:ffff:ffff:ffff', 'Discard-Only Address Block'],
  ['100:0:0:1::', '100:0:0:1:ffff:ffff:ffff:ffff', 'Dummy IPv6 Prefix'],
  ['2001::', '2001:0:ffff:ffff:ffff:ffff:ffff:ffff', 'TEREDO'],
  ['2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff', 'Benchmarking'],
  ['2001:10::', '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff', 'Deprecated (ORCHID)'],
  ['2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', 'IETF Protocol Assignments'],
  ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', 'Documentation'],
  ['2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '6to4'],
  ['2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff', 'Direct Delegation AS112 Service'],
  ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', 'Documentation'],
  ['5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'Segment Routing (SRv6) SIDs'],
  ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'Unique-Local'],
  ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'Link-Local Unicast'],
  ['fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'Site-Local (RFC 3879)'],
  ['ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'Multicast'],
]

const listOf = (ranges: [string, string, string][], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList()
  for (const [first, last] of ranges) list.addRange(first, last, family)
  return list
}

const special = { ipv4: listOf(SPECIAL_V4, 'ipv4'), ipv6: listOf(SPECIAL_V6, 'ipv6') }
const globalUnicast = listOf([['2000::', '3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'Global Unicast']], 'ipv6')

/** Whether an address in its usual spelling is public unicast by the registries. */
export const isPublicByRegistry = (address: string): boolean =>
  isIPv4(address)
    ? !special.ipv4.check(address, 'ipv4')
    : globalUnicast.check(address, 'ipv6') && !special.ipv6.check(address, 'ipv6')

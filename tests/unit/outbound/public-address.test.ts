import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockListFor, isPublicAddress } from '../../../lib/platform/outbound/public-address.ts'
import { anyV4, anyV6, globalV6, spellingsOfV6, toNumber, v4, v6, within } from './addresses.ts'
import { isPublicByRegistry, SPECIAL_V4, SPECIAL_V6 } from './iana-registries.ts'

/** What Node's block list says, which judges an address when the connection opens. */
const isBlocked = (address: string): boolean =>
  blockListFor(address).check(address, address.includes(':') ? 'ipv6' : 'ipv4')

const expectRefused = (address: string): void => {
  expect({ address, isPublic: isPublicAddress(address) }).toEqual({ address, isPublic: false })
}

describe('an IP address that is not public unicast', () => {
  it.each(SPECIAL_V4)(
    'is refused wherever it is in %s to %s (%s), by the guard and by the block list',
    (first, last) => {
      fc.assert(
        fc.property(within(first, last), (value) => {
          expectRefused(v4(value))
          expect(isBlocked(v4(value))).toBe(true)
        }),
      )
    },
  )

  it.each(SPECIAL_V6)('is refused wherever it is in %s to %s (%s), in every spelling', (first, last) => {
    fc.assert(
      fc.property(within(first, last), (value) => {
        for (const address of spellingsOfV6(value)) expectRefused(address)
        expect(isBlocked(v6(value))).toBe(true)
      }),
    )
  })

  it('is refused when IPv6 carries any IPv4 address: mapped, compatible, translated, 6to4, NAT64, Teredo', () => {
    fc.assert(
      fc.property(anyV4, (value) => {
        const [high, low] = [(value >> 16n).toString(16), (value & 0xffffn).toString(16)]
        const inverted = v6(value ^ 0xffffffffn)
          .split(':')
          .slice(6)
          .join(':')
        const carriers = ['::', '::ffff:', '::ffff:0:', '64:ff9b::', '64:ff9b:1::', '64:ff9b:1:ffff::', 'fe80::5efe:']
        for (const carrier of carriers) {
          expectRefused(`${carrier}${v4(value)}`)
          expectRefused(`${carrier}${high}:${low}`)
        }
        expectRefused(`2002:${high}:${low}::1`)
        expectRefused(`2001:0:4136:e378:8000:63bf:${inverted}`)
      }),
    )
  })

  it.each([
    ['', 'nothing'],
    ['localhost', 'a name'],
    ['8.8.8', 'short'],
    ['134744072', 'decimal'],
    ['0x8.0x8.0x8.0x8', 'hexadecimal'],
    ['010.010.010.010', 'octal'],
    ['8.8.8.8 ', 'with a blank'],
    ['8.8.8.8\n', 'with a line break'],
    ['8.8.8.8.', 'with a dot at the end'],
    ['8.8.8.8:80', 'with a port'],
    ['8.8.8.8/32', 'with a length'],
    ['256.8.8.8', 'out of range'],
    ['[2606:4700:4700::1111]', 'in brackets'],
    ['2606:4700:4700::1111%eth0', 'with a zone'],
    ['2606:4700::4700::1111', 'short in two places'],
  ])('is refused when it is not in its usual spelling: %j (%s)', (address) => expectRefused(address))
})

describe('a public address', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2001:200::1',
    '2001:4860:4860::8888',
    '2003::1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:82a::200e',
  ])('passes: %s', (address) => {
    expect([isPublicAddress(address), isBlocked(address)]).toEqual([true, false])
  })

  it.each([
    ['IPv4', anyV4, v4],
    ['IPv6', anyV6, v6],
    ['global IPv6', globalV6, v6],
  ] as const)('is the same to the guard, the block list and the registries: any of %s', (_, any, spelled) => {
    fc.assert(
      fc.property(any, (value) => {
        const address = spelled(value)
        const byRegistry = isPublicByRegistry(address)
        expect({ address, is: isPublicAddress(address) }).toEqual({ address, is: byRegistry })
        expect({ address, is: !isBlocked(address) }).toEqual({ address, is: byRegistry })
      }),
      { numRuns: 2_000 },
    )
  })

  it('begins right next to the ranges that the registries name', () => {
    const edges = [...SPECIAL_V4, ...SPECIAL_V6].flatMap(([first, last]) => {
      const [spelled, max] = first.includes(':') ? [v6, 2n ** 128n - 1n] : [v4, 2n ** 32n - 1n]
      const near = [toNumber(first) - 1n, toNumber(last) + 1n].filter((value) => value >= 0n && value <= max)
      return near.map(spelled)
    })
    expect(edges.filter((address) => isPublicAddress(address) !== isPublicByRegistry(address))).toEqual([])
    expect(edges.filter(isPublicAddress).length).toBeGreaterThan(20)
  })
})

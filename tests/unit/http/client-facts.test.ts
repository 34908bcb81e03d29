import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agentOf, networkOf } from '../../../lib/platform/http/client-facts.ts'

describe('the agent of an event', () => {
  it.each([
    ['curl/8.5.0', 'curl'],
    ['LifeOS-iOS/3.1 (iPhone; iOS 20.1) CFNetwork/1490', 'LifeOS-iOS'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox'],
    ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'Safari'],
    ['Mozilla/5.0 (Windows) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36', 'Chrome'],
    ['Mozilla/5.0 (Windows) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0', 'Edg'],
    ['Mozilla/5.0 (compatible)', 'Mozilla'],
    ['  (only a comment)', 'only'],
    ['', null],
    ['((( )))', null],
    [undefined, null],
  ])('%s is %s', (userAgent, agent) => {
    expect(agentOf(userAgent)).toBe(agent)
  })

  it('is null or up to 40 letters, digits, points, dashes and underscores, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
        expect(agentOf(text) ?? 'x').toMatch(/^[\w.-]{1,40}$/)
      }),
    )
  })
})

describe('the network of an event', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['::ffff:cb00:714d', '203.0.113.0/24'],
    ['2001:db8:12:3456:7890:abcd:ef01:2345', '2001:db8:12::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['::1', '0:0:0::/48'],
    ['64:ff9b::203.0.113.77', '64:ff9b:0::/48'],
    ['unknown', null],
    ['203.0.113.77, 10.0.0.1', null],
    [undefined, null],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })

  it('is the same for addresses that differ in what is cut, and never holds them', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 255 }), (address, last) => {
        expect(networkOf(address.replace(/\d+$/, String(last)))).toBe(networkOf(address))
      }),
    )
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        expect(networkOf(address)).toMatch(/^(([0-9a-f]{1,4}:){2}[0-9a-f]{1,4}::\/48|(\d{1,3}\.){3}0\/24)$/)
      }),
    )
  })
})

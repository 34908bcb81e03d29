import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OutboundRefused } from '../../../lib/platform/outbound/outbound-refused.ts'
import { judgeUrl } from '../../../lib/platform/outbound/public-url.ts'
import { anyV4, spellingsOfV4, spellingsOfV6, v4, within } from './addresses.ts'
import { isPublicByRegistry, SPECIAL_V4, SPECIAL_V6 } from './iana-registries.ts'

const refusal = (address: string, allow: string[] = []): string => {
  try {
    return `passes: ${judgeUrl(address, allow).host}`
  } catch (error) {
    if (error instanceof OutboundRefused) return error.code
    throw error
  }
}

const ATTACKS: [address: string, code: string, what: string][] = [
  ['http://127.0.0.1/', 'address', 'loopback'],
  ['http://127.0.0.2:8080/', 'address', 'another loopback address'],
  ['http://127.1/', 'address', 'short'],
  ['http://2130706433/', 'address', 'decimal'],
  ['http://017700000001/', 'address', 'octal'],
  ['http://0177.0.0.1/', 'address', 'octal in part'],
  ['http://00000177.0.0.1/', 'address', 'octal with zeros'],
  ['http://0x7f000001/', 'address', 'hexadecimal'],
  ['http://0x7f.0.0.1/', 'address', 'hexadecimal in part'],
  ['http://0x7F.0X0.0.0x1/', 'address', 'hexadecimal in capitals'],
  ['http://①②⑦.⓪.⓪.①/', 'address', 'digits in circles'],
  ['http://127。0。0。1/', 'address', 'ideographic full stops'],
  ['http://１２７.0.0.1/', 'address', 'full-width digits'],
  ['http://%31%32%37.0.0.1/', 'address', 'percent-encoded'],
  ['http://127.0.0.1./', 'address', 'a dot at the end'],
  ['http://0/', 'address', 'unspecified, short'],
  ['http://0.0.0.0/', 'address', 'unspecified'],
  ['http://0x/', 'address', 'hexadecimal without digits'],
  ['http://[::1]/', 'address', 'IPv6 loopback'],
  ['http://[::]/', 'address', 'IPv6 unspecified'],
  ['http://[0:0:0:0:0:0:0:1]/', 'address', 'IPv6 loopback, whole'],
  ['http://[::ffff:127.0.0.1]/', 'address', 'IPv4-mapped'],
  ['http://[::ffff:7f00:1]/', 'address', 'IPv4-mapped in hexadecimal'],
  ['http://[::127.0.0.1]/', 'address', 'IPv4-compatible'],
  ['http://[::ffff:0:127.0.0.1]/', 'address', 'IPv4-translated'],
  ['http://[64:ff9b::10.0.0.1]/', 'address', 'NAT64'],
  ['http://[64:ff9b:1::10.0.0.1]/', 'address', 'local NAT64'],
  ['http://[2002:7f00:1::]/', 'address', '6to4'],
  ['http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/', 'address', 'Teredo'],
  ['http://[fd00:ec2::254]/latest/meta-data/', 'address', 'metadata of AWS over IPv6'],
  ['http://[fe80::1]/', 'address', 'link-local'],
  ['http://[fe80::1%25eth0]/', 'address', 'link-local with a zone'],
  ['http://[fec0::1]/', 'address', 'site-local'],
  ['http://[ff02::1]/', 'address', 'multicast over IPv6'],
  ['http://[100::1]/', 'address', 'discard'],
  ['http://169.254.169.254/latest/meta-data/', 'address', 'metadata of AWS'],
  ['http://169.254.170.2/v2/credentials', 'address', 'credentials of a container'],
  ['http://2852039166/latest/meta-data/', 'address', 'metadata of AWS, decimal'],
  ['http://0251.0376.0251.0376/', 'address', 'metadata of AWS, octal'],
  ['http://[::ffff:169.254.169.254]/', 'address', 'metadata of AWS, IPv4-mapped'],
  ['http://metadata.google.internal/', 'address', 'metadata of Google'],
  ['http://168.63.129.16/', 'address', 'metadata of Azure'],
  ['http://100.100.100.200/', 'address', 'metadata of Alibaba'],
  ['http://192.0.0.192/', 'address', 'metadata of Oracle'],
  ['http://10.0.0.1/', 'address', 'private, class A'],
  ['http://172.31.255.255/', 'address', 'private, class B'],
  ['http://192.168.1.1/', 'address', 'private, class C'],
  ['http://100.64.0.1/', 'address', 'carrier-grade NAT'],
  ['http://198.18.0.1/', 'address', 'benchmarks'],
  ['http://203.0.113.7/', 'address', 'documentation'],
  ['http://224.0.0.1/', 'address', 'multicast'],
  ['http://255.255.255.255/', 'address', 'broadcast'],
  ['http://localhost/', 'address', 'a name of loopback'],
  ['http://LOCALHOST./', 'address', 'the same in capitals, with a dot'],
  ['http://sub.localhost/', 'address', 'a name below localhost'],
  ['http://ip6-localhost/', 'address', 'a name of a hosts file'],
  ['http://printer.local/', 'address', 'multicast DNS'],
  ['http://router.home.arpa/', 'address', 'a network at home'],
  ['http://db/', 'address', 'a name that a search domain completes'],
  ['http://lo\u00adcalhost/', 'address', 'a soft hyphen'],
  ['http://loc\talhost/', 'address', 'a tab'],
  ['http://ⓛocalhost/', 'address', 'a letter in a circle'],
  ['http:127.0.0.1', 'address', 'without slashes'],
  ['http:\\\\127.0.0.1\\', 'address', 'backslashes'],
  ['http://example.com@127.0.0.1/', 'address', 'the host as a user name'],
  ['http://127.0.0.1:80\\@example.com/', 'address', 'a backslash before @'],
  ['http://127.0.0.1#@example.com/', 'address', '@ in the fragment'],
  ['http://127.0.0.1?@example.com/', 'address', '@ in the query'],
  ['http://user:password@example.com/', 'address', 'a password'],
  ['http://user@example.com/', 'address', 'a user name'],
  ['http://example..com/', 'address', 'an empty label'],
  ['http://example.com../', 'address', 'two dots at the end'],
  ['http://./', 'address', 'a dot alone'],
  ["http://exa'mple.com/", 'address', 'a sign that no host name has'],
  [`http://${'a'.repeat(64)}.com/`, 'address', 'a label that is too long'],
  [`http://${'a.'.repeat(127)}com/`, 'address', 'a name that is too long'],
  [`http://example.com/${'a'.repeat(8_192)}`, 'address', 'an address that is too long'],
  ['http://1.2.3.4.5/', 'address', 'five numbers'],
  ['http://127.0.0.1%00.example.com/', 'address', 'a zero byte'],
  ['http://example.com:0/', 'address', 'port 0'],
  ['http://example.com:22/', 'address', 'the port of SSH'],
  ['http://example.com:25/', 'address', 'the port of SMTP'],
  ['http://example.com:6667/', 'address', 'the port of IRC'],
  ['http://example.com:65536/', 'address', 'a port out of range'],
  ['http://', 'address', 'no host'],
  ['//127.0.0.1/', 'address', 'no scheme'],
  ['no address', 'address', 'no address'],
  ['', 'address', 'nothing'],
  ['file:///etc/passwd', 'protocol', 'a file'],
  ['file://127.0.0.1/etc/passwd', 'protocol', 'a file of a host'],
  ['ftp://example.com/a.ics', 'protocol', 'FTP'],
  ['gopher://127.0.0.1:6379/_FLUSHALL', 'protocol', 'Gopher'],
  ['data:text/calendar,BEGIN:VCALENDAR', 'protocol', 'data'],
  ['javascript:alert(1)', 'protocol', 'a script'],
  ['blob:http://example.com/1', 'protocol', 'a blob'],
  ['ws://example.com/', 'protocol', 'a WebSocket'],
  ['unix:/var/run/docker.sock', 'protocol', 'a local socket'],
  ['webcal://example.com/a.ics', 'protocol', 'webcal, which the caller turns into https'],
]

describe('an address that a person gave', () => {
  it.each(ATTACKS)('is refused: %j (%s, %s)', (address, code) => {
    expect(refusal(address)).toBe(code)
  })

  it('is refused whatever spelling its IPv4 address has, unless that is public', () => {
    const anyOf = fc.oneof(anyV4, ...SPECIAL_V4.map(([first, last]) => within(first, last)))
    fc.assert(
      fc.property(anyOf, fc.constantFrom('http', 'https'), (value, scheme) => {
        const expected = isPublicByRegistry(v4(value)) ? `passes: ${v4(value)}` : 'address'
        for (const host of spellingsOfV4(value))
          expect({ host, is: refusal(`${scheme}://${host}/`) }).toEqual({ host, is: expected })
      }),
      { numRuns: 500 },
    )
  })

  it('is refused whatever spelling its special IPv6 address has', () => {
    const anyOf = fc.oneof(...SPECIAL_V6.map(([first, last]) => within(first, last)))
    fc.assert(
      fc.property(anyOf, (value) => {
        for (const host of spellingsOfV6(value))
          expect({ host, is: refusal(`http://[${host}]/`) }).toEqual({ host, is: 'address' })
      }),
      { numRuns: 500 },
    )
  })

  it('names no host or address in the message of a refusal', () => {
    for (const [address] of ATTACKS) expect(() => judgeUrl(address, [])).toThrow(/^[A-Z][a-z ]+[a-z:/ ]*$/)
  })

  it.each([
    ['https://example.com/a.ics', 'example.com', 443],
    ['http://example.com', 'example.com', 80],
    ['HTTPS://EXAMPLE.COM./a', 'example.com', 443],
    ['https://bücher.example.com/', 'xn--bcher-kva.example.com', 443],
    ['https://caldav.example.com:8443/', 'caldav.example.com', 8443],
    ['http://radicale.example.com:5232/', 'radicale.example.com', 5232],
    ['https://8.8.8.8/', '8.8.8.8', 443],
    ['https://[2606:4700:4700::1111]:8443/', '2606:4700:4700::1111', 8443],
    ['https://my_feeds.example.com/', 'my_feeds.example.com', 443],
    ['https://internal.example.com/', 'internal.example.com', 443],
    ['https://10.0.0.1.example.com/', '10.0.0.1.example.com', 443],
    [' https://example.com/a b\n', 'example.com', 443],
  ])('passes: %j', (address, host, port) => {
    expect(judgeUrl(address, [])).toMatchObject({ host, port, isAllowed: false })
  })

  it('loses its fragment, and the dot at the end of its host, for the certificate and the Host header', () => {
    expect(judgeUrl('https://example.com.:8443/a?b=1#c', []).url.href).toBe('https://example.com:8443/a?b=1')
  })
})

describe('a host and port that are let through', () => {
  const ALLOW = ['127.0.0.1:4010', 'localhost:80', '[::1]:9', 'Stand-In:443']

  it.each([
    'http://127.0.0.1:4010/a.ics',
    'https://127.0.0.1:4010/',
    'http://127.1:4010/',
    'http://localhost/',
    'http://LOCALHOST.:80/',
    'http://[0::1]:9/',
    'https://stand-in/',
  ])('need not be public, in any spelling: %s', (address) => {
    expect(judgeUrl(address, ALLOW).isAllowed).toBe(true)
  })

  it.each([
    ['http://127.0.0.1:4011/', 'address'],
    ['http://127.0.0.1/', 'address'],
    ['http://127.0.0.2:4010/', 'address'],
    ['https://localhost/', 'address'],
    ['http://sub.localhost/', 'address'],
    ['http://[::1]:10/', 'address'],
    ['http://user@127.0.0.1:4010/', 'address'],
    ['http://127.0.0.1:4010@127.0.0.1:4011/', 'address'],
    ['http://127.0.0.1:4011/#@127.0.0.1:4010', 'address'],
    ['ftp://127.0.0.1:4010/', 'protocol'],
  ])('let nothing else through: %s', (address, code) => {
    expect(refusal(address, ALLOW)).toBe(code)
  })

  it('do not change what passes besides', () => {
    expect(judgeUrl('https://example.com/', ALLOW).isAllowed).toBe(false)
  })
})

import { expect, it } from 'vitest'
import { isLive, stripeKeysIn } from '../../../lib/providers/stripe/stripe-keys.ts'

const keysIn = (value: unknown) => stripeKeysIn(JSON.stringify(value))

it('a secret holds one webhook secret or a list of them', () => {
  expect(keysIn({ secretKey: 'sk_test_1', webhookSecret: 'whsec_1' })?.webhookSecrets).toEqual(['whsec_1'])
  expect(keysIn({ secretKey: 'sk_test_1', webhookSecret: ['a', 'b'] })?.webhookSecrets).toEqual(['a', 'b'])
  expect(keysIn({ secretKey: 'sk_test_1' })).toEqual({ secretKey: 'sk_test_1', webhookSecrets: [] })
})

it('without a key nothing is configured', () => {
  expect(keysIn({})).toBeNull()
  expect(keysIn({ webhookSecret: 'whsec_1' })).toBeNull()
})

it.each([
  ['no JSON', 'sk_test_1'],
  ['an empty key', '{"secretKey":""}'],
  ['an empty webhook secret', '{"secretKey":"sk","webhookSecret":""}'],
  ['one empty secret of several', '{"secretKey":"sk","webhookSecret":["whsec_1",""]}'],
  ['a list', '[]'],
])('what is %s is an error', (_, secret) => {
  expect(() => stripeKeysIn(secret)).toThrow()
})

it.each([
  ['sk_live_1', true],
  ['rk_live_1', true],
  ['sk_test_1', false],
  ['rk_test_1', false],
  ['pk_live_1', false],
  ['sk_test_sk_live_1', false],
])('the key %s is live: %s', (key, live) => {
  expect(isLive(key)).toBe(live)
})

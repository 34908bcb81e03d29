import { describe, expect, test } from 'vitest'
import { configFrom } from '../../../lib/platform/config/config.ts'
import { NEEDED_VARIABLES } from '../../support/needed-variables.ts'

const configOf = (variables: Record<string, string> = {}) => configFrom({ ...NEEDED_VARIABLES, ...variables })

describe('without a variable', () => {
  test('nothing is sold, everybody has the limits of enterprise, and Stripe is where it is', () => {
    expect(configOf()).toMatchObject({
      BILLING: 'off',
      DEFAULT_TIER: 'enterprise',
      BILLING_TRIAL_DAYS: 14,
      STRIPE_API_BASE: 'https://api.stripe.com',
      GOOGLE_AUTH_BASE: 'https://accounts.google.com',
      GOOGLE_TOKEN_BASE: 'https://oauth2.googleapis.com',
      GOOGLE_API_BASE: 'https://www.googleapis.com',
      MICROSOFT_LOGIN_BASE: 'https://login.microsoftonline.com',
      MICROSOFT_GRAPH_BASE: 'https://graph.microsoft.com',
      PUBLIC_BASE_URL: 'http://localhost:4000',
      APP_URLS: [],
      OUTBOUND_ALLOW: [],
    })
    const { STRIPE_SECRET_ID, GOOGLE_SECRET_ID, MICROSOFT_SECRET_ID } = configOf()
    expect([STRIPE_SECRET_ID, GOOGLE_SECRET_ID, MICROSOFT_SECRET_ID]).toEqual([undefined, undefined, undefined])
  })

  test('or with an empty one, its default holds', () => {
    const empty = { BILLING: '', BILLING_TRIAL_DAYS: '', STRIPE_API_BASE: '', PUBLIC_BASE_URL: '', OUTBOUND_ALLOW: '' }
    expect(configOf(empty)).toEqual(configOf())
  })

  test('the browser may be sent back to the origins that may call the API', () => {
    const ALLOWED_ORIGINS = 'https://a.example, http://localhost:3000'
    expect(configOf({ ALLOWED_ORIGINS }).APP_URLS).toEqual(['https://a.example', 'http://localhost:3000'])
    expect(configOf({ ALLOWED_ORIGINS, APP_URLS: 'https://b.example' }).APP_URLS).toEqual(['https://b.example'])
    expect(configOf({ ALLOWED_ORIGINS, APP_URLS: '' }).APP_URLS).toEqual(['https://a.example', 'http://localhost:3000'])
  })
})

test('lists are split at commas, and the address of the API has no slash at its end', () => {
  const config = configOf({
    OUTBOUND_ALLOW: '127.0.0.1:4010, localhost:80,[::1]:9',
    PUBLIC_BASE_URL: 'https://api.example.com/',
  })
  expect(config.OUTBOUND_ALLOW).toEqual(['127.0.0.1:4010', 'localhost:80', '[::1]:9'])
  expect(config.PUBLIC_BASE_URL).toBe('https://api.example.com')
})

test('a trial of no days is none, not the default', () => {
  expect(configOf({ BILLING_TRIAL_DAYS: '0' }).BILLING_TRIAL_DAYS).toBe(0)
})

describe('an error names the variable', () => {
  test.each([
    ['BILLING', 'on'],
    ['DEFAULT_TIER', 'gold'],
    ['BILLING_TRIAL_DAYS', '-1'],
    ['BILLING_TRIAL_DAYS', '731'],
    ['BILLING_TRIAL_DAYS', '1.5'],
    ['BILLING_TRIAL_DAYS', 'two'],
    ['STRIPE_API_BASE', 'api.stripe.com'],
    ['STRIPE_API_BASE', 'ftp://api.stripe.com'],
    ['GOOGLE_TOKEN_BASE', 'oauth2.googleapis.com'],
    ['MICROSOFT_GRAPH_BASE', 'file:///etc'],
    ['PUBLIC_BASE_URL', 'localhost:4000'],
    ['APP_URLS', 'https://app.example.com/path'],
    ['APP_URLS', 'app.example.com'],
    ['APP_URLS', 'https://a.example,*'],
    ['OUTBOUND_ALLOW', '127.0.0.1'],
    ['OUTBOUND_ALLOW', 'http://127.0.0.1:80'],
    ['TABLE_NAME', ''],
  ])('%s=%s', (name, value) => {
    expect(() => configOf({ [name]: value })).toThrow(`${name}: `)
  })

  test('that opens a way around the outbound guard in prod; other stages may have one', () => {
    const OUTBOUND_ALLOW = '10.0.0.1:443'
    expect(() => configOf({ STAGE: 'prod', OUTBOUND_ALLOW })).toThrow('OUTBOUND_ALLOW: must be empty')
    expect(configOf({ STAGE: 'prod' }).OUTBOUND_ALLOW).toEqual([])
    expect(configOf({ STAGE: 'dev', OUTBOUND_ALLOW }).OUTBOUND_ALLOW).toEqual([OUTBOUND_ALLOW])
  })
})

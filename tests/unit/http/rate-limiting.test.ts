import { beforeAll, describe, expect, it } from 'vitest'
import { type RateLimit, rateLimited } from '../../../lib/platform/errors.ts'
import { errorAnswers } from '../../../lib/platform/http/error-answers.ts'
import { rateLimiting, writeRateLimit } from '../../../lib/platform/http/rate-limiting.ts'
import type { RateWindow } from '../../../lib/platform/rate-limit.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { eventOf, exchangeOf, routeOf, runChain } from './kernel.ts'

beforeAll(() => stubEnvironment({ AUTH_LIMIT_PER_MINUTE: '7' }))

const event = eventOf('POST', '/api/v1/things')
const limited = () => {
  const exchange = exchangeOf()
  exchange.found.route = routeOf({ rateLimit: { bucket: 'auth' } })
  return exchange
}
const shown = (headers: Record<string, string>) =>
  ['limit', 'remaining', 'reset'].map((name) => headers[`x-ratelimit-${name}`])

describe('a route with a limit', () => {
  it('counts the caller’s address and shows where the limit stands', async () => {
    const windows: RateWindow[] = []
    const exchange = limited()
    const count = async (window: RateWindow): Promise<RateLimit> => {
      windows.push(window)
      return { limit: 7, remaining: 5, reset: 1_800_000_060 }
    }
    await runChain([rateLimiting(count)], event, exchange)
    expect(windows).toEqual([{ of: { anonymous: '192.0.2.1' }, bucket: 'auth', limit: 7, windowSeconds: 60 }])
    expect(shown(exchange.headers)).toEqual(['7', '5', '1800000060'])
  })

  it('answers 429 with the same headers and Retry-After, and does not run', async () => {
    const refuse = async () => {
      throw rateLimited(12, { limit: 7, remaining: 0, reset: 1_800_000_060 })
    }
    let ran = false
    const answer = await runChain([errorAnswers(), rateLimiting(refuse)], event, limited(), () => {
      ran = true
    })
    expect([answer.statusCode, answer.headers?.['retry-after'], ran]).toEqual([429, '12', false])
    expect(shown(answer.headers as Record<string, string>)).toEqual(['7', '0', '1800000060'])
  })
})

describe('a route without a limit', () => {
  it('counts nothing', async () => {
    const exchange = exchangeOf()
    await runChain([rateLimiting(() => Promise.reject(new Error('counted')))], event, exchange)
    expect(shown(exchange.headers)).toEqual([undefined, undefined, undefined])
  })

  it('shows the limit that its handler ran into', async () => {
    const answer = await runChain([errorAnswers(), rateLimiting()], event, exchangeOf(), () => {
      throw rateLimited(1, { limit: 20, remaining: 0, reset: 60 })
    })
    expect(shown(answer.headers as Record<string, string>)).toEqual(['20', '0', '60'])
  })
})

it('of several limits the headers show the one with the fewest requests left, the first of equals', () => {
  const headers: Record<string, string> = {}
  writeRateLimit(headers, { limit: 10, remaining: 4, reset: 1 })
  writeRateLimit(headers, { limit: 20, remaining: 19, reset: 2 })
  expect(shown(headers)).toEqual(['10', '4', '1'])
  writeRateLimit(headers, { limit: 20, remaining: 0, reset: 2 })
  writeRateLimit(headers, { limit: 30, remaining: 0, reset: 3 })
  expect(shown(headers)).toEqual(['20', '0', '2'])
})

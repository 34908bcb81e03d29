import { expect, test } from 'vitest'
import { nextSyncAt } from '../../../../lib/domain/calendar/sync/next-sync.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../lib/platform/units.ts'

const NOW = Date.parse('2026-11-21T10:00:00Z')
const wait = (more: object, seed = 'one') =>
  nextSyncAt(seed, { now: NOW, failures: 0, pollMs: null, retryAfterMs: 0, ...more }) - NOW

test('a connection is synced as often as its provider wants, between 15 minutes and a day', () => {
  expect(wait({})).toBeGreaterThanOrEqual(30 * MINUTE_MS)
  expect(wait({ pollMs: 1_000 })).toBeGreaterThanOrEqual(15 * MINUTE_MS)
  expect(wait({ pollMs: 1_000 })).toBeLessThanOrEqual(16.5 * MINUTE_MS)
  expect(wait({ pollMs: 30 * DAY_MS })).toBeLessThanOrEqual(1.1 * DAY_MS)
})

test('after each failure the wait doubles, up to six hours, and is no shorter than Retry-After', () => {
  for (let failures = 1; failures < 40; failures++) expect(wait({ failures })).toBeLessThanOrEqual(6 * HOUR_MS)
  expect(wait({ failures: 1 })).toBeLessThan(6 * MINUTE_MS)
  expect(wait({ failures: 1, retryAfterMs: 3 * HOUR_MS })).toBeGreaterThanOrEqual(3 * HOUR_MS)
})

test('connections made at the same moment are spread over a tenth of their wait', () => {
  const waits = Array.from({ length: 10_000 }, (_, i) => wait({}, `connection ${i}`))
  const minutes = Map.groupBy(waits, (one) => Math.floor((one - 30 * MINUTE_MS) / MINUTE_MS))
  expect([...minutes.keys()].sort()).toEqual([0, 1, 2])
  for (const own of minutes.values()) expect(own.length).toBeGreaterThan(3_000)
})

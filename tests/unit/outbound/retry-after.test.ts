import { expect, it } from 'vitest'
import { retryAfterMs } from '../../../lib/platform/outbound/retry-after.ts'
import { icsCalendar } from '../../../lib/providers/ics/ics-calendar.ts'
import { contextFor } from '../../support/context.ts'

const NOW = Date.parse('2027-01-10T12:00:00Z')

it.each([
  ['120', 120_000],
  [' 5 ', 5_000],
  ['Sun, 10 Jan 2027 12:10:00 GMT', 600_000],
  ['Sun, 10 Jan 2027 11:00:00 GMT', 0],
  ['-3', 0],
  ['soon', 0],
  ['', 0],
  [undefined, 0],
  [null, 0],
])('a Retry-After of %j is %i ms', (value, ms) => {
  expect(retryAfterMs(value, NOW)).toBe(ms)
})

it.each([
  [503, 600_000],
  [429, 600_000],
  [404, 0],
])('the host of a file that answers %i and names a time is left alone for %i ms', async (status, retryAfterMs) => {
  const headers = { 'retry-after': 'Sun, 10 Jan 2027 12:10:00 GMT' }
  const host = async (address: string | URL) => ({ status, headers, body: Buffer.alloc(0), url: String(address) })
  const access = { secret: 'https://example.com/a.ics', zone: 'UTC', window: { from: '', to: '' } }
  const asked = icsCalendar(host).listChanges(contextFor('u', { now: () => NOW }), access, 'ics', null)
  await expect(asked).rejects.toMatchObject({ code: `http_${status}`, retryAfterMs })
})

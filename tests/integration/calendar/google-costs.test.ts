import { expect, it } from 'vitest'
import { insertEvent } from '../../../infra/local/fake-google/write-event.ts'
import { syncConnection } from '../../../lib/domain/calendar/sync/sync.service.ts'
import { loadRuns } from '../../../lib/domain/calendar/sync/sync-state.repository.ts'
import { metered } from '../../../lib/platform/log/meter.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { oauthOf } from '../../support/google-table.ts'
import { ACCESS, ADA, googleWorld } from '../../support/google-world.ts'
import { storeConnection } from '../../support/stored-connection.ts'

const CALENDARS = [ADA, 'team@example.com', 'holidays@example.com']
const EVENTS = 60
const PAGE = 20

const connected = async () => {
  const calendars = CALENDARS.map((id) => ({ id, summary: id }))
  const world = googleWorld({ now: Date.now, calendars, pageSize: () => PAGE })
  const at = (hour: number) => new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 + hour * 3_600_000).toISOString()
  for (let i = 0; i < EVENTS; i++)
    insertEvent(world.writer(), {
      summary: `Event ${i}`,
      start: { dateTime: at(i), timeZone: 'UTC' },
      end: { dateTime: at(i + 1), timeZone: 'UTC' },
    })
  const userId = newUserId()
  const account = { provider: 'google', account: ADA, secret: ACCESS.secret, calendars: CALENDARS } as const
  const { id } = await storeConnection(contextFor(userId), account)
  const providers = { google: { ...world.provider, oauth: oauthOf(() => true) } }
  const run = () => {
    const before = world.asked.length
    return metered(async (usage) => {
      expect(await syncConnection(contextFor(userId, { source: 'cron' }), providers, id, 'schedule')).toBe('done')
      const used = { ...usage, requests: world.asked.length - before }
      const [last] = await loadRuns(contextFor(userId), id)
      return { ...used, added: last?.added }
    })
  }
  return { run }
}

it('a first sync costs two write units for each event and eight for each page, and asks Google once for each page', async () => {
  const { run } = await connected()
  const { requests, writeUnits, added } = await run()
  expect(added).toBe(EVENTS)
  expect(requests).toBe(EVENTS / PAGE + CALENDARS.length - 1)
  expect(writeUnits).toBeLessThanOrEqual(2 * EVENTS + 8 * (requests + 1))
})

it('a run that finds nothing asks Google once for each calendar, and costs 7 calls, 3.5 read and 5 write units', async () => {
  const { run } = await connected()
  await run()
  const { requests, calls, readUnits, writeUnits } = await run()
  expect(requests).toBe(CALENDARS.length)
  expect(calls).toBeLessThanOrEqual(7)
  expect(readUnits).toBeLessThanOrEqual(3.5)
  expect(writeUnits).toBeLessThanOrEqual(5)
})

import { expect, test } from 'vitest'
import { sampleCalendar, startSampleCalendar } from '../../../infra/local/sample-calendar.ts'
import { readCalendar } from '../../../lib/domain/calendar/ics/read/read-calendar.ts'
import { eventsOfIcs } from '../../../lib/domain/calendar/sync/from-ics.ts'

test('the sample calendar is one that is read without a complaint, whatever the day', () => {
  for (let day = 0; day < 14; day++) {
    const read = readCalendar(sampleCalendar(Date.UTC(2026, 10, 16 + day)), { zone: 'UTC' })
    expect(read).toMatchObject({ name: 'Team', skippedCount: 0, isComplete: true })
    expect(eventsOfIcs(read?.events ?? []).map(({ title }) => title)).toContain('Standup')
  }
})

test('it is served with an ETag, at one address', async () => {
  const host = await startSampleCalendar(0)
  const first = await fetch(host.url)
  expect([first.status, await first.text()]).toEqual([200, sampleCalendar(Date.now())])
  const headers = { 'if-none-match': first.headers.get('etag') ?? '' }
  expect((await fetch(host.url, { headers })).status).toBe(304)
  expect((await fetch(host.url.replace('team', 'other'))).status).toBe(404)
  await host.stop()
})

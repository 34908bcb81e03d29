import { afterAll, beforeAll, expect, it } from 'vitest'
import { syncConnection } from '../../../lib/domain/calendar/sync/sync.service.ts'
import { metered } from '../../../lib/platform/log/meter.ts'
import { icsCalendar } from '../../../lib/providers/ics/ics-calendar.ts'
import { type ConnectionsApi, startConnectionsApi } from '../../support/connections-api.ts'
import { contextFor } from '../../support/context.ts'
import { icsEvent, icsFile } from '../../support/ics-host.ts'

let api: ConnectionsApi
beforeAll(async () => {
  api = await startConnectionsApi()
})
afterAll(() => api.stop())

const MANY = Number(process.env.EVENTS ?? 1_000)
const dayOf = (i: number) => new Date(Date.UTC(2027, 0, 1 + (i % 360))).toISOString().slice(0, 10)
const fileOf = (names: string[]) => icsFile(...names.map((name, i) => icsEvent(`event-${i}`, name, dayOf(i))))
const NAMES = Array.from({ length: MANY }, (_, i) => `Event ${i}`)

it('costs two write units for each new event, 11 for a run that moves nothing but one title, 5 for one that finds nothing', async () => {
  const person = await api.newPerson()
  api.host.serve('/costs.ics', fileOf(['First']), { etag: '"0"' })
  const { id } = await person.connect('/costs.ics')
  const run = async (names: string[], etag: string) => {
    api.host.serve('/costs.ics', fileOf(names), { etag })
    const began = performance.now()
    const providers = { ics: icsCalendar() }
    return metered(async (usage) => {
      await syncConnection(contextFor(person.userId, { source: 'cron' }), providers, id, 'schedule')
      return { ...usage, ms: performance.now() - began }
    })
  }
  const first = await run(NAMES, '"1"')
  const same = await run(NAMES, '"1"')
  const changed = await run(NAMES.with(7, 'Event 7, moved'), '"2"')
  if (process.env.EVENTS) console.log({ first, same, changed })
  expect(first.writeUnits).toBeLessThanOrEqual(2 * MANY + 20)
  expect(same.writeUnits).toBeLessThanOrEqual(5)
  expect(same.calls).toBeLessThanOrEqual(7)
  expect(changed.writeUnits).toBeLessThanOrEqual(11)
})

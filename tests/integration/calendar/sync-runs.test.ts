import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCalendar } from '../../../lib/domain/calendar/ics/read/read-calendar.ts'
import { eventsOfIcs } from '../../../lib/domain/calendar/sync/from-ics.ts'
import { type CalendarProvider, CalendarUnavailable } from '../../../lib/domain/calendar/sync/provider.ts'
import { syncConnection } from '../../../lib/domain/calendar/sync/sync.service.ts'
import { loadState } from '../../../lib/domain/calendar/sync/sync-state.repository.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/platform/units.ts'
import { icsCalendar } from '../../../lib/providers/ics/ics-calendar.ts'
import { type ConnectionsApi, startConnectionsApi } from '../../support/connections-api.ts'
import { contextFor } from '../../support/context.ts'
import { awaiting, crashTable, dyingAt } from '../../support/crash.ts'
import { icsEvent, icsFile } from '../../support/ics-host.ts'
import { partitionOf } from '../../support/partition.ts'

let api: ConnectionsApi
let restore: () => void
beforeAll(async () => {
  api = await startConnectionsApi()
  restore = crashTable()
})
afterAll(async () => {
  restore()
  await api.stop()
})

const OLD = icsFile(
  icsEvent('a', 'A', '2027-01-03'),
  icsEvent('b', 'B', '2027-01-04'),
  icsEvent('c', 'C', '2027-01-05'),
)
const NEW = icsFile(
  icsEvent('a', 'A', '2027-01-03'),
  icsEvent('b', 'B moved', '2027-02-04'),
  icsEvent('d', 'D', '2027-01-06'),
)
const NEW_SHOWN = ['A 2027-01-03', 'D 2027-01-06', 'B moved 2027-02-04']

/** A provider whose file the test holds. */
const fileProvider = (file: { text: string }): CalendarProvider => ({
  ...icsCalendar(),
  listChanges: () =>
    awaiting(async () => {
      const calendar = readCalendar(file.text, { zone: 'UTC' })
      if (!calendar) throw new CalendarUnavailable('not_a_calendar', 'No calendar')
      const events = eventsOfIcs(calendar.events)
      const none = { exceptions: [], gone: [], hasMore: false, pollMs: null }
      return { mode: 'full', isComplete: calendar.isComplete, events, ...none, cursor: '{}' }
    }),
})

const connected = async () => {
  const person = await api.newPerson()
  api.host.serve('/old.ics', OLD)
  const { id } = await person.connect('/old.ics')
  return { person, id }
}

/** What is stored of a person's mirrored events: each row with what its pointer says. */
const mirrorOf = async (userId: string) => {
  const rows = await partitionOf(userId)
  const events = [...rows].filter(([key]) => key.startsWith('CALENDAREVENT#'))
  const pointers = [...rows].filter(([key]) => key.startsWith('CALENDARID#'))
  return {
    events: events.map(([key, { id }]) => `${id} ${key}`).sort(),
    pointers: pointers.map(([key, { to }]) => `${key.slice('CALENDARID#'.length)} ${to}`).sort(),
  }
}

describe.each([{ after: false }, { after: true }])(
  'a run that dies at an await (when it took effect: $after)',
  ({ after }) => {
    it('hides nothing that stays, and the next run ends as without the crash', async () => {
      let deaths = 0
      for (let nth = 1, crashed = true; crashed; nth += 1) {
        const { person, id } = await connected()
        const providers = { ics: fileProvider({ text: NEW }) }
        const run = () => syncConnection(contextFor(person.userId, { source: 'cron' }), providers, id, 'schedule')
        crashed = (await dyingAt(nth, { after }, run)).crashed
        deaths += Number(crashed)
        expect(await person.titles()).toContain('A 2027-01-03')
        const later = Date.now() + HOUR_MS
        const ctx = contextFor(person.userId, { source: 'cron', now: () => later })
        await syncConnection(ctx, providers, id, 'schedule')
        expect(await person.titles()).toEqual(NEW_SHOWN)
        const { events, pointers } = await mirrorOf(person.userId)
        expect(pointers).toEqual(events)
      }
      expect(deaths).toBeGreaterThan(8)
    })

    it('of a deletion, leaves nothing once the schedule has come by', async () => {
      for (let nth = 1, crashed = true; crashed; nth += 1) {
        const { person, id } = await connected()
        const remove = () => person.call('DELETE', `/calendar/connections/${id}`)
        const first = await dyingAt(nth, { after }, remove)
        crashed = first.crashed
        if (crashed) await remove()
        const later = Date.now() + HOUR_MS
        const ctx = contextFor(person.userId, { source: 'cron', now: () => later })
        await syncConnection(ctx, {}, id, 'schedule')
        const left = [...(await partitionOf(person.userId)).keys()].filter((key) =>
          /^CALENDAR(EVENT|ID|SYNC|RUN|SECRET|CONNECTION)#/.test(key),
        )
        expect(left).toEqual([])
      }
    })
  },
)

describe('runs of one connection', () => {
  it('never go on side by side: what is asked for meanwhile follows', async () => {
    const { person, id } = await connected()
    let [under, most, lists] = [0, 0, 0]
    const file = fileProvider({ text: NEW })
    const slow: CalendarProvider = {
      ...file,
      listChanges: async (...args) => {
        lists += 1
        under += 1
        most = Math.max(most, under)
        await new Promise((next) => setImmediate(next))
        const changes = await file.listChanges(...args)
        under -= 1
        return changes
      },
    }
    const runs = Array.from({ length: 10 }, () =>
      syncConnection(contextFor(person.userId), { ics: slow }, id, 'schedule'),
    )
    const had = (await Promise.all(runs)).filter((outcome) => outcome !== 'busy')
    expect(had.length).toBe(lists)
    expect(most).toBe(1)
    expect(await person.titles()).toEqual(NEW_SHOWN)
    expect((await person.synced()).length).toBe(2)
  })

  it('wait longer after each failure, up to six hours, and as long as the provider says', async () => {
    const { person, id } = await connected()
    let now = Date.now()
    const failing = (retryAfterMs = 0): CalendarProvider => ({
      ...icsCalendar(),
      listChanges: () => Promise.reject(new CalendarUnavailable('http_503', 'Busy', { retryAfterMs })),
    })
    const waitAfter = async (provider: CalendarProvider) => {
      const ctx = contextFor(person.userId, { now: () => now })
      now = Math.max(now, ctx.deadline) + HOUR_MS * 7
      await syncConnection(ctx, { ics: provider }, id, 'schedule')
      return Date.parse((await loadState(ctx, id))?.nextSyncAt ?? '') - now
    }
    const waits: number[] = []
    for (let i = 0; i < 12; i++) waits.push(await waitAfter(failing()))
    expect(waits[0]).toBeLessThan(6 * MINUTE_MS)
    expect(waits.slice(0, 6)).toEqual(waits.slice(0, 6).sort((a, b) => a - b))
    expect(Math.max(...waits)).toBeLessThanOrEqual(6 * HOUR_MS)
    expect(waits.at(-1)).toBeGreaterThan(5 * HOUR_MS)
    expect(await waitAfter(failing(12 * HOUR_MS))).toBeGreaterThanOrEqual(12 * HOUR_MS)
    expect(await waitAfter(fileProvider({ text: NEW }))).toBeLessThan(DAY_MS)
    expect((await person.read(`/calendar/connections/${id}/syncs`)).data).toHaveLength(15)
  })

  it('are found again at once when one is cut off, and wait longer, up to six hours, when each of them is', async () => {
    const { person, id } = await connected()
    let now = Date.now()
    const context = () => {
      const ctx = contextFor(person.userId, { now: () => now })
      now = Math.max(now, ctx.deadline) + HOUR_MS * 7
      return ctx
    }
    const waitOf = async () => Date.parse((await loadState(contextFor(person.userId), id))?.nextSyncAt ?? '') - now
    const waitAfterCutOff = async () => {
      await new Promise<void>((asked) => {
        const listChanges = () => {
          asked()
          return new Promise<never>(() => {}) // the worker is no more
        }
        void syncConnection(context(), { ics: { ...icsCalendar(), listChanges } }, id, 'schedule')
      })
      return waitOf()
    }
    const waits: number[] = []
    for (let i = 0; i < 14; i++) waits.push(await waitAfterCutOff())
    expect(Math.max(...waits.slice(0, 3))).toBeLessThanOrEqual(0)
    expect(waits[3]).toBeGreaterThanOrEqual(5 * MINUTE_MS)
    expect(waits.slice(3, 9)).toEqual(waits.slice(3, 9).sort((a, b) => a - b))
    expect(waits.at(-1)).toBeGreaterThan(5 * HOUR_MS)
    expect(Math.max(...waits)).toBeLessThanOrEqual(6 * HOUR_MS)
    await syncConnection(context(), { ics: fileProvider({ text: NEW }) }, id, 'schedule')
    expect(await waitOf()).toBeLessThan(HOUR_MS)
    expect(await waitAfterCutOff()).toBeLessThanOrEqual(0)
  })

  it('are found by the schedule when they are due, and kept to the last twenty', async () => {
    const { person, id } = await connected()
    const path = `/calendar/connections/${id}`
    for (let i = 0; i < 3; i++) {
      await person.call('PATCH', path, { body: { paused: true } })
      await person.call('PATCH', path, { body: { paused: false } }) // due at once
      await api.round()
    }
    const { data } = await person.read(`${path}/syncs`)
    expect(data.map(({ trigger }: { trigger: string }) => trigger)).toEqual([
      'schedule',
      'schedule',
      'schedule',
      'connect',
    ])
    const providers = { ics: fileProvider({ text: NEW }) }
    for (let i = 0; i < 20; i++) await syncConnection(contextFor(person.userId), providers, id, 'schedule')
    const last = (await person.read(`${path}/syncs`)).data
    expect(last).toHaveLength(20)
    expect(last.some(({ trigger }: { trigger: string }) => trigger === 'connect')).toBe(false)
    const [events] = (await person.read('/events', { type: 'calendar.synced' })).data
    expect(events.source).toBe('sync')
  })
})

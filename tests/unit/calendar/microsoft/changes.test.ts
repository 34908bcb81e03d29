import { describe, expect, test } from 'vitest'
import {
  addCalendar,
  addEvent,
  changeEvent,
  changeOccurrence,
  moveEvent,
  removeCalendar,
  removeEvent,
} from '../../../../infra/local/fake-microsoft/books.ts'
import { GraphError, throttled } from '../../../../infra/local/fake-microsoft/failures.ts'
import type { Page } from '../../../../lib/domain/calendar/sync/provider.ts'
import { accessWith, DAY_MS, graphWorld } from '../../../support/outlook-world.ts'

const at = (start: string, more: object = {}) => ({
  ...{ start: `${start}T09:00:00`, end: `${start}T10:00:00`, subject: `on ${start}` },
  ...more,
})
const DAILY = {
  pattern: { type: 'daily', interval: 1 },
  range: { type: 'noEnd', startDate: '2026-03-01', recurrenceTimeZone: 'W. Europe Standard Time' },
}
const BERLIN = { zone: 'W. Europe Standard Time', recurrence: DAILY }

const begun = (options: Parameters<typeof graphWorld>[0] = {}) => {
  const graph = graphWorld(options)
  const list = async (cursor: string | null, token?: string): Promise<Page> => {
    const access = accessWith({ now: graph.clock.now }, token)
    const page = await graph.provider.listChanges(graph.ctx, access, graph.calendar, cursor)
    if (!page) throw new Error('There is no page')
    return page
  }
  const whole = async (cursor: string | null) => {
    const pages = [await list(cursor)]
    for (let page = pages[0]; page?.hasMore; page = pages.at(-1)) pages.push(await list(page.cursor))
    const last = pages.at(-1)
    return { pages, events: pages.flatMap(({ events }) => events), gone: pages.flatMap(({ gone }) => gone), last }
  }
  return { ...graph, list, whole, cursorOf: async () => (await whole(null)).last?.cursor ?? null }
}

describe('calendars', () => {
  test('are listed over pages, with what can be written', async () => {
    const { world, mailbox, provider, ctx, clock, calendar } = graphWorld()
    addCalendar(mailbox, { name: 'Holidays', canEdit: false, hexColor: '#ff0000' })
    world.pageSize = 1
    expect(await provider.listCalendars(ctx, accessWith({ now: clock.now }))).toEqual([
      { externalId: calendar, name: 'Calendar', color: null, timeZone: null, canWrite: true },
      { externalId: expect.any(String), name: 'Holidays', color: '#ff0000', timeZone: null, canWrite: false },
    ])
  })
})

describe('changes of a calendar', () => {
  test('a series is one event with its changed and cancelled occurrences, wherever it begins', async () => {
    const { mailbox, calendar, whole } = begun()
    const series = addEvent(mailbox, calendar, {
      ...at('2020-03-01'),
      ...BERLIN,
      subject: 'Daily',
      recurrence: { ...DAILY, range: { ...DAILY.range, startDate: '2020-03-01' } },
    })
    changeOccurrence(mailbox, series, '2026-03-05', {
      own: { subject: 'Moved', start: '2026-03-05T15:00:00', end: '2026-03-05T15:30:00' },
    })
    changeOccurrence(mailbox, series, '2026-03-06', 'deleted')
    const { events, last } = await whole(null)
    expect(last).toMatchObject({ mode: 'full', isComplete: true, hasMore: false, exceptions: [], gone: [] })
    expect(events).toEqual([
      expect.objectContaining({
        ...{ title: 'Daily', rrule: 'FREQ=DAILY', timeZone: 'Europe/Berlin', start: '2020-03-01T08:00:00.000Z' },
        cancelled: ['2026-03-06'],
        changed: {
          '2026-03-05': { title: 'Moved', start: '2026-03-05T14:00:00.000Z', end: '2026-03-05T14:30:00.000Z' },
        },
      }),
    ])
  })

  test('each way in which a delta query shows a changed series gives the same', async () => {
    for (const deltaStyle of ['whole', 'sparse'] as const) {
      const { mailbox, calendar, world, whole, cursorOf } = begun()
      world.deltaStyle = deltaStyle
      const series = addEvent(mailbox, calendar, { ...at('2026-03-01'), ...BERLIN })
      const first = await cursorOf()
      changeOccurrence(mailbox, series, '2026-03-05', 'deleted')
      const second = await whole(first)
      expect(second.events).toMatchObject([{ cancelled: ['2026-03-05'] }])
      changeOccurrence(mailbox, series, '2026-03-07', { own: { subject: 'Changed' } })
      const third = await whole(second.last?.cursor ?? null)
      expect(third.events).toMatchObject([
        { cancelled: ['2026-03-05'], changed: { '2026-03-07': { title: 'Changed' } } },
      ])
      expect(third.events[0]?.etag).not.toBe(second.events[0]?.etag)
    }
  })

  test('an increment has what came, changed and went, and nothing that is outside the window', async () => {
    const { mailbox, calendar, whole, cursorOf } = begun()
    const [kept, moved, gone, away] = ['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'].map((day) =>
      addEvent(mailbox, calendar, at(day)),
    )
    if (!kept || !moved || !gone || !away) throw new Error('There are no events')
    const cursor = await cursorOf()
    changeEvent(mailbox, moved, { start: '2026-03-09T09:00:00', end: '2026-03-09T10:00:00' })
    removeEvent(mailbox, gone)
    changeEvent(mailbox, away, { start: '2027-03-09T09:00:00', end: '2027-03-09T10:00:00' })
    addEvent(mailbox, calendar, at('2028-01-01'))
    addEvent(mailbox, calendar, at('2026-03-10'))
    const { pages, events, gone: left } = await whole(cursor)
    expect(pages[0]?.mode).toBe('incremental')
    expect(events.map(({ title, start }) => `${title} ${start}`)).toEqual([
      'on 2026-03-04 2026-03-09T09:00:00.000Z',
      'on 2026-03-10 2026-03-10T09:00:00.000Z',
    ])
    expect(left).toHaveLength(3)
    const again = await whole(pages.at(-1)?.cursor ?? null)
    expect(again.events).toEqual([])
  })

  test('an event keeps its id when it is moved to another calendar', async () => {
    const { mailbox, calendar, provider, ctx, clock, whole } = begun()
    const other = addCalendar(mailbox).id
    const event = addEvent(mailbox, calendar, at('2026-03-03'))
    const first = await whole(null)
    moveEvent(mailbox, event, other)
    const id = first.events[0]?.externalId
    expect((await whole(first.last?.cursor ?? null)).gone).toEqual([{ calendar, externalId: id, recurrenceId: null }])
    const there = await provider.listChanges(ctx, accessWith({ now: clock.now }), other, null)
    expect(there?.events.map(({ externalId }) => externalId)).toEqual([id])
  })

  test('a meeting that its organizer cancelled is gone', async () => {
    const { mailbox, calendar, whole } = begun()
    const event = addEvent(mailbox, calendar, at('2026-03-03'))
    const first = await whole(null)
    changeEvent(mailbox, event, { isCancelled: true })
    const { events, gone } = await whole(first.last?.cursor ?? null)
    expect({ events, gone: gone.map(({ externalId }) => externalId) }).toEqual({
      events: [],
      gone: [first.events[0]?.externalId],
    })
  })

  test('a series whose occurrences come on several pages is read once', async () => {
    const { mailbox, calendar, world, whole } = begun()
    addEvent(mailbox, calendar, { ...at('2026-03-01'), ...BERLIN })
    world.pageSize = 7
    const { pages, events } = await whole(null)
    expect(pages.length).toBeGreaterThan(4)
    expect(events).toHaveLength(1)
    expect(world.received.filter((one) => one.includes('/me/events/'))).toHaveLength(1)
  })

  test('only series and what LifeOS wrote take calls of their own', async () => {
    const { mailbox, calendar, world, whole } = begun()
    for (let day = 1; day <= 20; day++) addEvent(mailbox, calendar, at(`2026-03-${String(day).padStart(2, '0')}`))
    const { events, last } = await whole(null)
    expect({ calls: world.received.length, events: events.length }).toEqual({ calls: 1, events: 20 })
    await whole(last?.cursor ?? null)
    expect(world.received).toHaveLength(2)
  })
})

describe('the window', () => {
  test('stays that of the cursor, until it has become short', async () => {
    const { mailbox, calendar, clock, list, whole, cursorOf } = begun()
    const cursor = await cursorOf()
    clock.now += 29 * DAY_MS
    addEvent(mailbox, calendar, at('2026-04-20'))
    const next = await whole(cursor)
    expect(next.events).toEqual([])
    clock.now += 2 * DAY_MS
    await expect(list(next.last?.cursor ?? null)).rejects.toMatchObject({ code: 'cursor_expired' })
    expect((await whole(null)).events).toHaveLength(1)
  })

  test('is not moved on in the middle of a round', async () => {
    const { mailbox, calendar, world, clock, list } = begun()
    for (const day of ['2026-03-03', '2026-03-04']) addEvent(mailbox, calendar, at(day))
    world.pageSize = 1
    const first = await list(null)
    clock.now += 60 * DAY_MS
    expect(await list(first.cursor)).toMatchObject({ mode: 'full', hasMore: false })
  })
})

describe('failures', () => {
  test.each([
    ['an expired cursor', new GraphError(410, 'Gone', ''), { code: 'cursor_expired' }],
    ['a state that is not found', new GraphError(400, 'SyncStateNotFound', ''), { code: 'cursor_expired' }],
    ['a token that is not taken', new GraphError(401, 'InvalidAuthenticationToken', ''), { code: 'unauthorized' }],
    ['no right', new GraphError(403, 'ErrorAccessDenied', ''), { code: 'forbidden' }],
    ['too many requests', throttled(17), { code: 'rate_limited', retryAfterMs: 17_000 }],
    [
      'a service that is down',
      new GraphError(503, 'x', '', { 'retry-after': '5' }),
      { code: 'unavailable', retryAfterMs: 5_000 },
    ],
    ['a request that is refused', new GraphError(400, 'ErrorInvalidRequest', 'secret'), { code: 'http_400' }],
  ])('%s', async (_name, fault, expected) => {
    const { world, list, cursorOf } = begun()
    const cursor = await cursorOf()
    world.faults.push(fault)
    const failure = await list(cursor).catch((error) => error)
    expect(failure).toMatchObject({ name: 'CalendarUnavailable', ...expected })
    expect(failure.message).not.toContain('secret')
  })

  test('a calendar that is not there any more', async () => {
    const { mailbox, calendar, list } = begun()
    removeCalendar(mailbox, calendar)
    await expect(list(null)).rejects.toMatchObject({ code: 'calendar_gone' })
  })

  test('a cursor that leads to another server is not followed: it would get the token', async () => {
    const { world, list, cursorOf } = begun()
    const cursor = (await cursorOf())?.replace('graph.test', 'evil.test') ?? null
    const calls = world.received.length
    await expect(list(cursor)).rejects.toMatchObject({ code: 'cursor_expired' })
    expect(world.received).toHaveLength(calls)
  })
})

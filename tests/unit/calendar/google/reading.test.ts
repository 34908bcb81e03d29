import { describe, expect, test } from 'vitest'
import type { CalendarFields } from '../../../../infra/local/fake-google/wire-types.ts'
import { deleteEvent, insertEvent, patchEvent } from '../../../../infra/local/fake-google/write-event.ts'
import type { Page } from '../../../../lib/domain/calendar/sync/provider.ts'
import { contextFor } from '../../../support/context.ts'
import { ACCESS, ADA, type GoogleWorld, googleWorld, NOW } from '../../../support/google-world.ts'

const ctx = contextFor('somebody', { now: () => NOW, deadline: NOW + 20_000 })
const at = (day: string, hour = 10) => ({
  start: { dateTime: `${day}T${hour}:00:00`, timeZone: 'Europe/Berlin' },
  end: { dateTime: `${day}T${hour + 1}:00:00`, timeZone: 'Europe/Berlin' },
})
const pagesOf = (size: number) => ({ pageSize: () => size })

/** All pages from a cursor on. */
const read = async ({ provider }: GoogleWorld, cursor: string | null = null): Promise<Page[]> => {
  const pages: Page[] = []
  for (let place = cursor; pages.length < 50; ) {
    const page = await provider.listChanges(ctx, ACCESS, ADA, place)
    if (!page) break
    pages.push(page)
    place = page.cursor
    if (!page.hasMore) break
  }
  return pages
}
const cursorOf = (pages: Page[]) => pages.at(-1)?.cursor ?? null
const titles = (pages: Page[]) => pages.flatMap(({ events }) => events.map(({ title }) => title)).sort()

const withEvents = (count: number, options = {}) => {
  const world = googleWorld(options)
  for (let n = 0; n < count; n++)
    insertEvent(world.writer(), { id: `event${n}`, summary: `Event ${n}`, ...at(`2027-01-1${n % 9}`) })
  return world
}

describe('the calendars of an account', () => {
  const CALENDARS: CalendarFields[] = [
    { id: 'team@group.calendar.google.com', summary: 'Team', summaryOverride: 'Us', accessRole: 'writer' },
    { id: 'holidays', summary: 'Holidays', accessRole: 'reader', timeZone: 'America/New_York' },
    { id: 'busy', summary: 'Bob', accessRole: 'freeBusyReader' },
    { id: 'hidden', summary: 'Hidden', hidden: true },
    { id: ADA, summary: 'Ada' },
  ]

  test('are read page by page, the own one first and without hidden ones', async () => {
    const { provider } = googleWorld({ calendars: CALENDARS, ...pagesOf(2) })
    expect(await provider.listCalendars(ctx, ACCESS)).toEqual([
      { externalId: ADA, name: 'Ada', color: '#9fe1e7', timeZone: 'Europe/Berlin', canWrite: true, isSelected: true },
      expect.objectContaining({ externalId: 'team@group.calendar.google.com', name: 'Us', canWrite: true }),
      expect.objectContaining({ externalId: 'holidays', timeZone: 'America/New_York', canWrite: false }),
      expect.objectContaining({ externalId: 'busy', canWrite: false }),
    ])
  })
})

describe('reading a calendar from its beginning', () => {
  test('takes every page, each with the same window, and a sync token only from the last', async () => {
    const world = withEvents(7, pagesOf(3))
    const pages = await read(world)
    expect(titles(pages)).toHaveLength(7)
    expect(pages.map(({ mode, hasMore }) => [mode, hasMore])).toEqual([
      ['full', true],
      ['full', true],
      ['full', false],
    ])
    for (const { query } of world.asked)
      expect(query).toMatchObject({ timeMin: ACCESS.window.from, timeMax: ACCESS.window.to })
    expect(pages.map(({ cursor }) => Object.keys(JSON.parse(cursor ?? '{}')).sort())).toEqual([
      ['page', 'window'],
      ['page', 'window'],
      ['sync'],
    ])
  })

  test('gives series whole, with their moved and cancelled instances, and leaves out what is outside the window', async () => {
    const world = withEvents(0)
    const { writer } = world
    insertEvent(writer(), { id: 'series', summary: 'S', ...at('2026-09-01'), recurrence: ['RRULE:FREQ=WEEKLY'] })
    patchEvent(writer(), 'series_20270105T090000Z', { summary: 'Moved', ...at('2027-01-06') })
    deleteEvent(writer(), 'series_20270112T090000Z')
    insertEvent(writer(), { id: 'long0past', summary: 'Past', ...at('2026-08-01') })
    insertEvent(writer(), { id: 'far0ahead', summary: 'Far', ...at('2028-05-01') })
    const [page] = await read(world)
    expect(page?.events).toMatchObject([{ title: 'S', rrule: 'FREQ=WEEKLY' }])
    expect(page?.exceptions).toMatchObject([
      { originalStart: '2027-01-05T09:00:00.000Z', content: { title: 'Moved', start: '2027-01-06T09:00:00.000Z' } },
      { originalStart: '2027-01-12T09:00:00.000Z', content: null },
    ])
  })

  test('reads an empty page and goes on', async () => {
    const sizes = [0, 2, 0, 5]
    const world = withEvents(3, { pageSize: () => sizes.shift() ?? 5 })
    const pages = await read(world)
    expect(pages.map(({ events }) => events.length)).toEqual([0, 2, 0, 1])
  })
})

describe('reading what changed', () => {
  test('gives what was added, changed and deleted since, and then nothing', async () => {
    const world = withEvents(3)
    const { writer } = world
    const cursor = cursorOf(await read(world))
    insertEvent(writer(), { id: 'added', summary: 'Added', ...at('2027-02-01') })
    patchEvent(writer(), 'event0', { summary: 'Changed' })
    deleteEvent(writer(), 'event1')
    const pages = await read(world, cursor)
    expect(pages).toMatchObject([{ mode: 'incremental', hasMore: false, isComplete: true }])
    expect(titles(pages)).toEqual(['Added', 'Changed'])
    expect(pages[0]?.gone).toEqual([{ calendar: ADA, externalId: 'event1', recurrenceId: null }])
    expect(await read(world, cursorOf(pages))).toEqual([])
  })

  test('asks for all pages of an increment with its sync token and nothing else', async () => {
    const world = withEvents(0, pagesOf(2))
    const cursor = cursorOf(await read(world))
    for (const id of ['added0', 'added1', 'added2']) insertEvent(world.writer(), { id, ...at('2027-02-01') })
    world.asked.length = 0
    expect(await read(world, cursor)).toHaveLength(2)
    const [first, second] = world.asked.map(({ query }) => query)
    expect(first?.syncToken).toBe(second?.syncToken)
    expect(second).toHaveProperty('pageToken')
    expect(Object.keys(second ?? {})).not.toContain('timeMin')
  })

  test('an exception is told apart from its series', async () => {
    const world = withEvents(0)
    insertEvent(world.writer(), { id: 'series', ...at('2027-01-05'), recurrence: ['RRULE:FREQ=DAILY;COUNT=5'] })
    const cursor = cursorOf(await read(world))
    deleteEvent(world.writer(), 'series_20270106T090000Z')
    const [page] = await read(world, cursor)
    expect([page?.events, page?.gone]).toEqual([[], []])
    expect(page?.exceptions).toMatchObject([{ externalId: 'series', content: null }])
  })
})

describe('when Google refuses', () => {
  const code = (work: Promise<unknown>) =>
    work.then(
      () => null,
      ({ code, retryAfterMs }) => ({ code, retryAfterMs }),
    )

  test('a sync token that is not valid any more, everything is to be read anew', async () => {
    const world = withEvents(2)
    const cursor = cursorOf(await read(world))
    world.books.expireSyncTokens(ADA, ADA)
    const answer = await code(world.provider.listChanges(ctx, ACCESS, ADA, cursor))
    expect(answer).toEqual({ code: 'cursor_expired', retryAfterMs: 0 })
  })

  test('a page token that is not valid any more, everything is to be read anew', async () => {
    const { provider } = withEvents(2)
    const cursor = JSON.stringify({ page: 'old', window: ACCESS.window })
    expect(await code(provider.listChanges(ctx, ACCESS, ADA, cursor))).toMatchObject({ code: 'cursor_expired' })
  })

  test('a calendar that is not there, it is gone', async () => {
    const { provider } = withEvents(0)
    expect(await code(provider.listChanges(ctx, ACCESS, 'other', null))).toMatchObject({ code: 'calendar_gone' })
  })

  test('the access token, the sign-in is named', async () => {
    const { provider, grants } = withEvents(0)
    grants.clear()
    expect(await code(provider.listCalendars(ctx, ACCESS))).toMatchObject({ code: 'unauthorized' })
  })

  test.each<['403' | '429', number]>([
    ['403', 60_000],
    ['429', 7_000],
  ])('with %s for too many requests, it is left alone for the time it asks for', async (fault, retryAfterMs) => {
    const { provider, faults, asked } = withEvents(0)
    faults.plan(fault)
    const answer = await code(provider.listChanges(ctx, ACCESS, ADA, null))
    expect(answer).toEqual({ code: 'rate_limited', retryAfterMs })
    expect(asked).toHaveLength(1)
  })

  test('because of its quota of a minute, it is left alone', async () => {
    const { provider } = withEvents(0, { requestsPerMinute: 2 })
    for (let n = 0; n < 2; n++) await provider.listChanges(ctx, ACCESS, ADA, null)
    for (let n = 0; n < 2; n++)
      expect(await code(provider.listChanges(ctx, ACCESS, ADA, null))).toMatchObject({ code: 'rate_limited' })
  })

  test('because it is broken, it is asked again twice, each time later', async () => {
    const { provider, faults, waits } = withEvents(1)
    faults.plan('500', 'cut')
    const page = await provider.listChanges(ctx, ACCESS, ADA, null)
    expect([page?.events.length, waits]).toEqual([1, [500, 1_500]])
    faults.plan('503', '503', '503')
    const answer = await code(provider.listChanges(ctx, ACCESS, ADA, null))
    expect(answer).toMatchObject({ code: 'unavailable' })
  })

  test('because it is broken and there is no time left, it is not asked again', async () => {
    const { provider, faults, asked } = withEvents(0)
    faults.plan('503')
    const late = contextFor('somebody', { now: () => NOW, deadline: NOW + 500 })
    expect(await code(provider.listChanges(late, ACCESS, ADA, null))).toMatchObject({ code: 'unavailable' })
    expect(asked).toHaveLength(1)
  })
})

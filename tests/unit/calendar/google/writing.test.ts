import { describe, expect, test } from 'vitest'
import { eventIn } from '../../../../infra/local/fake-google/books.ts'
import { insertEvent, patchEvent } from '../../../../infra/local/fake-google/write-event.ts'
import type { EventContent } from '../../../../lib/domain/calendar/event-content.ts'
import type { PushChange } from '../../../../lib/domain/calendar/sync/provider.ts'
import { contextFor } from '../../../support/context.ts'
import { ACCESS, ADA, type GoogleWorld, googleWorld, NOW } from '../../../support/google-world.ts'

const ctx = contextFor('somebody', { now: () => NOW, deadline: NOW + 20_000 })

const CONTENT: EventContent = {
  ...{ title: 'Write report', notes: 'Chapter 2', location: null, allDay: false, timeZone: 'Europe/Berlin' },
  ...{ start: '2027-01-11T08:00:00.000Z', end: '2027-01-11T09:00:00.000Z', rrule: null, cancelled: [], changed: {} },
  ...{ attendees: [], conferenceUrl: null, busy: true, status: 'confirmed' },
}
const CREATE: PushChange = { type: 'create', calendar: ADA, id: 'block-1', content: CONTENT, taskId: 'task1' }

const MEETING = {
  ...{ id: 'meeting0', summary: 'Meeting', description: 'Bring figures', visibility: 'private' },
  ...{ attendees: [{ email: 'bob@example.com', responseStatus: 'accepted', optional: true }] },
  start: { dateTime: '2027-01-11T09:00:00', timeZone: 'Europe/Berlin' },
  end: { dateTime: '2027-01-11T10:00:00', timeZone: 'Europe/Berlin' },
}
const named = (world: GoogleWorld, id: string, more: object = {}) => ({
  ...{ calendar: ADA, externalId: id, ref: null, occurrence: null, etag: at(world, id)?.etag ?? null, ...more },
})
const update = (world: GoogleWorld, id: string, content: Partial<EventContent>, more = {}) =>
  world.provider.push(ctx, ACCESS, { type: 'update', ...named(world, id, more), content })
const remove = (world: GoogleWorld, id: string, more = {}) =>
  world.provider.push(ctx, ACCESS, { type: 'delete', ...named(world, id, more) })
const at = ({ writer }: GoogleWorld, id: string) => eventIn(writer().calendar, id)
const all = ({ writer }: GoogleWorld) => [...writer().calendar.events.values()].map(({ event }) => event)
const code = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error.code,
  )
const withMeeting = (more = {}) => {
  const world = googleWorld()
  insertEvent(world.writer(), { ...MEETING, ...more })
  return world
}

describe('an event that is written to Google', () => {
  test('names its task in a private extended property, and comes back as it is there', async () => {
    const world = googleWorld()
    const pushed = await world.provider.push(ctx, ACCESS, CREATE)
    const [event] = all(world)
    expect(event).toMatchObject({
      ...{ summary: 'Write report', description: 'Chapter 2', transparency: 'opaque' },
      start: { dateTime: '2027-01-11T09:00:00+01:00', timeZone: 'Europe/Berlin' },
      extendedProperties: { private: { lifeosTaskId: 'task1' } },
    })
    expect(pushed).toEqual({
      ...{ ...CONTENT, calendar: ADA, externalId: event?.id, recurrenceId: null, etag: event?.etag },
      ...{ ref: null, taskId: 'task1' },
    })
  })

  test('is one event however often it is written, also where the first answer was lost', async () => {
    const world = googleWorld()
    world.faults.plan('lost')
    const first = await world.provider.push(ctx, ACCESS, CREATE)
    const second = await world.provider.push(ctx, ACCESS, CREATE)
    expect(all(world)).toHaveLength(1)
    expect(second).toMatchObject({ ...first, etag: all(world)[0]?.etag })
  })

  test('comes back where it was deleted before', async () => {
    const world = googleWorld()
    await world.provider.push(ctx, ACCESS, CREATE)
    const [{ id = '' } = {}] = all(world)
    await remove(world, id)
    expect(all(world)).toMatchObject([{ status: 'cancelled' }])
    await world.provider.push(ctx, ACCESS, CREATE)
    expect(all(world)).toMatchObject([{ id, status: 'confirmed', summary: 'Write report' }])
  })

  test('may be a series of whole days with days left out', async () => {
    const world = googleWorld()
    const days = { start: '2027-01-11', end: '2027-01-12', allDay: true }
    const content = { ...CONTENT, ...days, rrule: 'FREQ=DAILY;COUNT=5', cancelled: ['2027-01-13'] }
    const pushed = await world.provider.push(ctx, ACCESS, { ...CREATE, content })
    expect(all(world)).toMatchObject([{ recurrence: ['RRULE:FREQ=DAILY;COUNT=5', 'EXDATE;VALUE=DATE:20270113'] }])
    expect(pushed).toMatchObject({ ...days, rrule: 'FREQ=DAILY;COUNT=5', cancelled: ['2027-01-13'] })
  })
})

describe('an event that is changed at Google', () => {
  test('is changed under its version, and in nothing else', async () => {
    const world = withMeeting()
    const before = at(world, 'meeting0')
    const moved = { title: 'Later', start: '2027-01-11T14:00:00.000Z', end: '2027-01-11T15:30:00.000Z' }
    expect(await update(world, 'meeting0', moved)).toMatchObject({ ...moved, notes: 'Bring figures' })
    const { description, attendees, visibility } = at(world, 'meeting0') ?? {}
    expect({ description, attendees, visibility }).toEqual({
      ...{ description: before?.description, attendees: before?.attendees, visibility: 'private' },
    })
    expect(at(world, 'meeting0')?.start).toEqual({ dateTime: '2027-01-11T15:00:00+01:00', timeZone: 'Europe/Berlin' })
    expect(world.asked.map(({ method, ifMatch }) => [method, ifMatch])).toEqual([['PATCH', before?.etag]])
  })

  test('is left alone where it changed there meanwhile', async () => {
    const world = withMeeting()
    const etag = at(world, 'meeting0')?.etag
    patchEvent(world.writer(), 'meeting0', { summary: 'Theirs' })
    expect(await code(update(world, 'meeting0', { title: 'Mine' }, { etag }))).toBe('conflict')
    expect(await code(update(world, 'meeting0', { rrule: 'FREQ=DAILY' }, { etag }))).toBe('conflict')
    expect(await code(remove(world, 'meeting0', { etag }))).toBe('conflict')
    expect(at(world, 'meeting0')).toMatchObject({ summary: 'Theirs', status: 'confirmed' })
  })

  test('may become one of whole days, and one of hours again', async () => {
    const world = withMeeting()
    await update(world, 'meeting0', { start: '2027-01-12', end: '2027-01-13' })
    expect(at(world, 'meeting0')).toMatchObject({ start: { date: '2027-01-12' }, end: { date: '2027-01-13' } })
    await update(world, 'meeting0', { start: CONTENT.start, end: CONTENT.end, timeZone: 'Europe/Berlin' })
    expect(at(world, 'meeting0')?.start).toEqual({ dateTime: '2027-01-11T09:00:00+01:00', timeZone: 'Europe/Berlin' })
  })

  test('keeps what Google knows of the people in it', async () => {
    const world = withMeeting()
    const people = [
      { email: 'bob@example.com', name: '', status: 'accepted' as const },
      { email: 'eve@example.com', name: 'Eve', status: 'needsAction' as const },
    ]
    await update(world, 'meeting0', { attendees: people })
    expect(at(world, 'meeting0')?.attendees).toEqual([
      { email: 'bob@example.com', responseStatus: 'accepted', optional: true },
      { email: 'eve@example.com', displayName: 'Eve', responseStatus: 'needsAction' },
    ])
  })

  test('loses texts that are taken away', async () => {
    const world = withMeeting()
    await update(world, 'meeting0', { notes: null })
    expect(at(world, 'meeting0')).not.toHaveProperty('description')
  })

  test('is not changed in a calendar that is only read', async () => {
    const world = withMeeting()
    world.writer().calendar.accessRole = 'reader'
    expect(await code(update(world, 'meeting0', { title: 'Mine' }))).toBe('http_403')
  })
})

describe('a series at Google', () => {
  const SERIES = { recurrence: ['RRULE:FREQ=DAILY;COUNT=9', 'EXDATE:20270113T080000Z', 'RDATE:20270201T080000Z'] }

  test('keeps its other lines when its rule is changed', async () => {
    const world = withMeeting(SERIES)
    await update(world, 'meeting0', { rrule: 'FREQ=DAILY;COUNT=5' })
    expect(at(world, 'meeting0')?.recurrence).toEqual(['RRULE:FREQ=DAILY;COUNT=5', ...SERIES.recurrence.slice(1)])
  })

  test('leaves out the days that are said, at the time of its start', async () => {
    const world = withMeeting(SERIES)
    const pushed = await update(world, 'meeting0', { cancelled: ['2027-01-14', '2027-01-15'] })
    expect(at(world, 'meeting0')?.recurrence).toContain('EXDATE:20270114T080000Z,20270115T080000Z')
    expect(pushed).toMatchObject({ cancelled: ['2027-01-14', '2027-01-15'] })
  })

  test('ends when its rule is taken away', async () => {
    const world = withMeeting(SERIES)
    await update(world, 'meeting0', { rrule: null })
    expect(at(world, 'meeting0')).not.toHaveProperty('recurrence')
  })

  test('has a single occurrence changed and cancelled', async () => {
    const world = withMeeting(SERIES)
    const occurrence = '2027-01-12T08:00:00.000Z'
    const pushed = await update(world, 'meeting0', { title: 'Only this' }, { occurrence, etag: null })
    expect(pushed).toMatchObject({
      ...{ externalId: 'meeting0', originalStart: occurrence, ref: 'meeting0_20270112T080000Z' },
      content: { title: 'Only this', start: occurrence },
    })
    await remove(world, 'meeting0', { occurrence: '2027-01-14T08:00:00.000Z', etag: null })
    expect(at(world, 'meeting0_20270114T080000Z')?.status).toBe('cancelled')
    expect(at(world, 'meeting0')?.status).toBe('confirmed')
  })

  test('of whole days names its occurrences by their days', async () => {
    const days = { start: { date: '2027-01-11' }, end: { date: '2027-01-12' }, recurrence: ['RRULE:FREQ=DAILY'] }
    const world = withMeeting(days)
    await update(world, 'meeting0', { title: 'Only this' }, { occurrence: '2027-01-12', etag: null })
    expect(at(world, 'meeting0_20270112')?.summary).toBe('Only this')
  })

  test('that was split is asked for the ids of its occurrences', async () => {
    const world = googleWorld()
    const { calendar, books } = world.writer()
    const part = { ...insertEvent(world.writer(), { ...MEETING, ...SERIES }), id: 'meeting0_R20270111T080000' }
    calendar.events.delete('meeting0')
    books.put(ADA, calendar, part)
    await update(world, part.id, { title: 'Only this' }, { occurrence: '2027-01-12T08:00:00.000Z', etag: null })
    expect(at(world, 'meeting0_20270112T080000Z')).toMatchObject({ summary: 'Only this', recurringEventId: part.id })
    expect(world.asked.map(({ path }) => path.split('/').pop())).toEqual(['instances', 'meeting0_20270112T080000Z'])
  })
})

describe('an event that is deleted at Google', () => {
  test('is deleted under its version; again is as good', async () => {
    const world = withMeeting()
    const etag = at(world, 'meeting0')?.etag
    expect(await remove(world, 'meeting0')).toBeNull()
    expect(at(world, 'meeting0')?.status).toBe('cancelled')
    expect(world.asked).toMatchObject([{ method: 'DELETE', ifMatch: etag, query: { sendUpdates: 'all' } }])
    expect(await remove(world, 'meeting0', { etag: null })).toBeNull()
    expect(await remove(world, 'nothing0', { etag: null })).toBeNull()
  })
})

describe('a channel', () => {
  const CHANNEL = { id: 'channel-1', token: 'secret', address: 'https://lifeos.test/api/v1/webhooks/google-calendar' }

  test('is asked for, brings a message for each change, and ends', async () => {
    const { provider, pushes, writer } = googleWorld()
    const { resource, expiresAt } = await provider.watch(ctx, ACCESS, ADA, CHANNEL)
    expect(expiresAt).toBe(NOW + 7 * 86_400_000)
    insertEvent(writer(), MEETING)
    expect(pushes).toMatchObject([
      { address: CHANNEL.address, headers: { 'x-goog-resource-state': 'sync', 'x-goog-channel-token': 'secret' } },
      {
        headers: {
          'x-goog-resource-state': 'exists',
          'x-goog-channel-id': 'channel-1',
          'x-goog-resource-id': resource,
        },
      },
    ])
    await provider.unwatch(ctx, ACCESS, { id: CHANNEL.id, resource })
    await provider.unwatch(ctx, ACCESS, { id: CHANNEL.id, resource })
    insertEvent(writer(), { ...MEETING, id: 'other0' })
    expect(pushes).toHaveLength(2)
  })

  test('is refused for calendars that Google does not watch', async () => {
    const id = 'en.german#holiday@group.v.calendar.google.com'
    const { provider } = googleWorld({ calendars: [{ id, summary: 'Holidays', accessRole: 'reader' }] })
    expect(await code(provider.watch(ctx, ACCESS, id, CHANNEL))).toBe('http_400')
  })
})

import { describe, expect, it } from 'vitest'
import type { EventContent } from '../../../../lib/domain/calendar/event-content.ts'
import type { PushChange } from '../../../../lib/domain/calendar/sync/provider.ts'
import type { Quirks } from '../../../support/caldav/fake-server.ts'
import { ctx, eventText, oneCalendar } from './support.ts'

const content: EventContent = {
  ...{
    title: 'Focus',
    notes: null,
    location: null,
    start: '2026-12-01T08:00:00.000Z',
    end: '2026-12-01T09:00:00.000Z',
  },
  ...{ allDay: false, timeZone: 'Europe/Berlin', rrule: null, cancelled: [], changed: {}, attendees: [] },
  ...{ conferenceUrl: null, busy: true, status: 'confirmed' },
}
type Update = Extract<PushChange, { type: 'update' }>

const world = (quirks: Partial<Quirks> = {}) => {
  const made = oneCalendar(quirks)
  const { fake, path, provider, access } = made
  const { etag } = fake.put(path, 'a-1@x.ics', eventText('a', 'A', '20261201T100000Z', 'RRULE:FREQ=DAILY;COUNT=5'))
  const named = { calendar: path, externalId: 'a-1%40x.ics', ref: `${path}a-1@x.ics`, etag }
  return {
    ...made,
    ...{ named, etag },
    push: async (change: PushChange) => provider.push?.(ctx, access, change),
    update: (own: Partial<EventContent>, more: Partial<Update> = {}) =>
      provider.push?.(ctx, access, { type: 'update', ...named, occurrence: null, content: own, ...more }),
    text: () => fake.resources(path).get('a-1@x.ics')?.text,
  }
}

describe.each([[true], [false]])('what is written (the server names the new ETag: %s)', (hasEtagAtPut) => {
  it('is answered as the server has it then, so that it is known when it comes back', async () => {
    const made = world({ hasEtagAtPut })
    const written = await made.update({ title: 'B' })
    const { events } = (await made.list(null)) ?? { events: [] }
    expect(written).toEqual(events[0])
    expect(written).toMatchObject({ title: 'B', externalId: 'a-1%40x.ics' })
    expect(made.text()).toContain('X-KEEP:of a')
  })

  it('is created once, however often that is repeated', async () => {
    const made = world({ hasEtagAtPut })
    const change: PushChange = { type: 'create', calendar: made.path, id: 'block/1', content, taskId: 'task-1' }
    const first = await made.push(change)
    expect(first).toMatchObject({ title: 'Focus', taskId: 'task-1', externalId: 'block-1.ics' })
    expect(await made.push(change)).toEqual(first)
    expect(made.fake.resources(made.path).size).toBe(2)
    const { events } = (await made.list(null)) ?? { events: [] }
    expect(events.find(({ taskId }) => taskId === 'task-1')).toEqual(first)
  })
})

describe('a change', () => {
  it('of one occurrence changes that one, and cancels it', async () => {
    const made = world()
    const occurrence = '2026-12-03T10:00:00.000Z'
    const changed = await made.update({ title: 'Own' }, { occurrence })
    expect(changed).toMatchObject({ title: 'A', changed: { '2026-12-03': { title: 'Own' } } })
    const etag = changed && 'etag' in changed ? changed.etag : null
    const cancelled = await made.push({ type: 'delete', ...made.named, etag, occurrence })
    expect(cancelled).toMatchObject({ changed: {}, cancelled: ['2026-12-03'] })
  })

  it('is refused when the event changed there meanwhile, or is gone', async () => {
    const made = world()
    made.fake.put(made.path, 'a-1@x.ics', eventText('a', 'Theirs'))
    await expect(made.update({ title: 'Ours' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(made.push({ type: 'delete', ...made.named, occurrence: null })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(made.text()).toContain('Theirs')
    made.fake.remove(made.path, 'a-1@x.ics')
    await expect(made.update({ title: 'Ours' })).rejects.toMatchObject({ code: 'conflict' })
    expect(await made.push({ type: 'delete', ...made.named, occurrence: null })).toBe(null)
  })

  it('is refused when the event changes between reading and writing it', async () => {
    const made = world()
    const raced = oneCalendar({}, (fetch) => async (address, request) => {
      if (request?.method === 'PUT') raced.fake.put(raced.path, 'a.ics', eventText('a', 'Theirs'))
      return fetch(address, request)
    })
    raced.fake.put(raced.path, 'a.ics', eventText('a', 'A'))
    const own = { calendar: raced.path, externalId: 'a.ics', ref: `${raced.path}a.ics`, etag: null, occurrence: null }
    const change: PushChange = { type: 'update', ...own, content: { title: 'Ours' } }
    await expect(raced.provider.push?.(ctx, raced.access, change)).rejects.toMatchObject({ code: 'conflict' })
    expect(made.text()).toContain('SUMMARY:A')
  })

  it('goes to the path that the server gave, and to none outside of the calendar', async () => {
    const made = world()
    await made.update({ title: 'B' }, { ref: '/dav/calendars/bob/other/a-1@x.ics' })
    expect(made.fake.asked.filter((one) => one.includes('bob'))).toEqual([])
    expect(made.text()).toContain('SUMMARY:B')
  })

  it('of a calendar that may not be written is an error', async () => {
    const made = world()
    made.fake.change(made.path, { canWrite: false })
    await expect(made.update({ title: 'B' })).rejects.toMatchObject({ code: 'http_403' })
  })
})

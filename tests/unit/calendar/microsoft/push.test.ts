import { describe, expect, test } from 'vitest'
import { addEvent, changeEvent, changeOccurrence, removeEvent } from '../../../../infra/local/fake-microsoft/books.ts'
import { seenIn } from '../../../../infra/local/fake-microsoft/truth.ts'
import type { EventContent } from '../../../../lib/domain/calendar/event-content.ts'
import type { ProviderEvent, PushChange } from '../../../../lib/domain/calendar/sync/provider.ts'
import { accessWith, graphWorld } from '../../../support/outlook-world.ts'

const CONTENT: EventContent = {
  ...{ title: 'Write the report', notes: 'All of it', location: 'Desk', allDay: false, timeZone: 'Europe/Berlin' },
  ...{ start: '2026-03-04T09:00:00.000Z', end: '2026-03-04T10:30:00.000Z', rrule: null, cancelled: [], changed: {} },
  ...{ attendees: [], conferenceUrl: null, busy: true, status: 'confirmed' },
}
const SPAN = { from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-03-10T00:00:00Z') }

const begun = () => {
  const graph = graphWorld()
  const access = accessWith({ now: graph.clock.now })
  const push = async (change: PushChange): Promise<ProviderEvent> =>
    (await graph.provider.push?.(graph.ctx, access, change)) as ProviderEvent
  const list = async () => (await graph.provider.listChanges(graph.ctx, access, graph.calendar, null))?.events ?? []
  const { calendar, mailbox } = graph
  const create = (content: Partial<EventContent> = {}, id = 'one', taskId: string | null = 'task1') =>
    push({ type: 'create', calendar, id, content: { ...CONTENT, ...content }, taskId })
  const naming = ({ externalId, ref, etag }: ProviderEvent, occurrence: string | null = null) => ({
    ...{ calendar, externalId, ref, etag, occurrence },
  })
  return { ...graph, push, list, create, naming, truth: () => seenIn(mailbox, calendar, SPAN) }
}

describe('creating', () => {
  test('writes the event with its task, and a list gives it as it was answered', async () => {
    const { create, list, truth } = begun()
    const made = await create()
    expect(made).toMatchObject({ ...CONTENT, taskId: 'task1', recurrenceId: null })
    expect(truth()).toEqual(['Write the report 2026-03-04T09:00:00.000Z 2026-03-04T10:30:00.000Z busy'])
    expect(await list()).toEqual([made])
  })

  test.each(['same', 'refused'] as const)(
    'a repeat makes no second one, where Graph answers it as %s',
    async (duplicates) => {
      const { create, world, truth } = begun()
      world.duplicates = duplicates
      const made = await create()
      expect(await create()).toEqual(made)
      expect(truth()).toHaveLength(1)
    },
  )

  test('whole days, series and what Outlook cannot hold', async () => {
    const { create, truth } = begun()
    expect(await create({ start: '2026-03-05', end: '2026-03-07', allDay: true }, 'a')).toMatchObject({
      ...{ start: '2026-03-05', end: '2026-03-07', allDay: true },
    })
    const rrule = 'FREQ=WEEKLY;BYDAY=WE,FR;UNTIL=20260306T090000Z'
    expect(await create({ rrule, title: 'Series' }, 'b')).toMatchObject({
      rrule: 'FREQ=WEEKLY;BYDAY=WE,FR;WKST=MO;UNTIL=20260306',
    })
    expect(truth().filter((one) => one.startsWith('Series'))).toHaveLength(2)
    await expect(create({ rrule: 'FREQ=MONTHLY;BYDAY=5WE' }, 'c')).rejects.toMatchObject({ code: 'unsupported' })
    expect(truth()).toHaveLength(3)
  })
})

describe('changing', () => {
  test('sends only what changed, and gives the new version', async () => {
    const { create, push, naming, mailbox } = begun()
    const made = await create()
    const [stored] = [...mailbox.events.values()]
    if (stored) stored.fields.sensitivity = 'private'
    const next = await push({ type: 'update', ...naming(made), content: { title: 'Other', busy: false } })
    expect(next).toMatchObject({ title: 'Other', busy: false, start: made.start, notes: 'All of it', taskId: 'task1' })
    expect(next.etag).not.toBe(made.etag)
    expect([...mailbox.events.values()][0]?.fields.sensitivity).toBe('private')
    const moved = await push({
      type: 'update',
      ...naming(next),
      content: { start: '2026-03-05T09:00:00.000Z', end: '2026-03-05T09:30:00.000Z' },
    })
    expect(moved).toMatchObject({ title: 'Other', start: '2026-03-05T09:00:00.000Z', timeZone: 'Europe/Berlin' })
  })

  test('what was changed or deleted there meanwhile is a conflict, and stays', async () => {
    const { create, push, naming, mailbox, truth } = begun()
    const made = await create()
    const [stored] = [...mailbox.events.values()]
    if (!stored) throw new Error('There is no event')
    changeEvent(mailbox, stored, { subject: 'Theirs' })
    await expect(push({ type: 'update', ...naming(made), content: { title: 'Ours' } })).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(push({ type: 'delete', ...naming(made) })).rejects.toMatchObject({ code: 'conflict' })
    expect(truth()[0]).toContain('Theirs')
    removeEvent(mailbox, stored)
    await expect(push({ type: 'update', ...naming(made), content: { title: 'Ours' } })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(await push({ type: 'delete', ...naming(made) })).toBeNull()
  })

  test('a change between reading and writing is refused by Graph itself', async () => {
    const { create, push, naming, mailbox, world, truth } = begun()
    const made = await create()
    const [stored] = [...mailbox.events.values()]
    // Between the GET and the PATCH.
    world.faults.push(null)
    const shift = world.faults.shift.bind(world.faults)
    let calls = 0
    world.faults.shift = () => {
      calls += 1
      if (calls === 2 && stored) changeEvent(mailbox, stored, { subject: 'Theirs' })
      return shift()
    }
    await expect(push({ type: 'update', ...naming(made), content: { title: 'Ours' } })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(truth()[0]).toContain('Theirs')
  })
})

describe('a series', () => {
  const begunSeries = async () => {
    const all = begun()
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: {
        type: 'numbered',
        startDate: '2026-03-02',
        numberOfOccurrences: 4,
        recurrenceTimeZone: 'W. Europe Standard Time',
      },
    }
    const times = { start: '2026-03-02T09:00:00', end: '2026-03-02T09:30:00', zone: 'W. Europe Standard Time' }
    const stored = addEvent(all.mailbox, all.calendar, { ...times, subject: 'Daily', recurrence })
    const [series] = await all.list()
    if (!series) throw new Error('There is no series')
    return { ...all, stored, series }
  }

  test('one occurrence is changed, changed again where it is by then, and deleted', async () => {
    const { push, naming, series, truth } = await begunSeries()
    const day = '2026-03-04T08:00:00.000Z'
    const content = { title: 'Once', start: '2026-03-05T12:00:00.000Z', end: '2026-03-05T12:45:00.000Z' }
    const changed = await push({ type: 'update', ...naming(series, day), content })
    expect(changed.changed).toEqual({ '2026-03-04': content })
    const again = await push({ type: 'update', ...naming(changed, day), content: { title: 'Twice' } })
    expect(again.changed['2026-03-04']).toMatchObject({ ...content, title: 'Twice' })
    const rest = await push({ type: 'delete', ...naming(again, day) })
    expect(rest).toMatchObject({ cancelled: ['2026-03-04'], changed: {} })
    expect(truth().map((one) => one.slice(0, 16))).toEqual(['Daily 2026-03-02', 'Daily 2026-03-03', 'Daily 2026-03-05'])
    await expect(push({ type: 'delete', ...naming(rest, day) })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a change of one of its occurrences there is a conflict here', async () => {
    const { push, naming, series, mailbox, stored } = await begunSeries()
    changeOccurrence(mailbox, stored, '2026-03-03', 'deleted')
    await expect(push({ type: 'update', ...naming(series), content: { title: 'Ours' } })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test('its title and its rule are changed as a whole, and days of it cancelled', async () => {
    const { push, naming, series, truth } = await begunSeries()
    const next = await push({
      type: 'update',
      ...naming(series),
      content: { title: 'All', rrule: 'FREQ=DAILY;COUNT=3' },
    })
    expect(next).toMatchObject({ title: 'All', rrule: 'FREQ=DAILY;COUNT=3' })
    const less = await push({ type: 'update', ...naming(next), content: { cancelled: ['2026-03-03'] } })
    expect(less.cancelled).toEqual(['2026-03-03'])
    expect(truth()).toHaveLength(2)
    const single = await push({ type: 'update', ...naming(less), content: { rrule: null } })
    expect(single.rrule).toBeNull()
    expect(truth()).toHaveLength(1)
  })
})

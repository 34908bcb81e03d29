import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listCalendar } from '../../../lib/domain/calendar/calendar.list.ts'
import { readEvent } from '../../../lib/domain/calendar/calendar.service.ts'
import { CalendarUnavailable } from '../../../lib/domain/calendar/sync/provider.ts'
import { syncConnection } from '../../../lib/domain/calendar/sync/sync.service.ts'
import { loadRuns, request } from '../../../lib/domain/calendar/sync/sync-state.repository.ts'
import { deleteEvent, patchEvent, replaceEvent } from '../../../lib/domain/calendar/write/write-event.service.ts'
import { deleteEntity } from '../../../lib/domain/trash/trash.service.ts'
import { contextFor } from '../../support/context.ts'
import { crashTable, dyingAt } from '../../support/crash.ts'
import { startFocusApi } from '../../support/focus-api.ts'

let api: Awaited<ReturnType<typeof startFocusApi>>
let restore: () => void
beforeAll(async () => {
  api = await startFocusApi()
  restore = crashTable()
})
afterAll(async () => {
  restore()
  await api.stop()
})

const ALL = { scope: 'all' } as const
const times = { start: '2027-03-01T10:00:00.000Z', end: '2027-03-01T11:00:00.000Z' }

const withEvents = async () => {
  const person = await api.newPerson(({ memory }) => {
    memory.put('review', { title: 'Review', notes: 'Bring figures', ...times })
    memory.put('series', { title: 'Standup', ...times, rrule: 'FREQ=DAILY;COUNT=5' })
    memory.put('bank', { title: 'Bank', ...times }, 'holidays')
  })
  const rows = async () => (await listCalendar(person.ctx, { from: '2027-03-01', to: '2027-03-20' })).data
  const idOf = async (title: string) => (await rows()).find((one) => one.title === title)?.id ?? ''
  const { ctx, providers } = person
  const patch = async (title: string, body: object, scope: object = ALL) =>
    patchEvent(ctx, providers, await idOf(title), body, scope as typeof ALL)
  return { ...person, rows, idOf, patch, memory: person.calendar.memory }
}

describe('an event of a provider', () => {
  it('is changed there first, under its version, and stored as the provider has it: the next sync writes nothing', async () => {
    const { ctx, id, providers, patch, memory } = await withEvents()
    const changed = await patch('Review', { title: 'Review 2', start: '2027-03-02T10:00:00Z' })
    expect(changed).toMatchObject({ title: 'Review 2', notes: 'Bring figures', end: '2027-03-02T11:00:00.000Z' })
    expect(memory.shown()).toContain('Review 2 2027-03-02T10:00 2027-03-02T11:00')
    await request(ctx, id, { id: ctx.newId(), trigger: 'manual', isForced: false })
    await syncConnection(ctx, providers, id, 'manual')
    expect((await loadRuns(ctx, id))[0]).toMatchObject({ added: 0, updated: 0, deleted: 0, error: null })
    expect((await readEvent(ctx, changed.id)).version).toBe(changed.version)
  })

  it('that is patched to what it is, is not written', async () => {
    const { patch, memory } = await withEvents()
    await patch('Review', { title: 'Review' })
    expect(memory.writes).toEqual([])
  })

  it('that changed there is a 409 that names its new version, after it was read again; nothing is overwritten', async () => {
    const { ctx, providers, idOf, patch, memory } = await withEvents()
    const id = await idOf('Review')
    memory.put('review', { title: 'Theirs' })
    await expect(patch('Review', { title: 'Mine' })).rejects.toMatchObject({ status: 409, code: 'CALENDAR_CONFLICT' })
    expect(await readEvent(ctx, id)).toMatchObject({ title: 'Theirs', version: 2 })
    memory.put('review', { title: 'Theirs again' })
    const remove = () => deleteEvent(ctx, providers, id, ALL, deleteEntity)
    await expect(remove()).rejects.toMatchObject({ code: 'CALENDAR_CONFLICT' })
    await remove()
    expect(memory.shown().filter((one) => /Theirs|Mine/.test(one))).toEqual([])
    await expect(readEvent(ctx, id)).rejects.toMatchObject({ status: 404 })
  })

  it('that is gone there is a 409, and gone here', async () => {
    const { ctx, idOf, patch, memory } = await withEvents()
    const id = await idOf('Review')
    memory.remove('review')
    await expect(patch('Review', { title: 'Mine' })).rejects.toMatchObject({ code: 'CALENDAR_CONFLICT' })
    await expect(readEvent(ctx, id)).rejects.toMatchObject({ status: 404 })
  })

  it('of a calendar that is only read is a 403, and the provider is not asked', async () => {
    const { ctx, providers, idOf, patch, memory } = await withEvents()
    await expect(patch('Bank', { title: 'Mine' })).rejects.toMatchObject({ status: 403, code: 'READ_ONLY' })
    const remove = deleteEvent(ctx, providers, await idOf('Bank'), ALL, deleteEntity)
    await expect(remove).rejects.toMatchObject({ code: 'READ_ONLY' })
    expect(memory.writes).toEqual([])
  })

  it.each([
    [new CalendarUnavailable('unavailable', 'It does not answer'), 502, 'CALENDAR_UNAVAILABLE'],
    [new CalendarUnavailable('rate_limited', 'Later', { retryAfterMs: 5_000 }), 503, 'SERVICE_UNAVAILABLE'],
    [new CalendarUnavailable('forbidden', 'Outlook does not allow it'), 403, 'READ_ONLY'],
    [new CalendarUnavailable('http_403', 'Google does not allow it'), 403, 'READ_ONLY'],
    [new CalendarUnavailable('unsupported', 'Outlook cannot repeat it so'), 400, 'VALIDATION_ERROR'],
  ])('stays as it is here when the provider answers %s', async (refusal, status, code) => {
    const { ctx, idOf, patch, memory } = await withEvents()
    memory.refuse = refusal
    await expect(patch('Review', { title: 'Mine' })).rejects.toMatchObject({ status, code })
    expect(await readEvent(ctx, await idOf('Review'))).toMatchObject({ title: 'Review', version: 1 })
  })

  it('that is replaced goes back to defaults there too', async () => {
    const { ctx, providers, idOf, memory } = await withEvents()
    const id = await idOf('Review')
    expect(await replaceEvent(ctx, providers, id, { title: 'Bare', ...times })).toMatchObject({ notes: null })
    expect(memory.events.get('review')).toMatchObject({ title: 'Bare', notes: null })
  })

  it('of a series goes on differently from a day on: one series ends, another begins, and none is lost', async () => {
    const { rows, patch, memory } = await withEvents()
    const rest = await patch('Standup', { title: 'Later' }, { scope: 'following', occurrence: '2027-03-03' })
    expect(rest).toMatchObject({ title: 'Later', rrule: 'FREQ=DAILY;COUNT=3' })
    expect(memory.writes).toEqual(['create', 'update'])
    const shown = (await rows()).filter(({ title }) => /Standup|Later/.test(title))
    expect(shown.map(({ title, start }) => `${title} ${start.slice(8, 10)}`)).toEqual([
      ...['Standup 01', 'Standup 02', 'Later 03', 'Later 04', 'Later 05'],
    ])
  })

  it('of a series that changed there meanwhile is not split', async () => {
    const { patch, memory } = await withEvents()
    memory.before = () => memory.put('series', { title: 'Theirs' })
    const split = patch('Standup', { title: 'Later' }, { scope: 'following', occurrence: '2027-03-03' })
    await expect(split).rejects.toMatchObject({ code: 'CALENDAR_CONFLICT' })
    expect(memory.shown().filter((one) => /Later/.test(one))).toEqual([])
  })

  it('is the same here and there after a crash at any await and a repeat of the request', async () => {
    for (let nth = 1, crashed = true; crashed; nth += 1) {
      const { ctx, id, providers, idOf, patch, memory } = await withEvents()
      const event = await idOf('Review')
      crashed = (await dyingAt(nth, { after: false }, () => patch('Review', { title: 'Mine' }))).crashed
      const repeat = () => patchEvent(ctx, providers, event, { title: 'Mine' }, ALL)
      await repeat().catch((error) => expect(error).toMatchObject({ code: 'CALENDAR_CONFLICT' }))
      await syncConnection(contextFor(ctx.userId), providers, id, 'push')
      expect(await readEvent(ctx, event)).toMatchObject({ title: 'Mine' })
      expect(memory.events.get('review')?.title).toBe('Mine')
    }
  })
})

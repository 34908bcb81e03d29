import { describe, expect, it } from 'vitest'
import type { Page } from '../../../../lib/domain/calendar/sync/provider.ts'
import type { Quirks } from '../../../support/caldav/fake-server.ts'
import { applyPage, eventText, newMirror, oneCalendar } from './support.ts'

type World = ReturnType<typeof oneCalendar>

/** Reads until there is nothing more, and gives the pages. */
const readAll = async ({ list }: World, mirror = newMirror()): Promise<Page[]> => {
  const pages: Page[] = []
  for (;;) {
    const page = await list(mirror.cursor)
    if (!page) return pages
    pages.push(page)
    applyPage(mirror, page)
    mirror.cursor = page.cursor
    if (!page.hasMore) return pages
  }
}
const titles = (mirror: ReturnType<typeof newMirror>) =>
  [...mirror.groups].map(([name, events]) => `${name} ${events.map(({ title }) => title)}`).sort()

const world = (quirks: Partial<Quirks> = {}) => {
  const made = oneCalendar(quirks)
  made.fake.put(made.path, 'a.ics', eventText('a', 'A'))
  made.fake.put(made.path, 'b-1@x.ics', eventText('b', 'B'))
  return made
}

const KINDS: [string, Partial<Quirks>][] = [
  ['a server with sync-collection', {}],
  ['one that answers with two changes at a time', { truncateAt: 2 }],
  ['one with a tag and ETags only', { hasSync: false }],
  ['one that only says it has sync-collection', { hasSync: false, liesAboutSync: true }],
  ['one without calendar-query', { hasSync: false, hasQuery: false }],
  ['one with odd prefixes and absolute references', { style: 'odd', hrefs: 'absolute' }],
  ['one with encoded references', { hrefs: 'encoded', hasSync: false }],
  ['one behind a proxy that it does not know of', { hrefs: 'internal' }],
  ['one that has a trash', { isTeapot: true }],
]

describe.each(KINDS)('%s', (_, quirks) => {
  it('gives everything, and then what came, changed and went', async () => {
    const made = world(quirks)
    const { fake, path } = made
    const mirror = newMirror()
    await readAll(made, mirror)
    expect(titles(mirror)).toEqual(['a.ics A', 'b-1%40x.ics B'])
    for (const name of ['c', 'd', 'e']) fake.put(path, `${name}.ics`, eventText(name, name))
    fake.put(path, 'a.ics', eventText('a', 'Other'))
    fake.remove(path, 'b-1@x.ics')
    await readAll(made, mirror)
    expect(titles(mirror)).toEqual(['a.ics Other', 'c.ics c', 'd.ics d', 'e.ics e'])
  })

  it('gives nothing when nothing changed, and is asked once for that', async () => {
    const made = world(quirks)
    const mirror = newMirror()
    await readAll(made, mirror)
    await readAll(made, mirror)
    const before = made.fake.asked.length
    expect(await made.list(mirror.cursor)).toBe(null)
    expect(made.fake.asked.length - before).toBe(1)
  })
})

describe('changes of a calendar', () => {
  it('come with what a change has to be sent to, and with the task they were written for', async () => {
    const made = world()
    made.fake.put(made.path, 't.ics', eventText('t', 'T', '20261201T100000Z', 'X-LIFEOS-TASK:task-1'))
    const [page] = await readAll(made)
    const found = page?.events.find(({ taskId }) => taskId === 'task-1')
    const etag = made.fake.resources(made.path).get('t.ics')?.etag
    expect(found).toMatchObject({
      calendar: made.path,
      externalId: 't.ics',
      ref: `${made.path}t.ics`,
      etag,
      title: 'T',
    })
  })

  it('start anew when the server no longer knows what changed', async () => {
    const made = world()
    const mirror = newMirror()
    await readAll(made, mirror)
    made.fake.put(made.path, 'c.ics', eventText('c', 'C'))
    made.fake.forget(made.path)
    await expect(made.list(mirror.cursor)).rejects.toMatchObject({ code: 'cursor_expired' })
  })

  it('end when the calendar is gone, and when the password is no longer right', async () => {
    const made = world()
    const mirror = newMirror()
    await readAll(made, mirror)
    made.fake.removeCalendar(made.path)
    await expect(made.list(mirror.cursor)).rejects.toMatchObject({ code: 'calendar_gone' })
    await expect(made.list(null)).rejects.toMatchObject({ code: 'calendar_gone' })
    made.fake.setPassword('other')
    await expect(made.list(mirror.cursor)).rejects.toMatchObject({ code: 'reauthorize' })
  })

  it.each([[{}], [{ hasSync: false }]])(
    'of large calendars come in pages (%o), and nothing is missed between them',
    async (quirks) => {
      const made = oneCalendar(quirks)
      const { fake, path } = made
      for (let i = 0; i < 600; i++) fake.put(path, `${String(i).padStart(3, '0')}.ics`, eventText(`u${i}`, `T${i}`))
      const mirror = newMirror()
      const first = await made.list(null)
      expect(first).toMatchObject({ mode: 'full', hasMore: true, isComplete: true })
      expect(first?.events).toHaveLength(250)
      if (first) applyPage(mirror, first)
      mirror.cursor = first?.cursor ?? null
      // Behind and before the place that was reached.
      fake.put(path, '000.ics', eventText('u0', 'Behind'))
      fake.put(path, '599.ics', eventText('u599', 'Before'))
      fake.remove(path, '001.ics')
      const pages = await readAll(made, mirror)
      expect(pages).toHaveLength(2)
      await readAll(made, mirror)
      expect(titles(mirror)).toHaveLength(599)
      expect(mirror.groups.get('000.ics')?.[0]?.title).toBe('Behind')
      expect(mirror.groups.get('599.ics')?.[0]?.title).toBe('Before')
    },
  )

  it('of which there are many at once are taken in parts', async () => {
    const made = world()
    const { fake, path } = made
    const mirror = newMirror()
    await readAll(made, mirror)
    for (let i = 0; i < 400; i++) fake.put(path, `n${i}.ics`, eventText(`n${i}`, `N${i}`))
    const pages = await readAll(made, mirror)
    expect(pages.map(({ events, mode }) => [mode, events.length])).toEqual([
      ['incremental', 250],
      ['incremental', 150],
    ])
    expect(mirror.groups.size).toBe(402)
  })

  it('read only what is new where ETags are compared', async () => {
    const made = world({ hasSync: false })
    const mirror = newMirror()
    await readAll(made, mirror)
    made.fake.put(made.path, 'c.ics', eventText('c', 'C'))
    const [page] = await readAll(made, mirror)
    expect(page).toMatchObject({ mode: 'full', events: [{ title: 'C' }], unchanged: ['a.ics', 'b-1%40x.ics'] })
  })

  it('leave what cannot be read as it was', async () => {
    for (const quirks of [{}, { hasSync: false }]) {
      const made = world(quirks)
      const mirror = newMirror()
      await readAll(made, mirror)
      made.fake.put(made.path, 'a.ics', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n')
      await readAll(made, mirror)
      expect(titles(mirror)).toEqual(['a.ics A', 'b-1%40x.ics B'])
    }
  })

  it('take away what is cancelled', async () => {
    for (const quirks of [{}, { hasSync: false }]) {
      const made = world(quirks)
      const mirror = newMirror()
      await readAll(made, mirror)
      made.fake.put(made.path, 'a.ics', eventText('a', 'A', '20261201T100000Z', 'STATUS:CANCELLED'))
      await readAll(made, mirror)
      expect(titles(mirror)).toEqual(['b-1%40x.ics B'])
    }
  })

  it('may be larger together than one answer', async () => {
    const made = oneCalendar({}, (fetch) => async (address, request) => {
      const answer = await fetch(address, request)
      if (answer.body.length > 100_000)
        throw new (await import('../../../../lib/platform/outbound/outbound-refused.ts')).OutboundRefused(
          'too_large',
          'Too large',
        )
      return answer
    })
    for (let i = 0; i < 10; i++)
      made.fake.put(
        made.path,
        `${i}.ics`,
        eventText(`u${i}`, `T${i}`, '20261201T100000Z', `ATTACH:${'x'.repeat(i === 7 ? 200_000 : 30_000)}`),
      )
    const [page] = await readAll(made)
    expect(page?.events).toHaveLength(9)
    expect(page?.unchanged).toEqual(['7.ics'])
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { loadMirrored } from '../../../lib/domain/calendar/sync/mirror.repository.ts'
import { syncConnection } from '../../../lib/domain/calendar/sync/sync.service.ts'
import { loadRuns } from '../../../lib/domain/calendar/sync/sync-state.repository.ts'
import { DAY_MS } from '../../../lib/platform/units.ts'
import { icsCalendar } from '../../../lib/providers/ics/ics-calendar.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { icsEvent, icsFile } from '../../support/ics-host.ts'
import { storeConnection } from '../../support/stored-connection.ts'
import { startSyncWorker } from '../../support/sync-worker.ts'

beforeAll(async () => {
  await startSyncWorker()
})

const PAGE = 4
/** More than a run takes before it leaves the rest to another one. */
const SLICE_MS = 11_000

/** A day that is shown, so many days from now. */
const dayIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

const fileOf = (names: string[], ...more: string[]) =>
  icsFile(...names.map((name) => icsEvent(`uid-${name}`, name, dayIn(10))), ...more)
const names = (count: number) => Array.from({ length: count }, (_, i) => `event ${i}`)

/** Somebody with a file; `isSlow`: each page takes a run. */
const person = async (isSlow: boolean) => {
  let clock = Date.now()
  const host = { file: fileOf(names(10)), fetches: 0, isGone: false }
  const userId = newUserId()
  const account = {
    provider: 'ics',
    account: 'host',
    secret: 'https://host.example/a.ics',
    calendars: ['ics'],
  } as const
  const { id } = await storeConnection(contextFor(userId, { now: () => clock }), account)
  const plain = icsCalendar(async (url, { headers = {} } = {}) => {
    host.fetches += 1
    const etag = `"${host.file.length}"`
    const isKnown = headers['if-none-match'] === etag
    return {
      status: isKnown ? 304 : 200,
      headers: { etag },
      body: Buffer.from(isKnown ? '' : host.file),
      url: String(url),
    }
  }, PAGE)
  const ics: typeof plain = {
    ...plain,
    listChanges: async (...asked) => {
      const page = await plain.listChanges(...asked)
      if (isSlow) clock += SLICE_MS
      return page
    },
  }
  const run = () =>
    syncConnection(contextFor(userId, { now: () => clock, deadline: clock + 3_600_000 }), { ics }, id, 'schedule')
  const titles = async () =>
    [...(await loadMirrored(contextFor(userId), id)).values()]
      .flatMap(({ rows }) => [...rows.values()].flat())
      .map((row) => String((row as { title?: unknown }).title))
      .sort()
  const runs = () => loadRuns(contextFor(userId), id)
  return { host, run, titles, runs }
}

describe('a large iCalendar file', () => {
  it('is read page by page and fetched once in a run', async () => {
    const { host, run, titles } = await person(false)
    expect(await run()).toBe('done')
    expect(await titles()).toEqual(names(10))
    expect(host.fetches).toBe(1)
    expect([await run(), host.fetches]).toEqual(['done', 2])
  })

  it('that takes longer than a run goes on in another one, where it was, and is one run in the history', async () => {
    const { host, run, titles, runs } = await person(true)
    const seen = []
    for (let i = 0; i < 3; i++) seen.push([await run(), (await titles()).length])
    expect(seen).toEqual([
      ['goesOn', 4],
      ['goesOn', 8],
      ['done', 10],
    ])
    expect(host.fetches).toBe(3)
    expect(await runs()).toMatchObject([{ added: 10, updated: 0, deleted: 0, mode: 'full', error: null }])
  })

  it('that changes between two runs is read anew, and what is in it no more goes only at its end', async () => {
    const { host, run, titles } = await person(true)
    await run()
    host.file = fileOf(names(10).slice(2), icsEvent('new', 'new', dayIn(11)))
    expect(await run()).toBe('goesOn')
    expect(await titles()).toEqual(expect.arrayContaining(['event 0', 'event 1']))
    while ((await run()) !== 'done');
    expect(await titles()).toEqual([...names(10).slice(2), 'new'].sort())
  })

  it('keeps the events of one series on one page', async () => {
    const { host, run, titles } = await person(true)
    const dates = Array.from({ length: 9 }, (_, i) => `${dayIn(20 + i).replaceAll('-', '')}T100000Z`).join(',')
    host.file = fileOf(names(3), icsEvent('dates', 'dates', dayIn(14), `RDATE:${dates}`), icsEvent('z', 'z', dayIn(15)))
    expect([await run(), (await titles()).length]).toEqual(['goesOn', 13])
    expect([await run(), (await titles()).length]).toEqual(['done', 14])
  })
})

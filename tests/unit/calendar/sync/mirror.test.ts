import { expect, it } from 'vitest'
import { CALENDAR_EVENT } from '../../../../lib/domain/calendar/calendar-event.ts'
import { occurrencesOf } from '../../../../lib/domain/calendar/occurrences.ts'
import type { StoredConnection } from '../../../../lib/domain/calendar/sync/connection.fields.ts'
import { grouped } from '../../../../lib/domain/calendar/sync/groups.ts'
import { type MirrorChanges, mirrorPage, mirrorUnseen, seenIn } from '../../../../lib/domain/calendar/sync/mirror.ts'
import type { Page } from '../../../../lib/domain/calendar/sync/provider.ts'
import { fromItem } from '../../../../lib/platform/events/stored.ts'
import type { Item } from '../../../../lib/platform/table/table.ts'
import { DAY_MS } from '../../../../lib/platform/units.ts'
import { changeEvents, FIRST, type Truth, takesPlace, truthProvider } from '../../../support/calendar-truth.ts'
import { contextFor } from '../../../support/context.ts'
import { HISTORIES } from '../../../support/histories.ts'
import { numbers } from '../../../support/numbers.ts'

const STEPS = 3

const calendar = {
  ...{ id: 'c', externalId: 'calendar', name: 'Calendar', color: null, timeZone: null },
  ...{ canWrite: true, selected: true, busy: true },
}
const connection: StoredConnection = {
  ...{ id: 'connection', userId: 'person', version: 1, createdAt: '', updatedAt: '', provider: 'google' },
  ...{ account: null, calendars: [calendar], focusCalendarId: null, needsSignIn: false, paused: false },
}
const target = { connection, calendar }
const access = { secret: '', zone: 'UTC', window: { from: '', to: '' } }
const ctx = contextFor('person')

type Rows = Map<string, Item>

/** Writes the changes in their order, or, in a process that dies, the first of them. */
const write = (rows: Rows, changes: MirrorChanges, most = Number.POSITIVE_INFINITY): void => {
  const { exceptions, rows: events, pointers, pointersGone, rowsGone } = changes
  const all = [exceptions, events, pointers, pointersGone, rowsGone].flatMap((some) => [...some])
  for (const [key, row] of all.slice(0, most))
    if (row) rows.set(key, { ...row, SK: key })
    else rows.delete(key)
}

const storedIn = (rows: Rows) => {
  const of = (prefix: string) => [...rows].flatMap(([key, row]) => (key.startsWith(prefix) ? [row] : []))
  return grouped(of('CALENDAREVENT#'), of('CALENDAREXCEPTION#'))
}

const shownIn = (rows: Rows): string[] =>
  [...rows]
    .filter(([key]) => key.startsWith('CALENDAREVENT#'))
    .flatMap(([, row]) =>
      occurrencesOf(fromItem(CALENDAR_EVENT, row), {
        from: FIRST - 60 * DAY_MS,
        to: FIRST + 200 * DAY_MS,
        zone: 'UTC',
      }),
    )
    .map((one) => `${one.externalId} ${one.title} ${one.start} ${one.busy}`)
    .sort()

const strayIn = (rows: Rows): string[] => {
  const pointers = [...rows].flatMap(([key, { to }]) => (key.startsWith('CALENDARID#') && to ? [`${key} ${to}`] : []))
  const wanted = [...rows].flatMap(([key, { id }]) =>
    key.startsWith('CALENDAREVENT#') ? [`CALENDARID#${id} ${key}`] : [],
  )
  return [...pointers.filter((one) => !wanted.includes(one)), ...wanted.filter((one) => !pointers.includes(one))]
}

it(`brings rows into step with the provider in ${HISTORIES} histories of pages, in part or in whole, some of them cut off`, async () => {
  for (let seed = 0; seed < HISTORIES; seed++) {
    const random = numbers(seed)
    const below = (count: number) => Math.floor(random() * count)
    const truth: Truth = { calendars: new Map(), pageSize: 1, failures: [], onCall: () => {}, isPartial: false }
    const true1 = { listed: { ...calendar }, masters: new Map(), apart: new Map(), rev: 0, floor: 0 }
    truth.calendars.set(calendar.externalId, true1)
    const provider = truthProvider(truth)
    const rows: Rows = new Map()
    let cursor: string | null = null
    let isRepair = false
    for (let step = 0; step < STEPS; step++) {
      for (let i = below(5); i >= 0; i--) changeEvents(random, true1)
      truth.pageSize = 1 + below(5)
      if (below(5) === 0) cursor = null
      const options = { isRepair, at: '2027-01-01T00:00:00.000Z', since: '' }
      const seen = new Set<string>()
      for (let page: Page | null = null; page === null || page.hasMore; ) {
        page = await provider.listChanges(ctx, access, calendar.externalId, cursor)
        if (!page) break
        for (const name of seenIn(target, page)) seen.add(name)
        const changes = mirrorPage(target, storedIn(rows), page, options)
        if (!isRepair && below(12) === 0) {
          // The page comes again: its cursor was not stored. A list of everything goes on where it was.
          write(rows, changes, below(10))
          options.isRepair = true
          page = { ...page, hasMore: true }
          continue
        }
        write(rows, changes)
        cursor = page.cursor
        if (page.mode === 'full' && !page.hasMore) write(rows, mirrorUnseen(target, storedIn(rows), seen, options))
      }
      isRepair = false
      const wanted = takesPlace(true1, true)
      if (shownIn(rows).join('\n') !== wanted.join('\n'))
        expect({ seed, shown: shownIn(rows) }).toEqual({ seed, shown: wanted })
      if (strayIn(rows).length > 0) expect({ seed, stray: strayIn(rows) }).toEqual({ seed, stray: [] })
    }
  }
})

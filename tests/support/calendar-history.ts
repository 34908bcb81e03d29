import assert from 'node:assert/strict'
import type { CalendarEvent } from '../../lib/domain/calendar/calendar.schema.ts'
import { CALENDAR_EVENT } from '../../lib/domain/calendar/calendar-event.ts'
import { occurrencesOf } from '../../lib/domain/calendar/occurrences.ts'
import type { StoredConnection } from '../../lib/domain/calendar/sync/connection.fields.ts'
import { CalendarUnavailable } from '../../lib/domain/calendar/sync/provider.ts'
import { type PushedChange, storePushed } from '../../lib/domain/calendar/sync/pushed.service.ts'
import { syncConnection } from '../../lib/domain/calendar/sync/sync.service.ts'
import { request } from '../../lib/domain/calendar/sync/sync-state.repository.ts'
import { fromItem } from '../../lib/platform/events/stored.ts'
import { sk, userPk } from '../../lib/platform/table/keys.ts'
import type { Item } from '../../lib/platform/table/table.ts'
import { DAY_MS, HOUR_MS } from '../../lib/platform/units.ts'
import { changeEvents, eventsOf, exceptionOf, FIRST, type Truth, takesPlace, truthProvider } from './calendar-truth.ts'
import { contextFor } from './context.ts'
import { dyingAt } from './crash.ts'
import type { MemoryTable } from './memory-table.ts'

const USER = 'person'
const CONNECTION = 'connection'
const STEPS = 5
const MOST_INVOCATIONS = 40

type Counts = { runs: number; crashes: number; goneOn: number; expired: number; pushes: number }

/** A connection in the table, its truth at the provider, and a clock. */
type World = {
  table: MemoryTable
  random: () => number
  truth: Truth
  now: number
  counts: Counts
  next: number
  slow: boolean
}

/**
 * One history of a connection: the provider's calendars change, the person chooses calendars and writes events, runs die at any
 * await, cursors expire. Nothing that was synced and stays may be missing at any moment; in the end everything has to be
 * as at the provider, and one more run, even of everything, writes no event.
 */
export const inHistory = async (table: MemoryTable, random: () => number): Promise<Counts> => {
  const world = newWorld(table, random)
  for (let i = below(world, 6); i >= 0; i--) change(world)
  for (let step = 0; step < STEPS; step++) {
    const steady = below(world, 3) === 0 ? await converged(world) : null
    const before = steady && new Set(steady)
    for (let i = below(world, 4); i >= 0; i--) change(world)
    await choose(world)
    if (below(world, 4) === 0) await push(world)
    await runDying(world)
    if (before) noneMissing(world, before)
  }
  await converged(world)
  await costsNothing(world)
  return world.counts
}

const below = ({ random }: Pick<World, 'random'>, count: number): number => Math.floor(random() * count)
const oneOf = <T>(world: World, all: readonly T[]): T | undefined => all[below(world, all.length)]

const newWorld = (table: MemoryTable, random: () => number): World => {
  const truth: Truth = { calendars: new Map(), pageSize: 2, failures: [], onCall: () => {}, isPartial: false }
  const counts = { runs: 0, crashes: 0, goneOn: 0, expired: 0, pushes: 0 }
  const world: World = { table, random, truth, now: Date.now(), counts, next: 0, slow: false }
  truth.onCall = () => {
    world.now += world.slow ? below(world, 8_000) : 1
  }
  newCalendar(world)
  if (below(world, 2) === 0) newCalendar(world)
  const at = new Date(world.now).toISOString()
  const entity = {
    id: CONNECTION,
    userId: USER,
    version: 1,
    createdAt: at,
    updatedAt: at,
    provider: 'google',
    calendars: [],
  }
  const put = (SK: string, item: Item) => table.rows(userPk(USER)).set(SK, { PK: userPk(USER), SK, ...item })
  put(sk.entity('calendarconnection', CONNECTION), entity)
  put(sk.calendarSync(CONNECTION), { connectionId: CONNECTION, leaseUntil: 0, nextSyncAt: at })
  return world
}

const newCalendar = (world: World): void => {
  const externalId = `calendar ${world.next++}`
  const listed = { externalId, name: 'Name', color: null, timeZone: 'UTC', canWrite: true }
  world.truth.calendars.set(externalId, { listed, masters: new Map(), apart: new Map(), rev: 0, floor: 0 })
}

/** Something changes at the provider. */
const change = (world: World): void => {
  const { truth } = world
  truth.pageSize = 1 + below(world, 4)
  const calendar = oneOf(world, [...truth.calendars.values()])
  const what = below(world, 24)
  if (what === 0) newCalendar(world)
  else if (what === 1 && truth.calendars.size > 1 && calendar) truth.calendars.delete(calendar.listed.externalId)
  else if (what === 2 && calendar) calendar.listed = { ...calendar.listed, name: `Name ${world.next++}` }
  else if (what === 3 && calendar) calendar.listed = { ...calendar.listed, canWrite: !calendar.listed.canWrite }
  else if (what === 4 && calendar) {
    calendar.floor = calendar.rev
    world.counts.expired += 1
  } else if (what < 7)
    truth.failures.push(new CalendarUnavailable('http_503', 'Busy', { retryAfterMs: 1_000 * below(world, 2) }))
  else if (calendar) changeEvents(world.random, calendar)
}

const connectionOf = ({ table }: World): StoredConnection =>
  table.rows(userPk(USER)).get(sk.entity('calendarconnection', CONNECTION)) as unknown as StoredConnection

const contextOf = (world: World) => contextFor(USER, { source: 'cron', now: () => world.now })

/** The person shows other calendars, or lets them take no time. */
const choose = async (world: World): Promise<void> => {
  const connection = connectionOf(world)
  const calendar = oneOf(world, connection.calendars)
  if (!calendar || below(world, 4) > 0) return
  const key = sk.entity('calendarconnection', CONNECTION)
  const calendars = connection.calendars.map((one) => {
    if (one !== calendar) return one
    return below(world, 2) === 0 ? { ...one, selected: !one.selected } : { ...one, busy: !one.busy }
  })
  world.table.rows(userPk(USER)).set(key, { ...connection, calendars, version: connection.version + 1 } as Item)
  await request(contextOf(world), CONNECTION, { id: `choice ${world.next++}`, trigger: 'manual', isForced: false })
}

/** The person writes an event here: it is changed at the provider, and what that answers is stored. */
const push = async (world: World): Promise<void> => {
  const connection = connectionOf(world)
  const calendar = oneOf(
    world,
    connection.calendars.filter(({ selected }) => selected),
  )
  const there = calendar && world.truth.calendars.get(calendar.externalId)
  if (!there) return
  world.counts.pushes += 1
  const named = oneOf(
    world,
    [...there.masters.entries()].filter(([, { master }]) => master?.parts.length === 0),
  )
  const externalId = named?.[0] ?? `own ${world.next++}`
  there.rev += 1
  const { rev } = there
  const master = named?.[1].master ?? { title: '', start: FIRST, series: null, parts: [], busy: true }
  const own = [...there.apart].filter(([, one]) => one.externalId === externalId)
  const shown = rowsOf(world, 'CALENDAREVENT#').find(
    ([, row]) => row.calendarId === calendar.id && row.externalId === externalId && !row.recurrenceId,
  )
  const etag = shown ? String(shown[1].etag) : null
  const store = (change: PushedChange) =>
    dyingAt(1 + below(world, 12), { after: below(world, 2) === 0 }, async () => {
      const ctx = contextOf(world)
      const { isContested } = await storePushed(ctx, { connection, calendar }, change, etag)
      if (isContested) await request(ctx, CONNECTION, { id: `push ${world.next++}`, trigger: 'push', isForced: false })
    })
  const what = below(world, 4)
  if (what === 0) {
    there.masters.set(externalId, { rev, master: null })
    for (const [key] of own) there.apart.delete(key)
    await store({ gone: { calendar: calendar.externalId, externalId, recurrenceId: null } })
  } else if (what === 1 && master.series) {
    const one = { rev, externalId, start: master.start, content: { title: `Own ${world.next++}`, start: master.start } }
    for (const [key, { start }] of own) if (start === one.start) there.apart.delete(key)
    there.apart.set(`${externalId} ${one.start}`, one)
    await store({ pushed: exceptionOf(calendar.externalId, one) })
  } else {
    const entry = { rev, master: { ...master, title: `Own ${world.next++}`, start: master.start + HOUR_MS } }
    there.masters.set(externalId, entry)
    const [pushed] = eventsOf(calendar.externalId, externalId, entry)
    if (pushed) await store({ pushed })
  }
}

/** A run, in as many invocations as it wants, each of which may die. */
const runDying = async (world: World): Promise<void> => {
  world.slow = below(world, 2) === 0
  for (let i = 0; i < 3; i++) {
    const nth = 1 + below(world, below(world, 2) === 0 ? 25 : 120)
    let outcome = ''
    const life = await dyingAt(nth, { after: below(world, 2) === 0 }, async () => {
      outcome = await invoke(world)
    })
    world.counts.crashes += Number(life.crashed)
    world.counts.goneOn += Number(outcome === 'goesOn')
    if (outcome !== 'goesOn') break
  }
  world.slow = false
  world.now += HOUR_MS / 4
}

const invoke = (world: World) => {
  world.counts.runs += 1
  return syncConnection(contextOf(world), { google: truthProvider(world.truth) }, CONNECTION, 'schedule')
}

/** Runs until one has gone well, and compares. Resolves to what takes place. */
const converged = async (world: World): Promise<string[]> => {
  world.truth.failures.length = 0
  // Once more: what changed while everything was read comes with the changes after it.
  for (let i = 0, good = 0; good < 2; i++) {
    assert(i < MOST_INVOCATIONS, 'never ends')
    // Later than any lease, and than the next list of calendars.
    world.now += i === 0 ? 2 * HOUR_MS : 1_000
    const outcome = await invoke(world)
    const { lastError, requested } = stateOf(world)
    assert.notEqual(outcome, 'busy')
    good += Number(outcome === 'done' && lastError === null && !requested)
  }
  const wanted = wantedOf(world)
  assert.deepEqual(shownOf(world), wanted)
  consistent(world)
  return wanted
}

const stateOf = ({ table }: World): Item => table.rows(userPk(USER)).get(sk.calendarSync(CONNECTION)) ?? {}

const wantedOf = (world: World): string[] =>
  connectionOf(world)
    .calendars.filter(({ selected }) => selected)
    .flatMap(({ id, externalId, busy }) => {
      const calendar = world.truth.calendars.get(externalId)
      return calendar ? takesPlace(calendar, busy).map((one) => `${id} ${one}`) : []
    })
    .sort()

const rowsOf = ({ table }: World, prefix: string): [string, Item][] =>
  [...table.rows(userPk(USER))].filter(([key]) => key.startsWith(prefix))

const eventsIn = (world: World): CalendarEvent[] =>
  rowsOf(world, 'CALENDAREVENT#').map(([, row]) => fromItem(CALENDAR_EVENT, row))

const RANGE = { from: FIRST - 60 * DAY_MS, to: FIRST + 200 * DAY_MS, zone: 'UTC' }

const shownOf = (world: World): string[] =>
  eventsIn(world)
    .flatMap((event) => occurrencesOf(event, RANGE))
    .map((one) => `${one.calendarId} ${one.externalId} ${one.title} ${one.start} ${one.busy}`)
    .sort()

/** Every row has its pointer, and there is nothing besides. */
const consistent = (world: World): void => {
  const pointers = new Map(
    rowsOf(world, 'CALENDARID#').flatMap(([key, { to }]) => (to ? [[key, to]] : [])) as [string, string][],
  )
  const wanted = rowsOf(world, 'CALENDAREVENT#').map(([key, { id }]): [string, string] => [`CALENDARID#${id}`, key])
  assert.deepEqual([...pointers].sort(), wanted.sort())
  const connection = connectionOf(world)
  const names = new Map(connection.calendars.map(({ externalId, name }) => [externalId, name]))
  const listed = new Map([...world.truth.calendars].map(([externalId, { listed }]) => [externalId, listed.name]))
  assert.deepEqual(names, listed)
}

/** What was there and stays at the provider is there, however many runs died since. */
const noneMissing = (world: World, before: Set<string>): void => {
  const wanted = new Set(wantedOf(world))
  const shown = new Set(shownOf(world))
  const missing = [...before].filter((one) => wanted.has(one) && !shown.has(one))
  assert.deepEqual(missing, [])
}

/** One run more, and one that reads everything, find that all is known. */
const costsNothing = async (world: World): Promise<void> => {
  const { written } = world.table
  for (const isForced of [false, true]) {
    written.length = 0
    if (isForced) await request(contextOf(world), CONNECTION, { id: 'again', trigger: 'manual', isForced })
    world.now += 1_000
    while ((await invoke(world)) === 'goesOn') world.now += 1_000
    assert.deepEqual(
      written.filter((key) => /^CALENDAR(EVENT|ID|EXCEPTION)#/.test(key)),
      [],
    )
  }
}

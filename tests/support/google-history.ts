import { seenIn } from '../../infra/local/fake-google/truth.ts'
import type { CalendarEvent } from '../../lib/domain/calendar/calendar.schema.ts'
import { occurrencesOf } from '../../lib/domain/calendar/occurrences.ts'
import { type Access, CalendarUnavailable, type Pushed } from '../../lib/domain/calendar/sync/provider.ts'
import type { Context } from '../../lib/platform/context.ts'
import { contextFor } from './context.ts'
import { EDITS, FIRST, times } from './google-edits.ts'
import { ADA, accessAt, type GoogleWorld, googleWorld, WRITE } from './google-world.ts'
import { type Random, randomOf } from './random.ts'

const STEPS = 8
const TO = FIRST + 40 * 86_400_000

/** What is mirrored of Ada's calendar, and how it gets there. */
export type Mirror = {
  /** One run, which may die while `isCalm` is false. Resolves to how it ended. */
  sync: (ctx: Context) => Promise<string>
  /** Stores what a push came to. `gone`: the id of what it deleted; `etag`: the version that it rested on. */
  store: (pushed: Pushed, gone: string, etag: string | null) => Promise<void>
  /** Reads everything anew the next time. */
  startAnew: () => Promise<void>
  /** The person signs in again. */
  signIn: () => Promise<void>
  events: () => Promise<CalendarEvent[]>
  /** How many events were added, changed and removed so far. */
  changes: () => Promise<number>
}

export type Setting = {
  world: GoogleWorld
  random: Random
  access: Access
  clock: { now: number }
  isCalm: () => boolean
}

export type History = Setting & { mirror: Mirror; ctx: Context; log: string[] }

/** A change on our side, by what we know. Its answer may be lost, or we may not come to store it. */
const write = async ({ world, mirror, random, ctx, access, log }: History): Promise<void> => {
  const events = await mirror.events()
  const known: CalendarEvent | undefined = events[random.below(events.length)]
  const { start, end } = times(random)
  const iso = (one: typeof start) => one.date ?? new Date(one.dateTime ?? '').toISOString()
  const when = { start: iso(start), end: iso(end), allDay: start.date !== undefined, timeZone: start.timeZone ?? 'UTC' }
  const named = { calendar: ADA, externalId: String(known?.externalId), ref: null, occurrence: null }
  const etag = known?.etag ?? null
  const isSameKind = known?.allDay === when.allDay
  const content = { title: `Ours ${random.below(1_000)}`, ...(random.chance(0.5) && isSameKind && when) }
  const kind = known && !known.recurrenceId ? random.pick(['create', 'update', 'update', 'delete']) : 'create'
  const blank = { notes: null, location: null, rrule: null, cancelled: [], changed: {}, attendees: [] }
  const created = { ...content, ...when, ...blank, conferenceUrl: null, busy: true, status: 'confirmed' as const }
  const push = (change: Parameters<typeof world.provider.push>[2]) => world.provider.push(ctx, access, change)
  try {
    const pushed =
      kind === 'create'
        ? await push({ type: kind, calendar: ADA, id: `block ${random.below(3)}`, taskId: 'task', content: created })
        : await push(kind === 'update' ? { type: kind, ...named, etag, content } : { type: 'delete', ...named, etag })
    log.push(`${kind} ${kind === 'create' ? '' : named.externalId}`)
    if (random.chance(0.7)) await mirror.store(pushed, named.externalId, kind === 'create' ? null : etag)
  } catch (error) {
    if (!(error instanceof CalendarUnavailable)) throw error
    log.push(`${kind}: ${error.code}`)
  }
}

const sync = async ({ mirror, ctx, log }: History): Promise<void> => {
  log.push(`sync: ${await mirror.sync(ctx)}`)
}

/** Messages are dropped, doubled and come in another order; each that arrives starts a run. */
const receive = async (history: History): Promise<void> => {
  const { world, random } = history
  const messages = world.pushes.splice(0).flatMap((one) => random.pick([[], [one], [one, one]]))
  for (const _ of messages.reverse().slice(0, 3)) await sync(history)
}

const FAULTS = [null, null, '403', '429', '500', '503', 'lost', 'cut'] as const

const trouble = async ({ world, random, log, mirror }: History): Promise<void> => {
  const kind = random.pick(['faults', 'expired', 'revoked', 'anew'])
  log.push(kind)
  if (kind === 'faults') world.faults.plan(...Array.from({ length: 4 }, () => random.pick(FAULTS)))
  if (kind === 'expired') world.books.expireSyncTokens(ADA, ADA)
  if (kind === 'anew') await mirror.startAnew()
  if (kind === 'revoked') world.grants.delete('token')
}

const step = async (history: History): Promise<void> => {
  const { random, world, log, clock } = history
  clock.now += random.below(1_800_000)
  const dice = random.below(20)
  if (dice < 11) log.push(random.pick(EDITS)(world.writer(), random))
  else if (dice < 14) await write(history)
  else if (dice < 15) await receive(history)
  else if (dice < 18) await sync(history)
  else await trouble(history)
}

/** Everything works again: what changed while a list was read page by page comes with the increment after it. */
export const settle = async (history: History): Promise<void> => {
  const { world, clock, mirror } = history
  world.faults.clear()
  world.grants.set('token', { account: ADA, scope: WRITE })
  await mirror.signIn()
  clock.now += 3_600_000
  await sync(history)
  await sync(history)
}

/** Edits on both sides, and what may go wrong, in an order that the seed decides; in the end all is well. */
export const playHistory = async (seed: number, mirrorIn: (setting: Setting) => Promise<Mirror>): Promise<History> => {
  const random = randomOf(seed)
  const clock = { now: FIRST }
  let isCalm = false
  const world = googleWorld({ now: () => clock.now, pageSize: () => random.below(6) })
  const setting = { world, random, clock, access: accessAt(FIRST), isCalm: () => isCalm }
  const ctx = contextFor('somebody', { now: () => clock.now, deadline: TO * 2 })
  const history: History = { ...setting, mirror: await mirrorIn(setting), ctx, log: [] }
  await world.provider.watch(ctx, setting.access, ADA, { id: 'channel', token: 'token', address: 'https://us.test' })
  for (let n = 0; n < STEPS; n++) await step(history)
  isCalm = true
  await settle(history)
  return history
}

/** What a person sees at Google, a line each. */
export const shownThere = ({ world }: History): string[] =>
  seenIn(world.books, ADA, ADA, { from: FIRST, to: TO })
    .map(({ title, allDay, startMs, endMs, event }) => {
      const text = (ms: number) => new Date(ms).toISOString().slice(0, allDay ? 10 : 24)
      return `${text(startMs)} ${text(endMs)} ${title} ${event.transparency === 'transparent' ? 'free' : 'busy'}`
    })
    .sort()

/** What a person sees here. */
export const shownHere = async ({ mirror }: History): Promise<string[]> =>
  (await mirror.events())
    .flatMap((event) => occurrencesOf(event, { from: FIRST, to: TO, zone: 'UTC' }))
    .map(({ title, start, end, busy }) => `${start} ${end} ${title} ${busy ? 'busy' : 'free'}`)
    .sort()

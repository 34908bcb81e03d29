import { expect, test } from 'vitest'
import { seenIn } from '../../../../infra/local/fake-google/truth.ts'
import type { CalendarEvent } from '../../../../lib/domain/calendar/calendar.schema.ts'
import { CalendarUnavailable } from '../../../../lib/domain/calendar/sync/provider.ts'
import type { Context } from '../../../../lib/platform/context.ts'
import { resetCircuits } from '../../../../lib/platform/outbound/circuits.ts'
import { contextFor } from '../../../support/context.ts'
import { EDITS, FIRST, times } from './edits.ts'
import { ACCESS, ADA, type GoogleWorld, googleWorld } from './google-world.ts'
import { Crash, type PureMirror, pureMirror, shownHere } from './pure-mirror.ts'
import { type Random, randomOf } from './random.ts'

const HISTORIES = Number(process.env.HISTORIES ?? 10_000)
const SEED = Number(process.env.FAST_CHECK_SEED ?? 1) || Date.now()
const STEPS = 8
const TO = FIRST + 40 * 86_400_000

type History = {
  world: GoogleWorld
  mirror: PureMirror
  random: Random
  ctx: Context
  clock: { now: number }
  log: string[]
}

const truth = ({ world }: History): string[] =>
  seenIn(world.books, ADA, ADA, { from: FIRST, to: TO })
    .map(({ title, allDay, startMs, endMs, event }) => {
      const text = (ms: number) => new Date(ms).toISOString().slice(0, allDay ? 10 : 24)
      return `${text(startMs)} ${text(endMs)} ${title} ${event.transparency === 'transparent' ? 'free' : 'busy'}`
    })
    .sort()

const sync = async (history: History): Promise<void> => {
  try {
    await history.mirror.sync(history.ctx, ACCESS)
    history.log.push('synced')
  } catch (error) {
    if (!(error instanceof Crash || error instanceof CalendarUnavailable)) throw error
    history.log.push(`sync: ${error instanceof Crash ? 'crashed' : error.code}`)
  }
}

/** A change on our side, by what we know. Its answer may be lost, or we may not come to store it. */
const write = async (history: History): Promise<void> => {
  const { world, mirror, random, ctx, log } = history
  const known: CalendarEvent | undefined = mirror.events()[random.below(mirror.events().length)]
  const { start, end } = times(random)
  const iso = (one: typeof start) => one.date ?? new Date(one.dateTime ?? '').toISOString()
  const when = { start: iso(start), end: iso(end), allDay: start.date !== undefined, timeZone: start.timeZone ?? 'UTC' }
  const named = { calendar: ADA, externalId: String(known?.externalId), ref: null, occurrence: null }
  const etag = known?.etag ?? null
  const isSameKind = known?.allDay === when.allDay
  const content = { title: `Ours ${random.below(1_000)}`, ...(random.chance(0.5) && isSameKind && when) }
  const kind = known && !known.recurrenceId ? random.pick(['create', 'update', 'update', 'delete']) : 'create'
  const blank = { notes: null, location: null, rrule: null, cancelled: [], changed: {}, attendees: [] }
  try {
    const pushed = await world.provider.push(
      ctx,
      ACCESS,
      kind === 'create'
        ? {
            ...{ type: kind, calendar: ADA, id: `block ${random.below(3)}`, taskId: 'task' },
            content: { ...content, ...when, ...blank, conferenceUrl: null, busy: true, status: 'confirmed' },
          }
        : kind === 'update'
          ? { type: kind, ...named, etag, content }
          : { type: 'delete', ...named, etag },
    )
    log.push(`${kind} ${kind === 'create' ? '' : named.externalId}`)
    if (random.chance(0.7)) mirror.store(ACCESS, pushed, named.externalId)
  } catch (error) {
    if (!(error instanceof CalendarUnavailable)) throw error
    log.push(`${kind}: ${error.code}`)
  }
}

/** Messages are dropped, doubled and come in another order; each that arrives starts a run. */
const receive = async (history: History): Promise<void> => {
  const { world, random } = history
  const messages = world.pushes.splice(0).flatMap((one) => random.pick([[], [one], [one, one]]))
  for (const _ of messages.reverse().slice(0, 3)) await sync(history)
}

const trouble = ({ world, random, log, mirror }: History): void => {
  const kind = random.pick(['faults', 'expired', 'revoked', 'anew'])
  log.push(kind)
  if (kind === 'faults') world.faults.plan(...Array.from({ length: 4 }, () => random.pick(FAULTS)))
  if (kind === 'expired') world.books.expireSyncTokens(ADA, ADA)
  if (kind === 'anew') mirror.startAnew()
  if (kind === 'revoked') world.grants.delete('token')
}
const FAULTS = [null, null, '403', '429', '500', '503', 'lost', 'cut'] as const

const step = async (history: History): Promise<void> => {
  const { random, world, log, clock } = history
  clock.now += random.below(1_800_000)
  const dice = random.below(20)
  if (dice < 11) log.push(random.pick(EDITS)(world.writer(), random))
  else if (dice < 14) await write(history)
  else if (dice < 15) await receive(history)
  else if (dice < 18) await sync(history)
  else trouble(history)
}

const settle = async (history: History): Promise<void> => {
  const { world, clock } = history
  world.faults.clear()
  world.grants.set('token', { account: ADA, scope: 'https://www.googleapis.com/auth/calendar.events' })
  clock.now += 3_600_000
  // What changed while a list was read page by page comes with the next increment.
  await sync(history)
  await sync(history)
}

const play = async (seed: number): Promise<History> => {
  const random = randomOf(seed)
  const clock = { now: FIRST }
  const world = googleWorld({ now: () => clock.now, pageSize: () => random.below(6) })
  const state = { isCalm: false }
  const mirror = pureMirror(world, ADA, () => !state.isCalm && random.chance(0.05))
  const ctx = contextFor('somebody', { now: () => clock.now, deadline: TO * 2 })
  const history: History = { world, mirror, random, ctx, clock, log: [] }
  await world.provider.watch(ctx, ACCESS, ADA, { id: 'channel', token: 'token', address: 'https://us.test' })
  for (let n = 0; n < STEPS; n++) await step(history)
  state.isCalm = true
  await settle(history)
  return history
}

const PARTS = Array.from({ length: 10 }, (_, part) => part)

test.each(PARTS)(`after any of ${HISTORIES} histories the mirror is what Google has: part %i`, async (part) => {
  for (let n = part; n < HISTORIES; n += PARTS.length) {
    const history = await play(SEED * 1_000_003 + n)
    const { mirror, log } = history
    const shown = shownHere(mirror.events(), FIRST, TO)
    const expected = truth(history)
    if (shown.join() !== expected.join()) expect({ n, log, shown }).toEqual({ n, log, shown: expected })
    // Another look at everything finds nothing to do.
    if (n % 100 > 9) continue
    const before = { ...mirror.counts }
    mirror.startAnew()
    await settle(history)
    expect({ n, log, ...mirror.counts }).toEqual({ n, log, ...before })
  }
  resetCircuits()
})

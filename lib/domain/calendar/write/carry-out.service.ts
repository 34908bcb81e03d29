import { createHash } from 'node:crypto'
import type { Context } from '../../../platform/context.ts'
import type { CalendarEvent } from '../calendar.schema.ts'
import type { EventContent } from '../event-content.ts'
import { firstOf, timesOn } from '../occurrences.ts'
import { loadGroups } from '../sync/mirror.repository.ts'
import { mirrorIdOf, mirrorPartOf, providerEventOf } from '../sync/mirrored-row.ts'
import type { Exception, Pushed } from '../sync/provider.ts'
import { type PushedChange, type StoredPush, storePushed } from '../sync/pushed.service.ts'
import { type HeldCalendar, isChangedThere } from './held-calendar.service.ts'
import type { MirroredWrite } from './mirrored-write.ts'

type Write<T extends MirroredWrite['type']> = Extract<MirroredWrite, { type: T }>

/**
 * Makes a write at the provider, and stores what it answered. Resolves to the event as it is then; of a split series to the one that
 * goes on. @throws CalendarUnavailable
 */
export const carriedOut = async (
  ctx: Context,
  held: HeldCalendar,
  event: CalendarEvent,
  write: Exclude<MirroredWrite, { type: 'none' }>,
): Promise<StoredPush> => {
  if (write.type === 'split') return split(ctx, held, event, write)
  const { base, storedEtag } = await baseOf(ctx, held, event, write.occurrence)
  if (write.type === 'update') {
    const pushed = await held.push({ ...base, type: 'update', content: write.content })
    return stored(ctx, held, pushed, storedEtag)
  }
  const pushed = await held.push({ ...base, type: 'delete' })
  if (pushed) return stored(ctx, held, pushed, storedEtag)
  if (write.cancelled === null) return storePushed(ctx, held, goneOf(held, event), storedEtag)
  const without = await withoutOccurrence(ctx, held, event, write.cancelled)
  return without ? { ...(await stored(ctx, held, without, storedEtag)), isContested: true } : NOTHING
}

const NOTHING: StoredPush = { event: null, isContested: true }

const stored = (ctx: Context, held: HeldCalendar, pushed: Pushed, etag: string | null): Promise<StoredPush> =>
  pushed ? storePushed(ctx, held, { pushed }, etag) : Promise.resolve(NOTHING)

/** How the provider names what is written, which version of it is meant, and the version of the event that is stored. */
const baseOf = async (ctx: Context, held: HeldCalendar, event: CalendarEvent, occurrence: string | null) => {
  const externalId = String(event.externalId)
  const { digest, ref = null } = mirrorPartOf(event)
  // Without a digest the etag is one of ours.
  const etag = digest === undefined ? null : event.etag
  const { series, exceptions } = await seriesOf(ctx, held, event, occurrence)
  const exception = occurrence === null ? undefined : exceptions.get(occurrence)
  const named = exception ? { ref: exception.ref, etag: exception.etag } : { ref, etag }
  const base = { calendar: held.calendar.externalId, externalId, occurrence, ...named }
  return { base, storedEtag: occurrence === null ? event.etag : series }
}

/** The version of the series that is stored, and its exceptions. Only occurrences need them. */
const seriesOf = async (
  ctx: Context,
  { connection, calendar }: HeldCalendar,
  { externalId }: CalendarEvent,
  occurrence: string | null,
): Promise<{ series: string | null; exceptions: Map<string, Exception> }> => {
  if (occurrence === null) return { series: null, exceptions: new Map() }
  const id = mirrorIdOf(connection, calendar.id, { externalId: String(externalId), recurrenceId: null })
  const group = (await loadGroups(ctx, connection.id, [id])).get(id)
  const [row] = group?.rows.get(id) ?? []
  return { series: row ? String(row.etag) : null, exceptions: group?.exceptions ?? new Map() }
}

/** An exception that stands by itself is cancelled: its series has that day no more. */
const goneOf = ({ calendar }: HeldCalendar, event: CalendarEvent): PushedChange => {
  const named = { calendar: calendar.externalId, externalId: String(event.externalId) }
  const { isException, ref = null } = mirrorPartOf(event)
  const { recurrenceId } = event
  if (!isException || recurrenceId === null) return { gone: { ...named, recurrenceId } }
  return { pushed: { ...named, originalStart: recurrenceId, content: null, etag: null, ref } }
}

/** A series as it is without one occurrence. Its new version comes with the run that follows. */
const withoutOccurrence = async (
  ctx: Context,
  { connection, calendar }: HeldCalendar,
  event: CalendarEvent,
  cancelled: string[],
): Promise<Pushed> => {
  const { externalId, recurrenceId } = { externalId: String(event.externalId), recurrenceId: null }
  const groupId = mirrorIdOf(connection, calendar.id, { externalId, recurrenceId })
  const [row] = (await loadGroups(ctx, connection.id, [groupId])).get(groupId)?.rows.get(event.id) ?? []
  return row ? { ...providerEventOf(row, calendar.externalId), cancelled } : null
}

/**
 * First the new series, then the end of the old one: a crash in between leaves days that are there twice, and none that is lost; a
 * repeat makes no third. Where the old one has changed meanwhile the new one goes.
 */
const split = async (
  ctx: Context,
  held: HeldCalendar,
  event: CalendarEvent,
  { day, ended, rest }: Write<'split'>,
): Promise<StoredPush> => {
  const { base, storedEtag } = await baseOf(ctx, held, event, null)
  const going = rest && (await createdRest(ctx, held, event, day, rest))
  try {
    const before = await stored(ctx, held, await held.push({ ...base, type: 'update', content: ended }), storedEtag)
    if (!going) return before
    return { event: going.event, isContested: before.isContested || going.isContested }
  } catch (error) {
    if (going?.event && isChangedThere(error)) await removed(ctx, held, going.event)
    throw error
  }
}

const createdRest = async (
  ctx: Context,
  held: HeldCalendar,
  event: CalendarEvent,
  day: string,
  { changed, ...rest }: EventContent,
): Promise<StoredPush> => {
  const calendar = held.calendar.externalId
  const id = createHash('sha256')
    .update(JSON.stringify([event.id, event.etag, day]))
    .digest('hex')
    .slice(0, 32)
  const pushed = await held.push({ type: 'create', calendar, id, content: { ...rest, changed: {} }, taskId: null })
  let result = await stored(ctx, held, pushed, null)
  for (const [one, content] of Object.entries(changed)) {
    const series = result.event
    if (!series) return result
    const { start } = timesOn(firstOf(series), one)
    const { base, storedEtag } = await baseOf(ctx, held, series, start)
    const isContested = result.isContested
    result = await stored(ctx, held, await held.push({ ...base, type: 'update', content }), storedEtag)
    result.isContested ||= isContested
  }
  return result
}

const removed = async (ctx: Context, held: HeldCalendar, event: CalendarEvent): Promise<void> => {
  const { base, storedEtag } = await baseOf(ctx, held, event, null)
  await held.push({ ...base, type: 'delete' })
  await storePushed(ctx, held, goneOf(held, event), storedEtag)
}

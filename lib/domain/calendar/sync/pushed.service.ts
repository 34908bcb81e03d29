import { type Context, isoAt } from '../../../platform/context.ts'
import { untilCommitted } from '../../../platform/events/mutate.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import type { CalendarEvent } from '../calendar.schema.ts'
import { CALENDAR_EVENT } from '../calendar-event.ts'
import type { Group } from './groups.ts'
import { loadGroups, mirrorWrites, writeMirrored } from './mirror.repository.ts'
import { groupsIn, mirrorPage } from './mirror.ts'
import { mirrorIdOf, type Target } from './mirrored-row.ts'
import { loadPlace } from './place.repository.ts'
import type { Place } from './place.ts'
import type { Gone, Page, Pushed } from './provider.ts'
import { loadState, setContested } from './sync-state.repository.ts'
import type { SyncState } from './sync-state.ts'

/** What was written at the provider: what it answered, or what is gone there. */
export type PushedChange = { pushed: NonNullable<Pushed> } | { gone: Gone }

/**
 * Stores what a push did, for whoever holds the connection. When it comes back with the changes of the provider, its version
 * is known, so that nothing is written. @throws 503
 */
export const storeHeld = async (ctx: Context, target: Target, change: PushedChange): Promise<void> => {
  const page = pageOf(change)
  const stored = await loadGroups(ctx, target.connection.id, groupsIn(target, page))
  await writeMirrored(ctx, mirrorPage(target, stored, page, optionsAt(ctx)))
}

/** `isContested`: a run may write what it read before, or take away what it did not see: another run mends that. */
export type StoredPush = { event: CalendarEvent | null; isContested: boolean }

/**
 * Stores what a push did at once, also while a run has the connection: each row under the condition that it is as it was read.
 * `etag` is that of the event that the push rested on, null where there was none. Where a run stored the event since, what it
 * stored is at least as new, and stays. `event` is the one that is stored then. @throws 503
 */
export const storePushed = async (
  ctx: Context,
  target: Target,
  change: PushedChange,
  etag: string | null,
): Promise<StoredPush> => {
  const { connection, calendar } = target
  const page = pageOf(change)
  const [groupId = ''] = groupsIn(target, page)
  const id = mirrorIdOf(connection, calendar.id, nameOf(change))
  const { event, before } = await untilCommitted(ctx, async () => {
    const [stored, state, place] = await Promise.all([
      loadGroups(ctx, connection.id, [groupId]),
      loadState(ctx, connection.id),
      loadPlace(ctx, connection.id, calendar.id),
    ])
    // Before it is stored: nothing would say so, should this process end between the two.
    if (isUnderWay(ctx, state) || isBeingRead(place)) await setContested(ctx, connection.id)
    const known = eventIn(stored.get(groupId), id)
    // Of a calendar that was never read, its first run brings the event. Rows without a place would stay when it is hidden again.
    if (place === null || (known?.etag ?? null) !== etag)
      return { changes: [], result: { event: known, before: state } }
    const changes = mirrorPage(target, stored, page, optionsAt(ctx))
    const result = { event: eventIn(changes.after.get(groupId), id), before: state }
    return { changes: [], writes: mirrorWrites(ctx, stored.get(groupId), changes), result }
  })
  const [after, place] = await Promise.all([loadState(ctx, connection.id), loadPlace(ctx, connection.id, calendar.id)])
  const wasUnderWay = isUnderWay(ctx, before) || isUnderWay(ctx, after) || before?.runs !== after?.runs
  return { event, isContested: wasUnderWay || isBeingRead(place) }
}

/** A full sync of the calendar goes on in several runs. */
const isBeingRead = (place: Place | null): boolean => place === null || place.full !== null

const isUnderWay = (ctx: Context, state: SyncState | null): boolean =>
  state !== null && (state.leaseUntil > ctx.now() || state.unfinished !== null)

const optionsAt = (ctx: Context) => ({ isRepair: false, at: isoAt(ctx.now()), since: '' })

/** An exception is stored with its series. */
const nameOf = (change: PushedChange): Pick<Gone, 'externalId' | 'recurrenceId'> => {
  if ('gone' in change) return change.gone
  const { pushed } = change
  return 'originalStart' in pushed ? { externalId: pushed.externalId, recurrenceId: null } : pushed
}

const eventIn = (group: Group | undefined, id: string): CalendarEvent | null => {
  const [row] = group?.rows.get(id) ?? []
  return row ? fromItem(CALENDAR_EVENT, row) : null
}

const pageOf = (change: PushedChange): Pick<Page, 'events' | 'exceptions' | 'gone'> => {
  const none = { events: [], exceptions: [], gone: [] }
  if ('gone' in change) return { ...none, gone: [change.gone] }
  const { pushed } = change
  return 'originalStart' in pushed ? { ...none, exceptions: [pushed] } : { ...none, events: [pushed] }
}

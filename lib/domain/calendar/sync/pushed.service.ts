import { type Context, isoAt } from '../../../platform/context.ts'
import type { ConnectedCalendar, StoredConnection } from './connection.fields.ts'
import { loadGroups, writeMirrored } from './mirror.repository.ts'
import { groupsIn, type MirrorChanges, mirrorPage } from './mirror.ts'
import { loadPlace } from './place.repository.ts'
import type { Gone, Page, Pushed } from './provider.ts'
import { hold, release, request } from './sync-state.repository.ts'

/** What was written at the provider: what it answered, or what is gone there. */
export type PushedChange = { pushed: Pushed } | { gone: Gone }

/**
 * Stores what a push did, for whoever holds the connection. When it comes back with the changes of the provider, its version
 * is known, so that nothing is written. @throws 503
 */
export const storeHeld = async (
  ctx: Context,
  connection: StoredConnection,
  calendar: ConnectedCalendar,
  change: PushedChange,
): Promise<MirrorChanges> => {
  const target = { connection, calendar }
  const page = pageOf(change)
  const stored = await loadGroups(ctx, connection.id, groupsIn(target, page))
  const changes = mirrorPage(target, stored, page, { isRepair: false, at: isoAt(ctx.now()), since: '' })
  await writeMirrored(ctx, changes)
  return changes
}

const pageOf = (change: PushedChange): Pick<Page, 'events' | 'exceptions' | 'gone'> => {
  const none = { events: [], exceptions: [], gone: [] }
  if ('gone' in change) return { ...none, gone: [change.gone] }
  const { pushed } = change
  if (!pushed) return none
  return 'originalStart' in pushed ? { ...none, exceptions: [pushed] } : { ...none, events: [pushed] }
}

/** `later`: a run has the connection, or everything is being read anew; a run that brings the change is requested. */
export type StoredPush = 'stored' | 'later'

/**
 * Stores what a push did, at once where no run has the connection. `later`: the caller starts the worker; so it does when
 * `isAsked`: somebody wanted a run meanwhile.
 */
export const storePushed = async (
  ctx: Context,
  connection: StoredConnection,
  calendar: ConnectedCalendar,
  change: PushedChange,
): Promise<{ outcome: StoredPush; isAsked: boolean }> => {
  const held = await hold(ctx, connection.id, ctx.newId())
  if (!held) {
    await request(ctx, connection.id, { id: ctx.newId(), trigger: 'push', isForced: false })
    return { outcome: 'later', isAsked: true }
  }
  // A full sync takes away what its pages did not name: what is new since it began comes with the first changes after it.
  const place = await loadPlace(ctx, connection.id, calendar.id)
  const isKept = place !== null && place.full === null
  if (isKept) await storeHeld(ctx, connection, calendar, change)
  const after = await release(ctx, held)
  if (!isKept) await request(ctx, connection.id, { id: ctx.newId(), trigger: 'push', isForced: false })
  return { outcome: isKept ? 'stored' : 'later', isAsked: !isKept || Boolean(after?.requested) }
}

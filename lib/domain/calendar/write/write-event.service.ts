import type { Context } from '../../../platform/context.ts'
import { UnreadableError } from '../../../platform/encryption/sealing.ts'
import { AppError, entityRef } from '../../../platform/errors.ts'
import { checkIfMatch, find } from '../../../platform/events/mutate.ts'
import { deleted } from '../../fields.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import type { CalendarEvent, CreateCalendarEvent, Scope, UpdateCalendarEvent } from '../calendar.schema.ts'
import * as own from '../calendar.service.ts'
import { CALENDAR_EVENT, MirroredEvent } from '../calendar-event.ts'
import { mirrorPartOf } from '../sync/mirrored-row.ts'
import { type CalendarProviders, CalendarUnavailable } from '../sync/provider.ts'
import { startSync } from '../sync/start-sync.ts'
import { syncConnection } from '../sync/sync.service.ts'
import { request, requestOnce, setContested } from '../sync/sync-state.repository.ts'
import { carriedOut } from './carry-out.service.ts'
import { heldCalendar, isChangedThere, refusalOf, signInAgain } from './held-calendar.service.ts'
import { deleteWrite, type MirroredWrite, patchWrite, replaceWrite } from './mirrored-write.ts'

/**
 * Changes an event as `updateEvent` does. One of a provider is changed there first, if it still is as it was mirrored; then it is
 * stored as the provider has it.
 * @throws also 400 for a rule that the provider cannot hold, 403 READ_ONLY, 409 CALENDAR_CONFLICT and CALENDAR_REAUTHORIZE, 502, 503
 */
export const patchEvent = (
  ctx: Context,
  providers: CalendarProviders,
  id: string,
  patch: UpdateCalendarEvent,
  scope: Scope,
): Promise<CalendarEvent> =>
  ownOr(
    () => own.updateEvent(ctx, id, patch, scope),
    (event) => written(ctx, providers, event, patchWrite(event, patch, scope)),
  )

/** Replaces an event as `replaceEvent` does, one of a provider there first. @throws as patchEvent */
export const replaceEvent = (
  ctx: Context,
  providers: CalendarProviders,
  id: string,
  input: CreateCalendarEvent,
): Promise<CalendarEvent> =>
  ownOr(
    () => own.replaceEvent(ctx, id, input),
    async (event) => {
      const zone = input.timeZone ?? (await loadProfile(ctx)).timeZone
      return written(ctx, providers, event, replaceWrite(event, input, zone))
    },
  )

/** Deletes an event as `deleteEvent` of own ones does, one of a provider there first: it is in no trash. @throws as patchEvent */
export const deleteEvent = (
  ctx: Context,
  providers: CalendarProviders,
  id: string,
  scope: Scope,
  deleteWhole: Parameters<typeof own.deleteEvent>[3],
) =>
  ownOr(
    () => own.deleteEvent(ctx, id, scope, deleteWhole),
    async (event) => {
      await written(ctx, providers, event, deleteWrite(event, scope))
      return deleted(id)
    },
  )

const ownOr = async <T>(mine: () => Promise<T>, mirrored: (event: CalendarEvent) => Promise<T>): Promise<T> => {
  try {
    return await mine()
  } catch (error) {
    if (error instanceof MirroredEvent) return mirrored(error.event)
    throw error
  }
}

/** Writes at the provider, then here. Resolves to the event as it is then; of a split series to the one that goes on. */
const written = async (
  ctx: Context,
  providers: CalendarProviders,
  event: CalendarEvent,
  write: MirroredWrite,
): Promise<CalendarEvent> => {
  checkIfMatch(ctx, event)
  if (write.type === 'none') return event
  const connectionId = String(event.connectionId)
  try {
    const held = await heldCalendar(ctx, providers, event)
    const stored = await carriedOut(ctx, held, event, write)
    if (stored.isContested) await setContested(ctx, connectionId)
    // A block of a plan that is moved here moves its task, as one that is moved at the provider.
    if (stored.isContested || mirrorPartOf(event).taskId !== undefined) await startRun(ctx, connectionId)
    return stored.event ?? event
  } catch (error) {
    if (error instanceof UnreadableError) throw signInAgain()
    if (!(error instanceof CalendarUnavailable)) throw error
    if (!isChangedThere(error)) throw refusalOf(error)
    await refresh(ctx, providers, connectionId)
    throw await changedThere(ctx, event)
  }
}

const startRun = async (ctx: Context, connectionId: string): Promise<void> => {
  const requested = { id: ctx.newId(), trigger: 'push', isForced: false } as const
  if (await requestOnce(ctx, connectionId, requested)) await startSync(ctx, connectionId, 'push')
}

/** Brings in what changed at the provider, before the caller reads it. Where another run has the connection, that one does. */
const refresh = async (ctx: Context, providers: CalendarProviders, connectionId: string): Promise<void> => {
  await request(ctx, connectionId, { id: ctx.newId(), trigger: 'push', isForced: false })
  if ((await syncConnection(ctx, providers, connectionId, 'push')) === 'goesOn')
    await startSync(ctx, connectionId, 'push')
}

const changedThere = async (ctx: Context, event: CalendarEvent): Promise<AppError> => {
  const now = await find(ctx, CALENDAR_EVENT, event.id, { consistent: true })
  const msg = now ? 'The event has changed in its calendar: read it again' : 'The event is no longer in its calendar'
  const entity = now ? entityRef(CALENDAR_EVENT, now) : { entityType: CALENDAR_EVENT.name, entityId: event.id }
  const type = now ? 'version_mismatch' : 'deleted'
  return new AppError(409, 'CALENDAR_CONFLICT', msg, {
    details: [{ loc: [CALENDAR_EVENT.name, 'etag'], msg, type, ...entity }],
  })
}

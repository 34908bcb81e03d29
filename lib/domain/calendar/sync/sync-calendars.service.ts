import { isDeepStrictEqual } from 'node:util'
import { type Context, isoAt } from '../../../platform/context.ts'
import { update } from '../../../platform/events/change.ts'
import { mutate } from '../../../platform/events/mutate.ts'
import { HOUR_MS } from '../../../platform/units.ts'
import { connectedCalendars } from './connected-calendars.ts'
import type { StoredConnection } from './connection.fields.ts'
import { CALENDAR_CONNECTION } from './connection.kind.ts'
import { loadMirrored } from './mirror.repository.ts'
import { mirrorNothing } from './mirror.ts'
import { forgetCursors, removePlaces, removeSeen } from './place.repository.ts'
import { CalendarUnavailable, type ProviderCalendar } from './provider.ts'
import { isOver, type Job, keep, syncCalendar } from './sync-calendar.service.ts'
import type { SyncState } from './sync-state.ts'

/** How long a list of calendars is taken as it is. */
const LIST_MS = HOUR_MS

/** Whether it came to the end of all calendars, when they were listed last, and what went wrong with one of them. */
export type Synced = { isDone: boolean; calendarsAt: string | null; problem: CalendarUnavailable | null }

/**
 * Brings all shown calendars of a connection up to date and takes away what is not shown any more. What goes wrong with one
 * calendar does not keep the others waiting, unless the provider wants to be left alone.
 * @throws CalendarUnavailable
 */
export const syncCalendars = async (job: Job, state: SyncState): Promise<Synced> => {
  const { ctx, progress } = job
  const isListOld = state.calendarsAt === null || Date.parse(state.calendarsAt) + LIST_MS <= ctx.now()
  let { calendarsAt } = state
  if (isListOld || progress.request.isForced) calendarsAt = await listAgain(job)
  await removeHidden(job)
  let problem: CalendarUnavailable | null = null
  for (const calendar of job.connection.calendars) {
    if (!calendar.selected || progress.done.includes(calendar.id)) continue
    if (isOver(job)) return { isDone: false, calendarsAt, problem }
    try {
      if (!(await syncCalendar(job, calendar))) return { isDone: false, calendarsAt, problem }
    } catch (error) {
      if (!(error instanceof CalendarUnavailable) || isForAll(error)) throw error
      if (error.code === 'calendar_gone') calendarsAt = await listAgain(job)
      if (job.connection.calendars.some(({ id }) => id === calendar.id)) problem ??= error
    }
    progress.done.push(calendar.id)
  }
  await removeHidden(job)
  return { isDone: true, calendarsAt, problem }
}

const isForAll = ({ code, retryAfterMs }: CalendarUnavailable): boolean => code === 'reauthorize' || retryAfterMs > 0

const listAgain = async (job: Job): Promise<string> => {
  const { ctx, provider, access } = job
  job.connection = await withCalendars(ctx, job.connection, await provider.listCalendars(ctx, access))
  return isoAt(ctx.now())
}

/** The connection with the calendars that its provider lists now. */
const withCalendars = async (ctx: Context, connection: StoredConnection, listed: ProviderCalendar[]) => {
  const patchOf = ({ calendars: known, focusCalendarId }: StoredConnection) => {
    const calendars = connectedCalendars(known, listed, () => ctx.newId())
    const focus = calendars.find(({ id, canWrite }) => id === focusCalendarId && canWrite)
    return { calendars, focusCalendarId: focus?.id ?? null }
  }
  if (isDeepStrictEqual(patchOf(connection), picked(connection))) return connection
  return mutate(ctx, CALENDAR_CONNECTION, connection.id, (before, at) => {
    const change = update(CALENDAR_CONNECTION, before, patchOf(before), at)
    return change && { changes: [change], result: change.after }
  })
}

const picked = ({ calendars, focusCalendarId }: StoredConnection) => ({ calendars, focusCalendarId })

/** Calendars have a place as long as rows of them may be there. */
const removeHidden = async (job: Job): Promise<void> => {
  const { ctx, connection, places } = job
  const shown = new Set(connection.calendars.filter(({ selected }) => selected).map(({ id }) => id))
  const hidden = [...places.keys()].filter((id) => !shown.has(id))
  if (hidden.length === 0) return
  // Shown again before all of it is done, they are read from their beginning.
  await forgetCursors(
    ctx,
    connection.id,
    hidden.flatMap((id) => places.get(id) ?? []),
  )
  const stored = job.stored ?? (await loadMirrored(ctx, connection.id))
  await keep(
    job,
    mirrorNothing(connection.id, stored, (id) => shown.has(id)),
  )
  for (const id of hidden) await removeSeen(ctx, connection.id, id)
  await removePlaces(ctx, connection.id, hidden)
  for (const id of hidden) places.delete(id)
}

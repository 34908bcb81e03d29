import type { Context } from '../../platform/context.ts'
import { create, update } from '../../platform/events/change.ts'
import { find, load, mutate, mutateTo, untilCommitted } from '../../platform/events/mutate.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { deleted } from '../fields.ts'
import { loadProfile } from '../profile/profile.service.ts'
import type { CalendarEvent, CreateCalendarEvent, Scope, UpdateCalendarEvent } from './calendar.schema.ts'
import { CALENDAR_EVENT, newEvent, patched, replacedEvent, requireOwn } from './calendar-event.ts'
import { seriesDay } from './occurrences.ts'
import { endedBefore, requireDay, restFrom, withCancelled, withChanged } from './series.ts'

export const createEvent = (ctx: Context, input: CreateCalendarEvent, claim?: Claim | null): Promise<CalendarEvent> =>
  untilCommitted(
    ctx,
    async () => {
      const zone = input.timeZone ?? (await loadProfile(ctx)).timeZone
      const now = ctx.now()
      const change = create(CALENDAR_EVENT, newEvent(ctx.userId, ctx.newId(now), input, zone), now)
      return { changes: [change], result: change.after }
    },
    claim,
  )

export const readEvent = (ctx: Context, id: string): Promise<CalendarEvent> => load(ctx, CALENDAR_EVENT, id)

/**
 * Changes a whole event, one occurrence, or a series from an occurrence on. The last splits the series in one
 * transaction and returns the new series.
 * @throws 404 also for a day without an occurrence, 412, 400 naming the field, MirroredEvent.
 */
export const updateEvent = (
  ctx: Context,
  id: string,
  patch: UpdateCalendarEvent,
  { scope, occurrence }: Scope,
): Promise<CalendarEvent> =>
  mutate(ctx, CALENDAR_EVENT, id, (event, at) => {
    requireOwn(event)
    if (scope === 'all') return updated(event, patched(event, patch), at)
    const day = requireDay(event, occurrence)
    if (scope === 'this') return updated(event, withChanged(event, day, patch), at, 'occurrence_changed')
    if (day === seriesDay(event)) return updated(event, patched(event, patch), at)
    const ended = update(CALENDAR_EVENT, event, endedBefore(event, day), at, 'ended')
    const rest = create(CALENDAR_EVENT, { ...restFrom(event, day, patch), id: ctx.newId(at) }, at)
    return { changes: [...(ended ? [ended] : []), rest], result: rest.after }
  })

/**
 * The whole event as the body says: what is not sent goes back to its default. Occurrences that were changed stay so.
 * @throws 404, 412, 400 naming the field, MirroredEvent.
 */
export const replaceEvent = (ctx: Context, id: string, input: CreateCalendarEvent): Promise<CalendarEvent> =>
  mutate(ctx, CALENDAR_EVENT, id, async (event, at) => {
    requireOwn(event)
    const zone = input.timeZone ?? (await loadProfile(ctx)).timeZone
    return updated(event, replacedEvent(event, input, zone), at)
  })

const updated = (event: CalendarEvent, patch: Partial<CalendarEvent>, at: number, type = 'updated') => {
  const change = update(CALENDAR_EVENT, event, patch, at, type)
  return change && { changes: [change], result: change.after }
}

/** Moves a whole event to the trash. Passed in by the caller, because the trash imports every domain. */
type DeleteWhole = (ctx: Context, kind: typeof CALENDAR_EVENT, id: string) => Promise<ReturnType<typeof deleted>>

/** Moves an event to the trash, cancels one occurrence, or ends a series before an occurrence. @throws 404, 412, MirroredEvent */
export const deleteEvent = async (ctx: Context, id: string, { scope, occurrence }: Scope, deleteWhole: DeleteWhole) => {
  const found = await find(ctx, CALENDAR_EVENT, id, { consistent: true })
  if (found) requireOwn(found)
  const whole = scope === 'all' || (await endsWhole(ctx, id, { scope, occurrence }))
  if (whole) return deleteWhole(ctx, CALENDAR_EVENT, id)
  return mutateTo(ctx, CALENDAR_EVENT, id, async (event, at) => {
    const day = requireDay(event, occurrence)
    const patch = scope === 'this' ? withCancelled(event, day) : endedBefore(event, day)
    const type = scope === 'this' ? 'occurrence_cancelled' : 'ended'
    const change = update(CALENDAR_EVENT, event, patch, at, type)
    return { changes: change ? [change] : [], result: deleted(id) }
  })
}

/** Whether nothing is left of a series that ends before a day. */
const endsWhole = async (ctx: Context, id: string, { scope, occurrence }: Scope): Promise<boolean> => {
  if (scope !== 'following') return false
  const event = await load(ctx, CALENDAR_EVENT, id, { consistent: true })
  return requireDay(event, occurrence) === seriesDay(event)
}

import type { Context } from '../../../platform/context.ts'
import { AppError, invalidField } from '../../../platform/errors.ts'
import { find } from '../../../platform/events/mutate.ts'
import type { CalendarEvent } from '../calendar.schema.ts'
import { readOnly } from '../calendar-event.ts'
import { openConnection } from '../sync/access.service.ts'
import { calendarNotConfigured } from '../sync/calendar-errors.ts'
import { CALENDAR_CONNECTION } from '../sync/connection.kind.ts'
import type { Target } from '../sync/mirrored-row.ts'
import { type CalendarProviders, CalendarUnavailable, type PushChange, type Pushed } from '../sync/provider.ts'

/** A calendar that can be written, and what opens it. */
export type HeldCalendar = Target & { push: (change: PushChange) => Promise<Pushed> }

/** The calendar of a mirrored event. @throws 403 READ_ONLY where it cannot be written, CalendarUnavailable, UnreadableError */
export const heldCalendar = async (
  ctx: Context,
  providers: CalendarProviders,
  { connectionId, calendarId }: CalendarEvent,
): Promise<HeldCalendar> => {
  const connection = await find(ctx, CALENDAR_CONNECTION, String(connectionId), { consistent: true })
  const calendar = connection?.calendars.find(({ id }) => id === calendarId)
  if (!connection || !calendar?.canWrite) throw readOnly()
  const { provider, access } = await openConnection(ctx, providers, connection)
  const { push } = provider
  if (!push) throw readOnly()
  return { connection, calendar, push: (change) => push(ctx, access, change) }
}

/** Codes by which a provider says that the event is no longer as it was mirrored. */
const CHANGED = ['conflict', 'not_found', 'gone', 'calendar_gone', 'http_404', 'http_410', 'http_412']

/** Whether a write was refused because the event changed, or went, at the provider. */
export const isChangedThere = (error: unknown): error is CalendarUnavailable =>
  error instanceof CalendarUnavailable && CHANGED.includes(error.code)

export const signInAgain = () =>
  new AppError(409, 'CALENDAR_REAUTHORIZE', 'The connection of this calendar has to be signed in again')

/** What a caller is told of a provider that did not write. */
export const refusalOf = ({ code, message, retryAfterMs }: CalendarUnavailable): AppError => {
  if (code === 'reauthorize' || code === 'unauthorized') return signInAgain()
  if (code === 'not_configured') return calendarNotConfigured()
  if (code === 'forbidden' || code === 'http_403') return readOnly()
  // Only rules are refused so: no repeat would be taken.
  if (code === 'unsupported') return invalidField('rrule', message)
  if (retryAfterMs > 0)
    return new AppError(503, 'SERVICE_UNAVAILABLE', message, { retryAfterSeconds: Math.ceil(retryAfterMs / 1_000) })
  return new AppError(502, 'CALENDAR_UNAVAILABLE', message)
}

import type { Context } from '../../../platform/context.ts'
import { loadMany } from '../../../platform/events/mutate.ts'
import { log } from '../../../platform/log/log.ts'
import type { CalendarEvent } from '../calendar.schema.ts'
import { CALENDAR_EVENT } from '../calendar-event.ts'
import type { EventContent } from '../event-content.ts'
import type { ConnectedCalendar, StoredConnection } from '../sync/connection.fields.ts'
import { mirrorIdOf, mirrorPartOf } from '../sync/mirrored-row.ts'
import { type Access, type CalendarProvider, CalendarUnavailable, type Pushed } from '../sync/provider.ts'
import { type PushedChange, storeHeld } from '../sync/pushed.service.ts'
import { type Block, type Home, type Placed, placeOf, type SeenEvent } from './focus-block.ts'
import type { FocusCalendar, Written } from './place-blocks.ts'

/** A connection that a run holds. */
export type Held = { connection: StoredConnection; provider: CalendarProvider; access: Access }

/** The calendars of a connection, for whoever holds it. What was written is stored as a sync would: its echo writes nothing. */
export const focusCalendar = (ctx: Context, { connection, provider, access }: Held): FocusCalendar => {
  const calendarOf = ({ calendarId }: Pick<Home, 'calendarId'>): ConnectedCalendar | undefined =>
    connection.calendars.find(({ id, selected, canWrite }) => id === calendarId && selected && canWrite)
  const push: NonNullable<CalendarProvider['push']> = async (...all) => (await provider.push?.(...all)) ?? null
  const keep = (calendar: ConnectedCalendar, change: PushedChange) => storeHeld(ctx, { connection, calendar }, change)
  const idOf = (placed: Placed) =>
    mirrorIdOf(connection, placed.calendarId, { externalId: placed.externalId, recurrenceId: null })
  return {
    seen: async (all) => {
      const placed = all.filter(calendarOf)
      const rows = await loadMany(ctx, CALENDAR_EVENT, placed.map(idOf), { consistent: true })
      const events = new Map(rows.map((event) => [event.id, event]))
      return new Map(placed.map((one) => [placeOf(one), seenOf(events.get(idOf(one)), one)]))
    },
    create: (home, { id, taskId, title, block }) =>
      unlessRefused(ctx, async () => {
        const calendar = calendarOf(home)
        if (!calendar) return null
        const content = contentOf(block, title, access.zone)
        const create = { type: 'create', calendar: calendar.externalId, id, content, taskId } as const
        const pushed = await unlessMadeBefore(() => push(ctx, access, create))
        return pushed === 'deleted' ? pushed : stored(pushed, (change) => keep(calendar, change))
      }),
    update: (placed, { etag, ref }, { title, block }) =>
      unlessRefused(ctx, async () => {
        const calendar = calendarOf(placed)
        if (!calendar) return null
        const { start, end } = block
        // A title that the person gave the event stays, until the task gets another one.
        const content = { start, end, allDay: false, timeZone: access.zone, ...(title !== placed.title && { title }) }
        const named = { calendar: calendar.externalId, externalId: placed.externalId, ref, occurrence: null, etag }
        const pushed = await push(ctx, access, { ...named, type: 'update', content })
        return stored(pushed, (change) => keep(calendar, change))
      }),
    remove: (placed, event) =>
      unlessRefused(ctx, async () => {
        const calendar = calendarOf(placed)
        if (!calendar) return null
        const { externalId } = placed
        const version = { ref: event?.ref ?? placed.ref, etag: event?.etag ?? null }
        const named = { calendar: calendar.externalId, externalId, occurrence: null, ...version }
        await push(ctx, access, { ...named, type: 'delete' })
        await keep(calendar, { gone: { calendar: calendar.externalId, externalId, recurrenceId: null } })
        return true as const
      }),
  }
}

/** An event that became one of whole days has no time that a task could take over. */
const seenOf = (event: CalendarEvent | undefined, { seen, asked }: Placed): SeenEvent | null => {
  if (!event) return null
  const { digest, ref = null } = mirrorPartOf(event)
  const { start, end } = event.allDay ? (seen ?? asked) : event
  // Without a digest the etag is one of ours.
  return { start, end, ref, etag: digest === undefined ? null : event.etag }
}

const stored = async (pushed: Pushed, keep: (change: PushedChange) => Promise<void>): Promise<Written | null> => {
  if (!pushed || 'originalStart' in pushed) return null
  await keep({ pushed })
  const { start, end, etag, ref, externalId } = pushed
  return { start, end, etag, ref, externalId }
}

const contentOf = ({ start, end }: Block, title: string, timeZone: string): EventContent => ({
  ...{ title, notes: null, location: null, start, end, allDay: false, timeZone, rrule: null },
  ...{ cancelled: [], changed: {}, attendees: [], conferenceUrl: null, busy: true, status: 'confirmed' },
})

/** What concerns the one event only, and holds up no other: it changed there, went, or is refused. */
const OF_ONE = /^(conflict|not_found|gone|duplicate|forbidden|http_4(?!01|29)\d\d)$/

const unlessRefused = async <T>(ctx: Context, write: () => Promise<T | null>): Promise<T | null> => {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof CalendarUnavailable) || error.retryAfterMs > 0 || !OF_ONE.test(error.code)) throw error
    log('info', 'block not written', { requestId: ctx.requestId, code: error.code })
    return null
  }
}

/** 'deleted' where an earlier attempt made the event, which is not there any more: a creation can conflict with nothing else. */
const unlessMadeBefore = async <T>(create: () => Promise<T>): Promise<T | 'deleted'> => {
  try {
    return await create()
  } catch (error) {
    if (error instanceof CalendarUnavailable && error.code === 'conflict') return 'deleted'
    throw error
  }
}

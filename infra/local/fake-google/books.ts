import { missing } from './failures.ts'
import { instanceOf, slotsOf } from './instances.ts'
import type { AccessRole, CalendarEvent, CalendarFields } from './wire-types.ts'

/** An event with the revision of its calendar that it came with. */
export type Stored = { event: CalendarEvent; revision: number }

export type Calendar = Required<Pick<CalendarFields, 'id' | 'summary' | 'timeZone' | 'backgroundColor'>> & {
  summaryOverride: string | undefined
  accessRole: AccessRole
  hidden: boolean
  events: Map<string, Stored>
  /** Grows with every change. */
  revision: number
  /** Sync tokens of earlier revisions are not valid any more. */
  oldestToken: number
}

export type Account = { email: string; calendars: Map<string, Calendar> }

export type Books = ReturnType<typeof createBooks>

/**
 * The truth: accounts with their calendars and events, as the people at Google see them. `now` is in epoch ms; `onChange`
 * hears of every change of a calendar.
 */
export const createBooks = (now: () => number, onChange: (email: string, calendar: string) => void = () => {}) => {
  const accounts = new Map<string, Account>()
  let serial = 3_400_000_000_000_000

  const account = (email: string): Account => {
    const found = accounts.get(email)
    if (!found) throw missing()
    return found
  }

  const calendar = (email: string, id: string): Calendar => {
    const found = account(email).calendars.get(id === 'primary' ? email : id)
    if (!found) throw missing()
    return found
  }

  const put = (email: string, { id: calendarId, events }: Calendar, event: CalendarEvent): CalendarEvent => {
    const own = calendar(email, calendarId)
    own.revision += 1
    serial += 1
    const updated = new Date(now()).toISOString()
    const stored = { ...event, updated, etag: `"${serial}"` }
    events.set(event.id, { event: stored, revision: own.revision })
    onChange(email, calendarId)
    return stored
  }

  return {
    now,
    accounts,
    account,
    calendar,
    put,
    addAccount: (email: string, calendars: CalendarFields[]): Account => {
      const made = { email, calendars: new Map(calendars.map((one) => [one.id, newCalendar(one)])) }
      accounts.set(email, made)
      return made
    },
    addCalendar: (email: string, fields: CalendarFields): void => {
      account(email).calendars.set(fields.id, newCalendar(fields))
    },
    /** What happens to all sync tokens now and then: the next use of one is answered by 410. */
    expireSyncTokens: (email: string, id: string): void => {
      const own = calendar(email, id)
      own.revision += 1
      own.oldestToken = own.revision
    },
  }
}

const newCalendar = ({ id, summary, ...given }: CalendarFields): Calendar => ({
  ...{ id, summary, summaryOverride: given.summaryOverride, hidden: given.hidden ?? false },
  ...{ timeZone: given.timeZone ?? 'Europe/Berlin', accessRole: given.accessRole ?? 'owner' },
  ...{ backgroundColor: given.backgroundColor ?? '#9fe1e7', events: new Map(), revision: 0, oldestToken: 0 },
})

/** An event by its id: also an instance of a series that is nothing of its own so far. */
export const eventIn = ({ events }: Calendar, id: string): CalendarEvent | undefined => {
  const stored = events.get(id)?.event
  if (stored) return stored
  const base = id.slice(0, id.lastIndexOf('_'))
  for (const { event } of events.values()) {
    if (!event.id.startsWith(base) || !event.recurrence || event.status === 'cancelled') continue
    for (const slot of slotsOf(event)) {
      if (slot.id === id) return instanceOf(event, slot)
      if (slot.id.length === id.length && slot.id > id) break
    }
  }
  return undefined
}

/** The events that stand in for instances of a series. */
export const exceptionsOf = ({ events }: Calendar, id: string): CalendarEvent[] =>
  [...events.values()].map(({ event }) => event).filter(({ recurringEventId }) => recurringEventId === id)

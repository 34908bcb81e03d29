import type { Recurrence } from './pattern-days.ts'

export type Attendee = {
  type?: string
  emailAddress: { name?: string; address: string }
  status?: { response: string; time?: string }
}

/** What of an event a person or a client may set. Start and end are digits of a clock of `zone`. */
export type Fields = {
  subject: string
  body: string
  location: string
  start: string
  end: string
  zone: string
  isAllDay: boolean
  showAs: string
  sensitivity: string
  isCancelled: boolean
  response: string
  attendees: Attendee[]
  joinUrl: string | null
}

/** What became of an occurrence that differs from its series, by the day on which the series has it. */
export type Changed = { isDeleted: boolean; own: Partial<Fields>; revision: number }

export type Stored = {
  id: string
  calendar: string
  revision: number
  /** When it was changed as a whole, and not by one of its occurrences. */
  wholeRevision: number
  fields: Fields
  recurrence: Recurrence | null
  /** By the day on which the series has it. */
  changed: Map<string, Changed>
  transactionId: string | null
  extended: { id: string; value: string }[]
}

export type Calendar = {
  id: string
  name: string
  hexColor: string
  canEdit: boolean
  isDefaultCalendar: boolean
  /** Ids of events that are not in it any more, by the revision at which they left. */
  left: Map<string, number>
}

export type Mailbox = {
  address: string
  /** In which whole days of series are kept. */
  zone: string
  calendars: Map<string, Calendar>
  events: Map<string, Stored>
  revision: number
  /** State tokens of delta queries, by name. Cleared, every cursor is expired. */
  tokens: Map<string, unknown>
  serial: number
}

export const createMailbox = (address: string, zone = 'UTC'): Mailbox => {
  const mailbox: Mailbox = {
    ...{ address, zone, calendars: new Map(), events: new Map(), revision: 1, tokens: new Map(), serial: 0 },
  }
  addCalendar(mailbox, { name: 'Calendar', isDefaultCalendar: true })
  return mailbox
}

export const addCalendar = (mailbox: Mailbox, fields: Partial<Omit<Calendar, 'id' | 'left'>> = {}): Calendar => {
  mailbox.serial += 1
  const id = `AQMkCal${mailbox.serial}AAAA=`
  const calendar: Calendar = {
    ...{ id, name: 'Another', hexColor: '', canEdit: true, isDefaultCalendar: false, ...fields },
    left: new Map(),
  }
  mailbox.calendars.set(id, calendar)
  return calendar
}

/** Takes a calendar away with its events. */
export const removeCalendar = (mailbox: Mailbox, id: string): void => {
  for (const event of [...mailbox.events.values()]) if (event.calendar === id) mailbox.events.delete(event.id)
  mailbox.calendars.delete(id)
}

export const BLANK: Fields = {
  ...{ subject: '', body: '', location: '', start: '', end: '', zone: 'UTC', isAllDay: false, showAs: 'busy' },
  ...{ sensitivity: 'normal', isCancelled: false, response: 'organizer', attendees: [], joinUrl: null },
}

type NewEvent = Partial<Fields> & {
  recurrence?: Recurrence | null
  transactionId?: string | null
  extended?: Stored['extended']
}

/** Puts a new event into a calendar, as a person does it in Outlook. */
export const addEvent = (mailbox: Mailbox, calendar: string, event: NewEvent): Stored => {
  const { recurrence = null, transactionId = null, extended = [], ...fields } = event
  mailbox.serial += 1
  mailbox.revision += 1
  const stored: Stored = {
    ...{ id: `event${mailbox.serial}`, calendar, revision: mailbox.revision, wholeRevision: mailbox.revision },
    fields: { ...BLANK, ...fields },
    ...{ recurrence, changed: new Map(), transactionId, extended },
  }
  mailbox.events.set(stored.id, stored)
  return stored
}

/** Another pattern or other times of a series take its exceptions away. */
export const changeEvent = (
  mailbox: Mailbox,
  event: Stored,
  fields: Partial<Fields>,
  recurrence: Recurrence | null = event.recurrence,
): void => {
  const before = JSON.stringify([event.fields.start, event.fields.end, event.fields.zone, event.recurrence])
  mailbox.revision += 1
  event.revision = mailbox.revision
  event.wholeRevision = mailbox.revision
  event.fields = { ...event.fields, ...fields }
  event.recurrence = recurrence
  const after = JSON.stringify([event.fields.start, event.fields.end, event.fields.zone, event.recurrence])
  if (before !== after) event.changed.clear()
}

/** Changes or deletes one occurrence. Its series counts as changed with it. */
export const changeOccurrence = (
  mailbox: Mailbox,
  event: Stored,
  day: string,
  change: { own: Partial<Fields> } | 'deleted',
): void => {
  mailbox.revision += 1
  event.revision = mailbox.revision
  const known = event.changed.get(day)
  const isDeleted = change === 'deleted'
  const own = isDeleted ? {} : { ...known?.own, ...change.own }
  event.changed.set(day, { isDeleted, own, revision: mailbox.revision })
}

export const removeEvent = (mailbox: Mailbox, event: Stored): void => {
  mailbox.revision += 1
  mailbox.events.delete(event.id)
  mailbox.calendars.get(event.calendar)?.left.set(event.id, mailbox.revision)
}

/** Drags an event into another calendar. Its immutable id stays. */
export const moveEvent = (mailbox: Mailbox, event: Stored, calendar: string): void => {
  mailbox.revision += 1
  mailbox.calendars.get(event.calendar)?.left.set(event.id, mailbox.revision)
  mailbox.calendars.get(calendar)?.left.delete(event.id)
  event.calendar = calendar
  event.revision = mailbox.revision
  event.wholeRevision = mailbox.revision
}

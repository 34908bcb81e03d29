import type { EventContent } from '../event-content.ts'
import type { IcsEvent } from '../ics/ics-event.ts'
import type { ProviderEvent } from './provider.ts'

/** An iCalendar file has one calendar. */
export const ICS_CALENDAR = 'ics'

const MOST_TITLE = 500
const MOST_NOTES = 20_000
const MOST_LOCATION = 1_000
const MOST_UID = 1_000
/** Of the 400 KB of a row, what the changed occurrences of a series may take. */
const MOST_BYTES = 300_000

/** What an event of a file is by itself, cut to what the calendar holds. */
export const contentOf = (event: IcsEvent): EventContent => ({
  title: cleaned(event.summary, MOST_TITLE) || 'No title',
  notes: cleaned(event.description ?? '', MOST_NOTES) || null,
  location: cleaned(event.location ?? '', MOST_LOCATION) || null,
  start: event.start,
  end: event.end,
  allDay: event.allDay,
  timeZone: event.timeZone,
  rrule: event.rrule,
  cancelled: [],
  changed: {},
  attendees: [],
  conferenceUrl: event.conferenceUrl,
  busy: event.transparency === 'busy',
  status: event.status,
})

export const madeEvent = ({ uid }: IcsEvent, content: EventContent, recurrenceId: string | null): ProviderEvent => ({
  ...content,
  calendar: ICS_CALENDAR,
  externalId: uid.toWellFormed().slice(0, MOST_UID),
  recurrenceId,
  ...{ etag: null, ref: null, taskId: null },
})

// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/** Without control characters and half characters, cut to a length. */
export const cleaned = (text: string, most: number): string =>
  text.replace(CONTROL, '').slice(0, most).toWellFormed().trim()

/** A series whose changed occurrences would not fit a row loses their notes: those of the series are shown instead. */
export const shortEnough = (event: ProviderEvent): ProviderEvent => {
  if (Buffer.byteLength(JSON.stringify(event.changed)) <= MOST_BYTES) return event
  const without = Object.entries(event.changed).map(([day, { notes: _, ...own }]) => [day, own])
  return { ...event, changed: Object.fromEntries(without) }
}

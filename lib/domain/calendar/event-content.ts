import type { CalendarEvent } from './calendar.schema.ts'

/** What an event is, wherever it comes from. */
export type EventContent = Pick<
  CalendarEvent,
  | 'title'
  | 'notes'
  | 'location'
  | 'start'
  | 'end'
  | 'allDay'
  | 'timeZone'
  | 'rrule'
  | 'cancelled'
  | 'changed'
  | 'attendees'
  | 'conferenceUrl'
  | 'busy'
  | 'status'
>

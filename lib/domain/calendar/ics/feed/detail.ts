import type { IcsEvent } from '../ics-event.ts'

/** When the time is taken, and nothing of what for. Null for what leaves it free, or does not take place. */
export const busyOnly = (event: IcsEvent): IcsEvent | null => {
  const isCancelled = event.status === 'cancelled'
  // A changed occurrence that is free must stay: without it the series would have it as it was.
  if (event.recurrenceId === null && (event.transparency === 'free' || isCancelled)) return null
  return {
    ...event,
    summary: 'Busy',
    description: null,
    location: null,
    url: null,
    conferenceUrl: null,
    categories: [],
    alarms: [],
    isPrivate: false,
    attendees: 0,
    hasOrganizer: false,
  }
}

/** A reminder before events with a time, instead of their own. */
export const withAlarm = (event: IcsEvent, minutes: number): IcsEvent =>
  event.allDay ? event : { ...event, alarms: [minutes] }

import type { CalendarEvent } from '../../calendar.schema.ts'
import { firstOf, occurrenceOn, timesOn } from '../../occurrences.ts'
import type { IcsEvent } from '../ics-event.ts'
import { feedEvent } from './blank-event.ts'

/** An event of the calendar as iCalendar has it: a series is followed by its changed occurrences. */
export const calendarItems = (event: CalendarEvent): IcsEvent[] => {
  const { title, notes, location, start, end, timeZone, rrule, cancelled, conferenceUrl, busy } = event
  const whole = feedEvent(event, 'event', {
    summary: title,
    description: notes,
    location,
    start,
    end,
    timeZone,
    rrule,
    exdates: cancelled,
    conferenceUrl,
    transparency: busy ? 'busy' : 'free',
    attendees: event.attendees.length,
  })
  const changed = Object.entries(event.changed).filter(([day]) => !cancelled.includes(day))
  const series = firstOf(event)
  return [
    whole,
    ...changed.map(([day, change]): IcsEvent => {
      const one = occurrenceOn(event, day, series)
      return {
        ...whole,
        rrule: null,
        exdates: [],
        recurrenceId: timesOn(series, day).start,
        summary: one.title,
        description: change.notes === undefined ? notes : change.notes,
        location: one.location,
        start: one.start,
        end: one.end,
        allDay: one.allDay,
        conferenceUrl: one.conferenceUrl,
        transparency: one.busy ? 'busy' : 'free',
      }
    }),
  ]
}

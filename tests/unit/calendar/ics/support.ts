import { readFileSync } from 'node:fs'
import type { IcsCalendar } from '../../../../lib/domain/calendar/ics/ics-event.ts'
import { icsOccurrences } from '../../../../lib/domain/calendar/ics/ics-occurrences.ts'
import { readCalendar } from '../../../../lib/domain/calendar/ics/read/read-calendar.ts'

/** The person of these tests lives in Berlin. */
export const ZONE = 'Europe/Berlin'

export const sample = (name: string): string => readFileSync(new URL(`samples/${name}.ics`, import.meta.url), 'utf8')

export const calendarText = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')

export const eventText = (...lines: string[]): string => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n')

export const read = (input: string | Uint8Array): IcsCalendar => {
  const calendar = readCalendar(input, { zone: ZONE })
  if (!calendar) throw new Error('It is no calendar')
  return calendar
}

export const readOne = (...lines: string[]) => {
  const calendar = read(calendarText(eventText('UID:one', ...lines)))
  const [event] = calendar.events
  if (!event) throw new Error(calendar.skipped[0]?.reason)
  return event
}

/** "start / end summary" of what takes place in a time, by start. */
export const shown = (calendar: IcsCalendar, from = '2026-01-01', to = '2027-01-01'): string[] =>
  icsOccurrences(calendar.events, { from: Date.parse(from), to: Date.parse(to), zone: ZONE }).map(
    ({ start, end, event }) => `${brief(start)} / ${brief(end)} ${event.summary}`,
  )

/** Only the starts of what takes place. */
export const starts = (calendar: IcsCalendar, from = '2026-01-01', to = '2027-01-01'): string[] =>
  icsOccurrences(calendar.events, { from: Date.parse(from), to: Date.parse(to), zone: ZONE }).map(({ start }) =>
    brief(start),
  )

export const brief = (text: string): string => text.replace(':00.000Z', 'Z')

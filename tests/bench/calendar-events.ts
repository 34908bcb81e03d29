import type { Body } from '../../infra/local/fake-google/write-event.ts'
import { icsEvent, icsFile } from '../support/ics-host.ts'

/** A day of the year from today on. */
const dayOf = (i: number): string => new Date(Date.now() + (i % 360) * 86_400_000).toISOString().slice(0, 10)

const NOTES = 'Figures of the last quarter, what is planned for the next one, and who does what until then. '

/** A file of events as people have them: each tenth recurs. */
export const fileOf = (events: number): string =>
  icsFile(
    ...Array.from({ length: events }, (_, i) =>
      icsEvent(
        `event-${i}@example.com`,
        `Meeting about topic ${i}`,
        dayOf(i),
        ...['LOCATION:Room 4\\, second floor', `DESCRIPTION:${NOTES}`],
        ...(i % 10 === 0 ? ['RRULE:FREQ=WEEKLY;COUNT=20'] : []),
      ),
    ),
  )

/** The same at Google. */
export const googleEvent = (i: number): Body => {
  const at = (time: string) => ({ dateTime: `${dayOf(i)}T${time}:00`, timeZone: 'Europe/Berlin' })
  return {
    ...{ summary: `Meeting about topic ${i}`, location: 'Room 4, second floor', description: NOTES },
    ...{ start: at('10:00'), end: at('11:00') },
    ...(i % 10 === 0 && { recurrence: ['RRULE:FREQ=WEEKLY;COUNT=20'] }),
  }
}

import type { EventContent } from '../../event-content.ts'
import { textLines } from '../grammar/text-lines.ts'
import type { IcsEvent } from '../ics-event.ts'
import { eventText } from '../write/components.ts'
import { escapedText } from '../write/line.ts'
import { clockIn, defineZone } from './clock.ts'
import { blocksOf, documentText, readDocument, replaceLines } from './document.ts'
import { editedResource } from './edit-resource.ts'

type Options = {
  uid: string
  /** Further properties of the event, by name. */
  more: Record<string, string>
  /** Instant, ISO. */
  at: string
}

/** A CalDAV resource with a new event: a VCALENDAR without METHOD (RFC 4791 section 4.1) with the zone of its times. */
export const newResource = (content: EventContent, { uid, more, at }: Options): string => {
  const head = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//LifeOS//Calendar//EN', 'CALSCALE:GREGORIAN', '']
  const document = readDocument(
    textLines(`${head.join('\r\n')}${eventText(eventOf(content, uid, at))}END:VCALENDAR\r\n`),
  )
  const [event] = document ? blocksOf(document, 'VEVENT') : []
  if (!document || !event) throw new Error('an event that was written cannot be read')
  for (const [name, value] of Object.entries(more)) replaceLines(event, name, [`${name}:${escapedText(value)}`])
  if (!content.allDay) defineZone(document, clockIn(content.timeZone), content.start)
  const changed = Object.entries(content.changed)
  return changed.reduce(
    (text, [occurrence, own]) =>
      editedResource(text, { occurrence, content: own }, { zone: content.timeZone, at }) ?? text,
    documentText(document),
  )
}

const eventOf = (content: EventContent, uid: string, at: string): IcsEvent => ({
  uid,
  summary: content.title,
  description: content.notes,
  location: content.location,
  start: content.start,
  end: content.end,
  allDay: content.allDay,
  timeZone: content.timeZone,
  rrule: content.rrule,
  exdates: content.cancelled,
  status: content.status,
  transparency: content.busy ? 'busy' : 'free',
  conferenceUrl: content.conferenceUrl,
  lastModified: at,
  ...{ recurrenceId: null, isFollowing: false, isFloating: false, sequence: 0, rdates: [], alarms: [], categories: [] },
  ...{ isPrivate: false, hasOrganizer: false, attendees: 0, url: null },
})

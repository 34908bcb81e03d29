import type { IcsEvent } from '../ics-event.ts'

type Needed = Pick<IcsEvent, 'summary' | 'start' | 'end' | 'timeZone'> & Partial<IcsEvent>

/** An event of a feed. Its UID lasts as long as the entity; SEQUENCE and DTSTAMP change when the entity does. */
export const feedEvent = (
  entity: { id: string; version: number; updatedAt: string },
  kind: string,
  fields: Needed,
): IcsEvent => ({
  uid: `${kind}-${entity.id}@lifeos`,
  recurrenceId: null,
  isFollowing: false,
  sequence: entity.version - 1,
  description: null,
  location: null,
  allDay: fields.start.length === 10,
  isFloating: false,
  rrule: null,
  exdates: [],
  rdates: [],
  status: 'confirmed',
  transparency: 'busy',
  isPrivate: false,
  hasOrganizer: false,
  attendees: 0,
  url: null,
  conferenceUrl: null,
  categories: [],
  alarms: [],
  lastModified: `${entity.updatedAt.slice(0, 19)}.000Z`,
  ...fields,
})

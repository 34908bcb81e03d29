/** A day, or an instant with the zone whose clock it is on. */
export type Time = { date?: string; dateTime?: string; timeZone?: string }

export type EventStatus = 'confirmed' | 'tentative' | 'cancelled'

export type Attendee = {
  email?: string
  displayName?: string
  responseStatus?: string
  self?: boolean
  organizer?: boolean
  optional?: boolean
}

/** What of an event a client or a person may set. */
export type EventFields = {
  id?: string
  status?: EventStatus
  summary?: string
  description?: string
  location?: string
  start?: Time
  end?: Time
  recurrence?: string[]
  transparency?: 'opaque' | 'transparent'
  visibility?: string
  eventType?: string
  attendees?: Attendee[]
  hangoutLink?: string
  extendedProperties?: { private?: Record<string, string>; shared?: Record<string, string> }
}

/** An event as the API gives it. Where a field is not set, it is absent. */
export type CalendarEvent = EventFields & {
  kind: 'calendar#event'
  id: string
  etag: string
  status: EventStatus
  htmlLink: string
  created: string
  updated: string
  creator: { email: string }
  organizer: { email: string; self?: boolean }
  iCalUID: string
  sequence: number
  eventType: string
  reminders: { useDefault: boolean }
  recurringEventId?: string
  originalStartTime?: Time
}

export type AccessRole = 'freeBusyReader' | 'reader' | 'writer' | 'owner'

export type CalendarFields = {
  id: string
  summary: string
  summaryOverride?: string
  timeZone?: string
  accessRole?: AccessRole
  backgroundColor?: string
  hidden?: boolean
}

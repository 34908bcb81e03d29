import * as z from 'zod'

/**
 * What is read of Google's answers (https://developers.google.com/workspace/calendar/api/v3/reference). Fields that are not
 * as documented count as absent: one of them does not cost the event.
 */

const Text = z.string().optional().catch(undefined)
const Flag = z.boolean().optional().catch(undefined)

const GoogleTime = z.object({ date: Text, dateTime: Text, timeZone: Text })
export type GoogleTime = z.infer<typeof GoogleTime>

const Time = GoogleTime.optional().catch(undefined)

/** Whole, because a list is written back whole. */
const GoogleAttendee = z.looseObject({ email: Text, displayName: Text, responseStatus: Text, self: Flag })

const Conference = z.object({
  entryPoints: z
    .array(z.object({ entryPointType: Text, uri: Text }))
    .optional()
    .catch(undefined),
})

export const GoogleEvent = z.object({
  id: z.string().min(1),
  etag: Text,
  status: Text,
  summary: Text,
  description: Text,
  location: Text,
  start: Time,
  end: Time,
  recurrence: z.array(z.string()).optional().catch(undefined),
  recurringEventId: Text,
  originalStartTime: Time,
  transparency: Text,
  visibility: Text,
  eventType: Text,
  attendees: z.array(GoogleAttendee).optional().catch(undefined),
  hangoutLink: Text,
  conferenceData: Conference.optional().catch(undefined),
  extendedProperties: z
    .object({ private: z.record(z.string(), z.string()).optional().catch(undefined) })
    .optional()
    .catch(undefined),
})
export type GoogleEvent = z.infer<typeof GoogleEvent>

/** Lists are read event by event, so that one that cannot be read does not cost the others. */
export const EventsPage = z.object({
  items: z.array(z.unknown()).default([]),
  nextPageToken: Text,
  nextSyncToken: Text,
  timeZone: Text,
  accessRole: Text,
})
export type EventsPage = z.infer<typeof EventsPage>

/** Only these are asked for: what nothing reads is not sent. */
export const PAGE_FIELDS = `nextPageToken,nextSyncToken,timeZone,accessRole,items(${Object.keys(GoogleEvent.shape)})`

export const CalendarEntry = z.object({
  id: z.string().min(1),
  summary: Text,
  summaryOverride: Text,
  timeZone: Text,
  backgroundColor: Text,
  accessRole: Text,
  primary: Flag,
  selected: Flag,
  hidden: Flag,
  deleted: Flag,
})
export type CalendarEntry = z.infer<typeof CalendarEntry>

export const CalendarsPage = z.object({ items: z.array(CalendarEntry).default([]), nextPageToken: Text })

export const WatchAnswer = z.object({ resourceId: z.string().min(1), expiration: z.coerce.number().positive() })

export const Problem = z.object({
  error: z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) }),
})

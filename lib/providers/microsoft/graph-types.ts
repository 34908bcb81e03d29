/** What is read of Graph's resources, as its reference of v1.0 names it. Whatever is missing there is missing here. */

export type GraphTime = { dateTime: string; timeZone: string }

/** `relative…` with several days: the nth of these days together (learn.microsoft.com, recurrencePattern resource type). */
export type GraphPattern = {
  type: string
  interval: number
  month?: number
  dayOfMonth?: number
  daysOfWeek?: string[]
  /** Sunday when it is absent. */
  firstDayOfWeek?: string
  /** The first when it is absent. */
  index?: string
}

export type GraphRange = {
  type: string
  startDate: string
  endDate?: string
  numberOfOccurrences?: number
  /** A Windows or IANA name, in which the pattern counts days. Empty or absent: that of the event. */
  recurrenceTimeZone?: string | null
}

export type GraphRecurrence = { pattern: GraphPattern; range: GraphRange }

export type GraphEvent = {
  id: string
  '@odata.etag'?: string
  changeKey?: string
  '@removed'?: { reason: string }
  type?: 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster' | null
  seriesMasterId?: string | null
  /** `OID.{seriesMasterId}.{day}` */
  occurrenceId?: string | null
  transactionId?: string | null
  subject?: string | null
  body?: { contentType?: string; content?: string } | null
  location?: { displayName?: string | null } | null
  start?: GraphTime
  end?: GraphTime
  isAllDay?: boolean
  isCancelled?: boolean
  showAs?: string
  originalStart?: string | null
  originalStartTimeZone?: string | null
  recurrence?: GraphRecurrence | null
  attendees?: { emailAddress?: { name?: string; address?: string }; status?: { response?: string } }[]
  responseStatus?: { response?: string } | null
  onlineMeeting?: { joinUrl?: string | null } | null
  onlineMeetingUrl?: string | null
  /** Only where asked for, of a seriesMaster: the `occurrenceId` of each cancelled occurrence. */
  cancelledOccurrences?: string[]
  exceptionOccurrences?: GraphEvent[]
  'exceptionOccurrences@odata.nextLink'?: string
  singleValueExtendedProperties?: { id: string; value: string }[]
}

export type GraphPage<T> = { value: T[]; '@odata.nextLink'?: string; '@odata.deltaLink'?: string }

export type GraphCalendar = {
  id: string
  name?: string | null
  color?: string | null
  hexColor?: string | null
  canEdit?: boolean
}

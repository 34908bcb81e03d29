/** An event of an iCalendar file, with its times worked out. Files of all producers are read into this shape. */
export type IcsEvent = {
  /** As the file has it. Made from the content where the file has none: the same file gives the same ones. */
  uid: string
  /** Of a changed occurrence: where the series has it, as an instant, or a day where the series is all day. */
  recurrenceId: string | null
  /** Whether a changed occurrence stands for all later ones too (RANGE=THISANDFUTURE). */
  isFollowing: boolean
  sequence: number
  summary: string
  description: string | null
  location: string | null
  /** An instant (ISO, UTC), or for all-day events the first day. */
  start: string
  /** An instant, or for all-day events the day after the last. */
  end: string
  allDay: boolean
  /** IANA name, offset (`+05:30`), or rules as in lib/domain/time/posix-zone.ts. */
  timeZone: string
  /** Whether its times are those of whatever zone the person is in: they were read in the zone given. */
  isFloating: boolean
  /** Days or longer, as lib/domain/time reads rules. */
  rrule: string | null
  /** Occurrences that do not take place: instants, or days in the zone of the series. */
  exdates: string[]
  /** Further occurrences, which last as long as the first where they have no end of their own. */
  rdates: { start: string; end: string | null }[]
  status: 'confirmed' | 'tentative' | 'cancelled'
  transparency: 'busy' | 'free'
  isPrivate: boolean
  hasOrganizer: boolean
  attendees: number
  url: string | null
  conferenceUrl: string | null
  categories: string[]
  /** Minutes before the start at which to be reminded; negative ones come after it. */
  alarms: number[]
  lastModified: string | null
}

/** What was left out of a file, or read otherwise than it is written, and why. */
export type Skipped = { line: number; uid: string | null; reason: string }

export type IcsCalendar = {
  name: string | null
  description: string | null
  /** IANA, where the file names one. */
  timeZone: string | null
  method: string | null
  /** How often the producer wants to be asked, in ms. */
  refreshMs: number | null
  events: IcsEvent[]
  skipped: Skipped[]
  /** More than are in `skipped`, when there are many. */
  skippedCount: number
  /** False for a file that was cut off, or has more than was read: what is not in it may still exist. */
  isComplete: boolean
}

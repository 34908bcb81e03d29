import type { Context } from '../../../platform/context.ts'
import type { CalendarEvent } from '../calendar.schema.ts'

/** What an event is, wherever it comes from. */
export type EventContent = Pick<
  CalendarEvent,
  | 'title'
  | 'notes'
  | 'location'
  | 'start'
  | 'end'
  | 'allDay'
  | 'timeZone'
  | 'rrule'
  | 'cancelled'
  | 'changed'
  | 'attendees'
  | 'conferenceUrl'
  | 'busy'
  | 'status'
>

/** An event as a provider has it. `calendar` and `externalId` are the provider's names; (calendar, externalId, recurrenceId) is unique. */
export type ProviderEvent = EventContent & { calendar: string; externalId: string; recurrenceId: string | null }

export type ProviderCalendar = {
  externalId: string
  name: string | null
  color: string | null
  timeZone: string | null
  canWrite: boolean
}

/** Which events are gone, by the provider's names. */
export type Gone = Pick<ProviderEvent, 'calendar' | 'externalId' | 'recurrenceId'>

export type Changes = {
  /** `full`: `events` is everything that there is. `incremental`: what came and changed, and what is `gone`. */
  mode: 'full' | 'incremental'
  /** False where a part may be missing: then nothing that `events` lacks is taken for deleted. */
  isComplete: boolean
  calendars: ProviderCalendar[]
  events: ProviderEvent[]
  gone: Gone[]
  /** With this the next call lists what changed since; null: the next call lists everything. */
  cursor: string | null
  /** How often the provider wants to be asked, ms. */
  pollMs: number | null
}

export type Access = {
  /** What opens the connection: an address, tokens or a password. Never logged or answered. */
  secret: string
  /** The person's zone, IANA. */
  zone: string
}

/** One of the services that calendars are mirrored from. */
export type CalendarProvider = {
  /**
   * What changed since `cursor` (null: everything); null when nothing has.
   * @throws CalendarUnavailable
   */
  listChanges: (ctx: Context, access: Access, cursor: string | null) => Promise<Changes | null>
}

/** By name. Those that do not exist yet are missing. */
export type CalendarProviders = { [provider: string]: CalendarProvider | undefined }

/** Why a provider gave nothing. The message may be shown to the person: it holds no address and no secret. */
export class CalendarUnavailable extends Error {
  readonly code: string
  readonly retryAfterMs: number

  constructor(
    code: string,
    message: string,
    { retryAfterMs = 0, cause }: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.name = 'CalendarUnavailable'
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

import type { Context } from '../../../platform/context.ts'
import type { EventContent } from '../event-content.ts'
import type { OAuth } from './oauth.ts'

/**
 * An event as a provider has it. `calendar` and `externalId` are the provider's names; (calendar, externalId, recurrenceId) is
 * unique. All events of one externalId come on one page: a page that names it replaces what is known of it, except for its
 * exceptions.
 */
export type ProviderEvent = EventContent & {
  calendar: string
  /** What the provider names the event by when it is gone: for CalDAV the href. */
  externalId: string
  recurrenceId: string | null
  /** The provider's version of it, for If-Match; null: it has none, then a digest of the content stands for it. */
  etag: string | null
  /** What the provider needs besides externalId to write it. */
  ref: string | null
  /** Set in events that were written here for a block of a plan: the task. */
  taskId: string | null
}

/**
 * An occurrence of a series that differs, where the provider lists it apart from its series. It is folded into the series;
 * while its series is unknown it is an event of its own. `content` null: cancelled.
 */
export type Exception = {
  calendar: string
  /** Of the series. */
  externalId: string
  /** When the series has it: an instant, or a day for all-day series. */
  originalStart: string
  content: EventContent | null
  etag: string | null
  ref: string | null
}

export type ProviderCalendar = {
  externalId: string
  /** Null: the name that is known stays. */
  name: string | null
  color: string | null
  timeZone: string | null
  canWrite: boolean
  /** Whether its events are shown when it is new here; absent: they are. */
  isSelected?: boolean
}

/** Which events are gone, by the provider's names. `recurrenceId` null: everything of that externalId. */
export type Gone = Pick<ProviderEvent, 'calendar' | 'externalId' | 'recurrenceId'>

/** One page of the changes of one calendar. */
export type Page = {
  /** `full`: this and the pages since cursor null are everything in the window. */
  mode: 'full' | 'incremental'
  /** False where a part may be missing: then nothing that the pages lack is taken for deleted. */
  isComplete: boolean
  events: ProviderEvent[]
  exceptions: Exception[]
  gone: Gone[]
  /** Of a full one: the externalIds of events that are there, and as they were when they were listed before. */
  unchanged?: string[]
  /** The place after this page: stored once the page is. Null: the next run begins anew. */
  cursor: string | null
  /** Another page follows at once. */
  hasMore: boolean
  /** How often the provider wants to be asked, ms. */
  pollMs: number | null
  /** What the page says of its calendar. */
  calendar?: Partial<ProviderCalendar>
}

export type Access = {
  /** What opens the connection: an address, tokens or a password. Never logged or answered. */
  secret: string
  /** The person's zone, IANA. */
  zone: string
  /** Instants, ISO: single events outside need not be listed; series are whole. */
  window: { from: string; to: string }
}

/** `occurrence`: the original start of the only occurrence that it is about. */
export type PushChange =
  | {
      type: 'create'
      calendar: string
      /** The wished id, so that a repeat makes no second event. */
      id: string
      content: EventContent
      taskId: string | null
    }
  | {
      type: 'update'
      calendar: string
      externalId: string
      ref: string | null
      occurrence: string | null
      etag: string | null
      content: Partial<EventContent>
    }
  | {
      type: 'delete'
      calendar: string
      externalId: string
      ref: string | null
      occurrence: string | null
      etag: string | null
    }

/** What the provider has after a push; an exception for one occurrence where it lists those apart; null after a deletion. */
export type Pushed = ProviderEvent | Exception | null

export type Channel = { id: string; token: string; address: string }
export type Watched = { resource: string; expiresAt: number }

/** What opens an account with a password. */
export type Login = { serverUrl: string | null; username: string; password: string }
export type LoggedIn = { secret: string; account: string; calendars: ProviderCalendar[] }

/** One of the services that calendars are mirrored from. Every method throws CalendarUnavailable. */
export type CalendarProvider = {
  listCalendars(ctx: Context, access: Access): Promise<ProviderCalendar[]>
  /** What changed in a calendar since `cursor` (null: everything); null when nothing has. */
  listChanges(ctx: Context, access: Access, calendar: string, cursor: string | null): Promise<Page | null>
  push?(ctx: Context, access: Access, change: PushChange): Promise<Pushed>
  watch?(ctx: Context, access: Access, calendar: string, channel: Channel): Promise<Watched>
  unwatch?(ctx: Context, access: Access, channel: { id: string; resource: string }): Promise<void>
  oauth?: OAuth
  /** Finds the calendars of an account. @throws CalendarUnavailable `reauthorize` for a wrong password, others for the server */
  login?(ctx: Context, login: Login): Promise<LoggedIn>
}

/** By name. Those that do not exist yet are missing. */
export type CalendarProviders = { [provider: string]: CalendarProvider | undefined }

/**
 * Why a provider gave nothing. The message may be shown to the person: it holds no address and no secret. Codes with a
 * meaning: `cursor_expired` (that calendar is read anew), `reauthorize` (the person has to sign in again: no retries),
 * `calendar_gone`, `conflict` (the event changed there: 412 at a push). Others are retried, not before `retryAfterMs`.
 */
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

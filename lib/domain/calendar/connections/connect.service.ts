import type { Context } from '../../../platform/context.ts'
import { seal } from '../../../platform/encryption/sealing.ts'
import { invalidField } from '../../../platform/errors.ts'
import { create } from '../../../platform/events/change.ts'
import { untilCommitted } from '../../../platform/events/mutate.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { newJob } from '../../../platform/jobs/job-rows.ts'
import { startJob } from '../../../platform/jobs/start-job.ts'
import { countHit } from '../../../platform/rate-limit.ts'
import { allow } from '../../billing/entitlements.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import { windowAt } from '../sync/access.service.ts'
import { calendarNotConfigured } from '../sync/calendar-errors.ts'
import { connectedCalendars } from '../sync/connected-calendars.ts'
import type { StoredConnection } from '../sync/connection.fields.ts'
import { CALENDAR_CONNECTION } from '../sync/connection.kind.ts'
import { FIRST_SYNC } from '../sync/first-sync.job.ts'
import { ICS_CALENDAR } from '../sync/ics-content.ts'
import {
  type CalendarProvider,
  type CalendarProviders,
  CalendarUnavailable,
  type ProviderCalendar,
} from '../sync/provider.ts'
import { newSecretWrite, purposeOf } from '../sync/secret.repository.ts'
import { newStateWrite } from '../sync/sync-state.repository.ts'
import { BLANK_STATE } from '../sync/sync-state.ts'
import type { Connection, CreateConnection } from './connection.schema.ts'
import { connectionView } from './connection.service.ts'
import { countedConnections } from './connection-count.repository.ts'

/** Passwords that a person may try in an hour, wherever: LifeOS is not for guessing them, nor for knocking at other hosts. */
const MOST_LOGINS = 20

/**
 * Connects the calendar at an address, or those of an account, which are tried at once, and starts the job of the first sync,
 * which brings the events in.
 * @throws 400 naming the field with what failed, 403 PLAN_LIMIT, 429 after many passwords, 503 CALENDAR_NOT_CONFIGURED
 */
export const createConnection = async (
  ctx: Context,
  providers: CalendarProviders,
  input: CreateConnection,
  claim?: Claim | null,
): Promise<Connection> => {
  const provider = providers[input.provider]
  if (!provider) throw calendarNotConfigured()
  await allow(ctx, 'calendarConnections', 1, (await countedConnections(ctx)).count)
  const found =
    input.provider === 'ics' ? await addressFound(ctx, provider, input) : await loggedIn(ctx, provider, input)
  return storeConnection(ctx, { provider: input.provider, ...found }, claim)
}

/** What is known of an account or an address that is to be connected. */
type NewConnection = {
  provider: StoredConnection['provider']
  secret: string
  /** Null: the name of the first calendar. */
  account: string | null
  listed: ProviderCalendar[]
}

type Found = Omit<NewConnection, 'provider'>
type ByAddress = Extract<CreateConnection, { provider: 'ics' }>
type ByPassword = Exclude<CreateConnection, ByAddress>

const addressFound = async (ctx: Context, provider: CalendarProvider, { url, name }: ByAddress): Promise<Found> => {
  const { timeZone: zone } = await loadProfile(ctx)
  const access = { secret: url, zone, window: windowAt(ctx.now()) }
  const page = await tried(
    () => provider.listChanges(ctx, access, ICS_CALENDAR, null),
    () => 'url',
  )
  const listed = (await provider.listCalendars(ctx, access)).map((one) => ({ ...one, ...page.calendar }))
  return { secret: url, account: null, listed: name ? listed.map((one) => ({ ...one, name })) : listed }
}

const loggedIn = async (
  ctx: Context,
  provider: CalendarProvider,
  { serverUrl, username, password }: ByPassword,
): Promise<Found> => {
  const login = provider.login?.bind(provider)
  if (!login) throw calendarNotConfigured()
  const window = { bucket: 'calendar-login', limit: MOST_LOGINS, windowSeconds: 3_600 }
  await countHit({ of: { userId: ctx.userId }, ...window }, ctx.now(), ctx.deadline)
  const { secret, account, calendars } = await tried(
    () => login(ctx, { serverUrl: serverUrl ?? null, username, password }),
    ({ code }) => (code === 'reauthorize' ? 'password' : 'serverUrl'),
  )
  return { secret, account, listed: calendars }
}

const storeConnection = async (
  ctx: Context,
  { provider, secret, account, listed }: NewConnection,
  claim?: Claim | null,
): Promise<Connection> => {
  const id = ctx.newId()
  const sealed = await seal(ctx, purposeOf(id), secret)
  const calendars = connectedCalendars([], listed, () => ctx.newId())
  const first = newJob(ctx, FIRST_SYNC, { connectionId: id })
  const view = await untilCommitted(
    ctx,
    async () => {
      const { count, guard } = await countedConnections(ctx)
      await allow(ctx, 'calendarConnections', 1, count)
      const own = { id, userId: ctx.userId, focusCalendarId: null, paused: false, needsSignIn: false }
      const fields = { ...own, provider, account: account ?? calendars[0]?.name ?? null, calendars }
      const change = create(CALENDAR_CONNECTION, fields, ctx.now())
      const requested = { id: ctx.newId(), trigger: 'connect', isForced: false } as const
      const state = newStateWrite(ctx, id, requested)
      return {
        changes: [change],
        writes: [guard, state, newSecretWrite(ctx, id, sealed), first.write],
        result: connectionView(change.after, { ...BLANK_STATE, requested }, ctx.now()),
      }
    },
    claim,
  )
  await startJob(ctx, first.job)
  return view
}

/** What an attempt finds. `field`: of the body, to which a failure belongs. */
const tried = async <T>(
  attempt: () => Promise<T | null>,
  field: (problem: CalendarUnavailable) => string,
): Promise<T> => {
  try {
    const found = await attempt()
    if (found) return found
    throw new CalendarUnavailable('empty', 'The server answers with nothing')
  } catch (error) {
    if (error instanceof CalendarUnavailable) throw invalidField(field(error), error.message)
    throw error
  }
}

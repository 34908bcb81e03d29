import type { Context } from '../../../platform/context.ts'
import { open, seal, UnreadableError } from '../../../platform/encryption/sealing.ts'
import { create, nextChangeAt, update } from '../../../platform/events/change.ts'
import type { Transaction } from '../../../platform/events/commit.ts'
import { find, untilCommitted } from '../../../platform/events/mutate.ts'
import { requireVersion } from '../../../platform/events/write.ts'
import type { Job } from '../../../platform/jobs/job.ts'
import { newJob } from '../../../platform/jobs/job-rows.ts'
import { startJob } from '../../../platform/jobs/start-job.ts'
import { errorFacts, log } from '../../../platform/log/log.ts'
import { sk } from '../../../platform/table/keys.ts'
import { allow } from '../../billing/entitlements.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import { windowAt, withinGrant } from '../sync/access.service.ts'
import { connectedCalendars } from '../sync/connected-calendars.ts'
import type { OAuthProvider, StoredConnection } from '../sync/connection.fields.ts'
import { CALENDAR_CONNECTION } from '../sync/connection.kind.ts'
import { FIRST_SYNC } from '../sync/first-sync.job.ts'
import { type Granted, type OAuth, secretOf, type Tokens, tokensIn } from '../sync/oauth.ts'
import { type CalendarProviders, CalendarUnavailable, type ProviderCalendar } from '../sync/provider.ts'
import {
  accountHash,
  connectionsOfAccount,
  findSecretRow,
  purposeOf,
  signedInSecretWrite,
} from '../sync/secret.repository.ts'
import { startSync } from '../sync/start-sync.ts'
import { newStateWrite, signedInWrite } from '../sync/sync-state.repository.ts'
import { type Counted, countedConnections } from './connection-count.repository.ts'

/** Nobody is kept waiting longer at the end of a sign-in. */
const REVOKING_MS = 5_000

type Found = Granted & { provider: OAuthProvider; hash: string; listed: ProviderCalendar[] }

/**
 * Connects the account that a person signed in to, with its calendars, and starts a run that brings its events in. An
 * account that is connected gets the new tokens and a run. Connection, tokens and place in the schedule are stored together or not
 * at all. Resolves to the connection's id.
 * @throws 403 PLAN_LIMIT; CalendarUnavailable
 */
export const connectAccount = async (
  ctx: Context,
  providers: CalendarProviders,
  provider: OAuthProvider,
  granted: Granted,
): Promise<string> => {
  const { timeZone: zone } = await loadProfile(ctx)
  const access = { secret: secretOf(granted.tokens), zone, window: windowAt(ctx.now()) }
  const source = providers[provider]
  const listed = source ? withinGrant(source, access.secret, await source.listCalendars(ctx, access)) : []
  const found = { ...granted, provider, listed, hash: accountHash(provider, granted.account.id) }
  const { id, job } = await untilCommitted(ctx, async () => {
    // Counted first: a connection that is added after this makes the count a lost race.
    const counted = await countedConnections(ctx)
    const known = await connectionOf(ctx, found.hash)
    return known ? renewal(ctx, found, known) : creation(ctx, found, counted)
  })
  await (job ? startJob(ctx, job) : startSync(ctx, id, 'connect'))
  return id
}

/**
 * Takes the grant of a sign-in that failed back at the provider. One belongs to the account: it stays where the person has a
 * connection of it. Best effort, since the failure is what the person should hear of.
 */
export const takeBack = async (
  ctx: Context,
  oauth: OAuth,
  provider: OAuthProvider,
  { tokens, account }: Granted,
): Promise<void> => {
  try {
    if ((await connectionsOfAccount(ctx, accountHash(provider, account.id))).length > 0) return
    await oauth.revoke({ ...ctx, deadline: Math.min(ctx.deadline, ctx.now() + REVOKING_MS) }, tokens)
  } catch (error) {
    log('error', 'calendar grant not revoked', { requestId: ctx.requestId, ...errorFacts(error) })
  }
}

/** `job`: the first sync of a new connection. */
type Connected = { id: string; job: Job | null }

/** The connection of an account. What is being removed is none: then another is made. */
const connectionOf = async (ctx: Context, hash: string): Promise<StoredConnection | null> => {
  const ids = await connectionsOfAccount(ctx, hash)
  const all = await Promise.all(ids.map((id) => find(ctx, CALENDAR_CONNECTION, id, { consistent: true })))
  return all.find((one) => one !== null) ?? null
}

const creation = async (
  ctx: Context,
  { tokens, account, provider, hash, listed }: Found,
  { count, guard }: Counted,
): Promise<Transaction<Connected>> => {
  await allow(ctx, 'calendarConnections', 1, count)
  if (tokens.refreshToken === null)
    throw new CalendarUnavailable('no_refresh_token', 'The sign-in would end in an hour')
  const id = ctx.newId()
  const calendars = connectedCalendars([], listed, () => ctx.newId())
  const own = { id, userId: ctx.userId, provider, account: account.name, calendars }
  const fields = { ...own, focusCalendarId: null, paused: false, needsSignIn: false }
  const sealed = await seal(ctx, purposeOf(id), secretOf(tokens))
  const first = newJob(ctx, FIRST_SYNC, { connectionId: id })
  return {
    changes: [create(CALENDAR_CONNECTION, fields, ctx.now())],
    writes: [
      guard,
      newStateWrite(ctx, id, { id: ctx.newId(), trigger: 'connect', isForced: false }),
      signedInSecretWrite(ctx, id, { sealed, provider, account: hash }),
      first.write,
    ],
    result: { id, job: first.job },
  }
}

/** The connection goes on with the new tokens. */
const renewal = async (
  ctx: Context,
  { account, provider, hash, listed, ...found }: Found,
  connection: StoredConnection,
): Promise<Transaction<Connected>> => {
  const { id } = connection
  const tokens = await withRefreshToken(ctx, id, found.tokens)
  const calendars = connectedCalendars(connection.calendars, listed, () => ctx.newId())
  const patch = { account: account.name, calendars, needsSignIn: false }
  const at = nextChangeAt(connection, ctx.now())
  const change = update(CALENDAR_CONNECTION, connection, patch, at, 'signed_in')
  const sealed = await seal(ctx, purposeOf(id), secretOf(tokens))
  return {
    changes: change ? [change] : [],
    writes: [
      ...(change ? [] : [requireVersion(ctx, sk.entity(CALENDAR_CONNECTION.name, id), connection.version)]),
      signedInWrite(ctx, id, { id: ctx.newId(), trigger: 'connect', isForced: false }),
      signedInSecretWrite(ctx, id, { sealed, provider, account: hash }),
    ],
    result: { id, job: null },
  }
}

/** A provider may leave out a refresh token that it gave before. */
const withRefreshToken = async (ctx: Context, id: string, tokens: Tokens): Promise<Tokens> => {
  if (tokens.refreshToken !== null) return tokens
  const row = await findSecretRow(ctx, id)
  try {
    const known = row && !row.isRefused ? tokensIn(await open(ctx, purposeOf(id), row.sealed)) : null
    if (known?.refreshToken) return { ...tokens, refreshToken: known.refreshToken }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
  }
  throw new CalendarUnavailable('no_refresh_token', 'The sign-in would end in an hour')
}

import { type Context, isoAt } from '../../../platform/context.ts'
import { open, UnreadableError } from '../../../platform/encryption/sealing.ts'
import { create } from '../../../platform/events/change.ts'
import { commit } from '../../../platform/events/commit.ts'
import { find } from '../../../platform/events/mutate.ts'
import { errorFacts, log } from '../../../platform/log/log.ts'
import { DAY_MS } from '../../../platform/units.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import { CALENDAR_SYNC } from './calendar-sync.kind.ts'
import type { StoredConnection } from './connection.fields.ts'
import { CALENDAR_CONNECTION } from './connection.kind.ts'
import { loadMirrored, removeConnectionRows, writeMirrored } from './mirror.repository.ts'
import { mirrorChanges } from './mirror.ts'
import { nextSyncAt } from './next-sync.ts'
import { type CalendarProviders, CalendarUnavailable, type Changes } from './provider.ts'
import { loadSecret, purposeOf } from './secret.repository.ts'
import { acquire, finish, keepRun } from './sync-state.repository.ts'
import type { SyncRequest, SyncState, Trigger } from './sync-state.ts'

/** Single events that ended longer ago are not taken in. */
const BACK_MS = 90 * DAY_MS
/** So that events come in which were too far away, and what went wrong unseen is mended. */
const FULL_AFTER_MS = 7 * DAY_MS
/** Runs that follow each other because something was asked for while one was under way. */
const MOST_RUNS = 3

type Counts = { added: number; updated: number; deleted: number }
const NOTHING: Counts = { added: 0, updated: 0, deleted: 0 }

/**
 * Brings the mirrored events of a connection up to date, unless another run is at it: that one goes on with what was asked for.
 * Resolves to whether it had the connection. Failures of the provider are kept in its state; nothing that is there is lost by them.
 */
export const syncConnection = async (
  ctx: Context,
  providers: CalendarProviders,
  id: string,
  trigger: Trigger,
): Promise<boolean> => {
  for (let run = 0; run < MOST_RUNS; run++) {
    const state = await acquire(ctx, id, { id: ctx.newId(), trigger, isForced: false })
    if (!state) return run > 0
    const after = await runWith(ctx, providers, state)
    if (!after?.requested && !after?.isRemoved) return true
  }
  return true
}

/**
 * One run by whoever holds the connection. `first`: what the provider listed already. Resolves to the state after it, null
 * when the connection is gone.
 */
export const runWith = async (
  ctx: Context,
  providers: CalendarProviders,
  state: SyncState,
  first?: Changes,
): Promise<SyncState | null> => {
  const connection = state.isRemoved
    ? null
    : await find(ctx, CALENDAR_CONNECTION, state.connectionId, { consistent: true })
  if (!connection) {
    await removeConnectionRows(ctx, state.connectionId)
    return null
  }
  const request = state.running ?? { id: String(state.lease), trigger: 'schedule', isForced: false }
  if (connection.paused && request.trigger === 'schedule')
    return finish(ctx, state, { nextSyncAt: null, wasCutOff: state.wasCutOff })
  const startedAt = isoAt(ctx.now())
  const mode = isFull(state, request, ctx.now()) ? 'full' : 'incremental'
  try {
    const changes = first ?? (await listed(ctx, providers, connection, mode === 'full' ? null : state.cursor))
    const counts = changes ? await store(ctx, connection, state, changes) : NOTHING
    return await ended(ctx, connection, state, { request, startedAt, mode, counts, changes })
  } catch (error) {
    const problem = problemOf(ctx, error)
    return await failed(ctx, connection, state, { request, startedAt, mode, problem })
  }
}

const isFull = ({ cursor, wasCutOff, fullAt }: SyncState, { isForced }: SyncRequest, now: number): boolean =>
  isForced || wasCutOff || cursor === null || fullAt === null || Date.parse(fullAt) + FULL_AFTER_MS <= now

const listed = async (
  ctx: Context,
  providers: CalendarProviders,
  { id, provider }: StoredConnection,
  cursor: string | null,
): Promise<Changes | null> => {
  const source = providers[provider]
  if (!source) throw new CalendarUnavailable('not_configured', 'This provider is not available at present')
  const [sealed, { timeZone: zone }] = await Promise.all([loadSecret(ctx, id), loadProfile(ctx)])
  const secret = await open(ctx, purposeOf(id), sealed)
  return source.listChanges(ctx, { secret, zone }, cursor)
}

const store = async (
  ctx: Context,
  connection: StoredConnection,
  { wasCutOff }: SyncState,
  changes: Changes,
): Promise<Counts> => {
  const stored = await loadMirrored(ctx, connection.id)
  const now = ctx.now()
  const options = { isRepair: wasCutOff, at: isoAt(now), since: isoAt(now - BACK_MS) }
  const found = mirrorChanges(connection, stored, changes, options)
  await writeMirrored(ctx, found)
  const { added, updated, deleted } = found
  if (added + updated + deleted > 0) await commitSummary(ctx, connection, found)
  return { added, updated, deleted }
}

/** The one event for all that a run changed. */
const commitSummary = async (ctx: Context, { id, provider }: StoredConnection, counts: Counts): Promise<void> => {
  const now = ctx.now()
  const fields = {
    ...{ id: ctx.newId(now), userId: ctx.userId, provider, connectionId: id },
    ...{ eventsAdded: counts.added, eventsUpdated: counts.updated, eventsDeleted: counts.deleted },
  }
  await commit(ctx, { changes: [create(CALENDAR_SYNC, fields, now, 'synced')], result: null })
}

type Run = { request: SyncRequest; startedAt: string; mode: 'full' | 'incremental' }

const ended = async (
  ctx: Context,
  { id }: StoredConnection,
  state: SyncState,
  { counts, changes, ...run }: Run & { counts: Counts; changes: Changes | null },
): Promise<SyncState | null> => {
  const now = ctx.now()
  const at = isoAt(now)
  await keepRun(ctx, state, { ...historyOf(run), endedAt: at, ...counts, error: null })
  const next = nextSyncAt(id, { now, failures: 0, pollMs: changes?.pollMs ?? null, retryAfterMs: 0 })
  return finish(ctx, state, {
    ...(changes && { cursor: changes.isComplete ? changes.cursor : null }),
    ...(changes && run.mode === 'full' && { fullAt: at }),
    ...{
      lastSyncedAt: at,
      nextSyncAt: isoAt(next),
      lastError: null,
      failures: 0,
      runs: state.runs + 1,
      wasCutOff: false,
    },
  })
}

const historyOf = ({ request: { id, trigger }, startedAt, mode }: Run) => ({ id, trigger, startedAt, mode })

type Problem = { code: string; message: string; retryAfterMs: number; isOurs: boolean }

const failed = async (
  ctx: Context,
  { id }: StoredConnection,
  state: SyncState,
  { problem, ...run }: Run & { problem: Problem },
): Promise<SyncState | null> => {
  const now = ctx.now()
  const at = isoAt(now)
  const { code, message, retryAfterMs, isOurs } = problem
  const failures = state.failures + 1
  await keepRun(ctx, state, { ...historyOf(run), endedAt: at, ...NOTHING, error: { code, message } })
  const next = nextSyncAt(id, { now, failures, pollMs: null, retryAfterMs })
  return finish(ctx, state, {
    ...{ lastError: { code, message, at }, nextSyncAt: isoAt(next), failures, runs: state.runs + 1 },
    wasCutOff: isOurs || state.wasCutOff,
  })
}

/** What the person is told. Errors of our own are logged by their name: their text may hold anything. */
const problemOf = (ctx: Context, error: unknown): Problem => {
  if (error instanceof CalendarUnavailable)
    return { code: error.code, message: error.message, retryAfterMs: error.retryAfterMs, isOurs: false }
  if (error instanceof UnreadableError)
    return { ...{ code: 'reconnect', message: 'The connection has to be made anew' }, retryAfterMs: 0, isOurs: false }
  log('error', 'calendar sync failed', { requestId: ctx.requestId, ...errorFacts(error) })
  return { code: 'internal', message: 'The sync was interrupted', retryAfterMs: 0, isOurs: true }
}

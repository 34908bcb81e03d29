import { type Context, isoAt } from '../../../platform/context.ts'
import { UnreadableError } from '../../../platform/encryption/sealing.ts'
import { create } from '../../../platform/events/change.ts'
import { commit } from '../../../platform/events/commit.ts'
import { find } from '../../../platform/events/mutate.ts'
import { errorFacts, log } from '../../../platform/log/log.ts'
import { openConnection } from './access.service.ts'
import { CALENDAR_SYNC } from './calendar-sync.kind.ts'
import type { StoredConnection } from './connection.fields.ts'
import { CALENDAR_CONNECTION } from './connection.kind.ts'
import { nextSyncAt } from './next-sync.ts'
import { loadPlaces } from './place.repository.ts'
import { type CalendarProviders, CalendarUnavailable } from './provider.ts'
import { removeConnection } from './remove-connection.service.ts'
import { signInDone } from './sign-in-needed.service.ts'
import type { Job } from './sync-calendar.service.ts'
import { type Synced, syncCalendars } from './sync-calendars.service.ts'
import { acquire, finish, keepRun, reschedule } from './sync-state.repository.ts'
import type { Progress, SyncState, Trigger } from './sync-state.ts'

/** Runs that follow each other because something was asked for while one was under way. */
const MOST_RUNS = 3
/** A run that takes longer goes on in another invocation. Contexts have to leave twice that: a page may be under way. */
const SLICE_MS = 10_000
/** Runs in a row that may be cut off before the next one has to wait. */
const MOST_CUT_OFF = 3

/** `busy`: another run has the connection. `goesOn`: there is more to do, and whoever called has to start another invocation. */
export type Outcome = 'done' | 'goesOn' | 'busy'

/**
 * Brings the mirrored events of a connection up to date, unless another run is at it: that one goes on with what was asked for.
 * Failures of the provider are kept in its state; nothing that is there is lost by them.
 */
export const syncConnection = async (
  ctx: Context,
  providers: CalendarProviders,
  id: string,
  trigger: Trigger,
  also?: AlsoInRun,
): Promise<Outcome> => {
  for (let run = 0; run < MOST_RUNS; run++) {
    const state = await acquire(ctx, id, { id: ctx.newId(), trigger, isForced: false })
    if (!state) return run > 0 ? 'done' : 'busy'
    const after = await runWith(ctx, providers, state, also)
    if (after?.unfinished) return 'goesOn'
    if (!after?.requested && !after?.isRemoved) return 'done'
  }
  return 'goesOn'
}

/** What else a run does while it holds the connection, once all calendars are up to date. Resolves to whether that is done. */
export type AlsoInRun = (job: Job) => Promise<boolean>

/**
 * One run by whoever holds the connection. Resolves to the state after it, null when the connection is gone. `unfinished` in
 * it: the run goes on in another invocation.
 */
const runWith = async (
  ctx: Context,
  providers: CalendarProviders,
  state: SyncState,
  also?: AlsoInRun,
): Promise<SyncState | null> => {
  if (state.starts > MOST_CUT_OFF) await waitLonger(ctx, state)
  const found = state.isRemoved ? null : await find(ctx, CALENDAR_CONNECTION, state.connectionId, { consistent: true })
  if (!found) {
    await removeConnection(ctx, providers, state)
    return null
  }
  const progress = await progressOf(ctx, found, state)
  // Somebody who asks for a run of a paused connection gets it; nobody asked for what is left of another.
  if (found.paused && !isAsked(state)) {
    const paused = await finish(ctx, state, { nextSyncAt: null, wasCutOff: state.wasCutOff })
    return paused && { ...paused, unfinished: null }
  }
  const until = ctx.now() + SLICE_MS
  try {
    const [{ provider, access }, places] = await Promise.all([
      openConnection(ctx, providers, found),
      loadPlaces(ctx, found.id),
    ])
    const { wasCutOff } = state
    const job: Job = {
      ...{ ctx, connection: found, provider, access, wasCutOff, places, progress, until },
      ...{ pollMs: null, stored: null },
    }
    const synced = await syncCalendars(job, state)
    if (synced.problem) throw synced.problem
    const isDone = synced.isDone && (!also || (await also(job)))
    return await (isDone ? ended : leftOver)(job, state, synced)
  } catch (error) {
    return await failed(ctx, found, state, progress, problemOf(ctx, error))
  }
}

/** What ends its worker again and again, such as a file that takes all memory, may not do so in every round: each attempt costs. */
const waitLonger = async (ctx: Context, { connectionId, starts }: SyncState): Promise<void> => {
  const outcome = { now: ctx.now(), failures: starts - MOST_CUT_OFF, pollMs: null, retryAfterMs: 0 }
  await reschedule(ctx, connectionId, isoAt(nextSyncAt(connectionId, outcome)))
}

/** Whether somebody asked for this run: its request is not its own. */
const isAsked = ({ lease, running }: SyncState): boolean => running !== null && running.id !== lease

/** What the run before left to do, or a new beginning. A request for another run ends the one before. */
const progressOf = async (ctx: Context, connection: StoredConnection, state: SyncState): Promise<Progress> => {
  const { unfinished, lease, running } = state
  const request = running ?? { id: String(lease), trigger: 'schedule', isForced: false }
  if (unfinished && !isAsked(state)) return unfinished
  if (unfinished) {
    await report(ctx, connection, state, unfinished, null)
    state.runs += 1
  }
  const none = { added: 0, updated: 0, deleted: 0 }
  return { request, startedAt: isoAt(ctx.now()), mode: 'incremental', ...none, done: [] }
}

type Failure = { code: string; message: string } | null

/** Puts a run into the history and, where it changed anything, the one event for that into the log. */
const report = async (
  ctx: Context,
  connection: StoredConnection,
  state: SyncState,
  { request, startedAt, mode, added, updated, deleted }: Progress,
  error: Failure,
): Promise<void> => {
  const now = ctx.now()
  if (added + updated + deleted > 0) {
    const fields = {
      ...{ id: ctx.newId(now), userId: ctx.userId, provider: connection.provider, connectionId: connection.id },
      ...{ eventsAdded: added, eventsUpdated: updated, eventsDeleted: deleted },
    }
    await commit(ctx, { changes: [create(CALENDAR_SYNC, fields, now, 'synced')], result: null })
  }
  const { id, trigger } = request
  await keepRun(ctx, state, { id, trigger, startedAt, mode, endedAt: isoAt(now), added, updated, deleted, error })
}

const ended = async (
  { ctx, connection, progress, pollMs }: Job,
  state: SyncState,
  { calendarsAt }: Synced,
): Promise<SyncState | null> => {
  await report(ctx, connection, state, progress, null)
  await signInDone(ctx, connection)
  const now = ctx.now()
  const next = nextSyncAt(connection.id, { now, failures: 0, pollMs, retryAfterMs: 0 })
  return finish(ctx, state, {
    ...{ calendarsAt, lastSyncedAt: isoAt(now), nextSyncAt: isoAt(next), lastError: null, unfinished: null },
    ...{ failures: 0, runs: state.runs + 1, wasCutOff: false },
  })
}

/** The schedule finds it at once, should the next invocation not be started. */
const leftOver = ({ ctx, progress }: Job, state: SyncState, { calendarsAt }: Synced): Promise<SyncState | null> =>
  finish(ctx, state, {
    ...{ calendarsAt, nextSyncAt: isoAt(ctx.now()), unfinished: progress, runs: state.runs },
    wasCutOff: state.wasCutOff,
  })

type Problem = { code: string; message: string; retryAfterMs: number; isOurs: boolean }

const failed = async (
  ctx: Context,
  connection: StoredConnection,
  state: SyncState,
  progress: Progress,
  { code, message, retryAfterMs, isOurs }: Problem,
): Promise<SyncState | null> => {
  await report(ctx, connection, state, progress, { code, message })
  const now = ctx.now()
  const failures = state.failures + 1
  const next = nextSyncAt(connection.id, { now, failures, pollMs: null, retryAfterMs })
  return finish(ctx, state, {
    ...{ lastError: { code, message, at: isoAt(now) }, failures, runs: state.runs + 1, unfinished: null },
    // Only the person can go on with it.
    nextSyncAt: code === 'reauthorize' ? null : isoAt(next),
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

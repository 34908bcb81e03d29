import type { Context } from '../../../platform/context.ts'
import { isoAt } from '../../../platform/context.ts'
import { conflict, invalidField, notFound } from '../../../platform/errors.ts'
import { remove, update } from '../../../platform/events/change.ts'
import { remember } from '../../../platform/events/commit.ts'
import { load, mutate, mutateTo } from '../../../platform/events/mutate.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { partition } from '../../../platform/partition.ts'
import { countHit } from '../../../platform/rate-limit.ts'
import { sk } from '../../../platform/table/keys.ts'
import { deleted } from '../../fields.ts'
import type { StoredConnection } from '../sync/connection.fields.ts'
import { CALENDAR_CONNECTION } from '../sync/connection.kind.ts'
import type { CalendarProviders } from '../sync/provider.ts'
import { startSync } from '../sync/start-sync.ts'
import { syncConnection } from '../sync/sync.service.ts'
import type { SyncRun } from '../sync/sync-run.schema.ts'
import { loadRuns, loadState, loadStates, removedWrite, request, reschedule } from '../sync/sync-state.repository.ts'
import { BLANK_STATE, type SyncState } from '../sync/sync-state.ts'
import type { Connection, UpdateConnection } from './connection.schema.ts'

/** Everything of a list that is small by nature, as a page. */
const onePage = <T>(data: T[]) => ({
  ...{ data, total: data.length, page: 1, pageSize: Math.max(1, data.length), hasMore: false, nextCursor: null },
})

/** A connection with how far its sync is; `syncing` from when a run is asked for to its end. `now`: epoch ms. */
export const connectionView = (
  connection: StoredConnection,
  state: Omit<SyncState, 'connectionId'>,
  now: number,
): Connection => {
  const { leaseUntil, requested, unfinished, failures, lastSyncedAt, nextSyncAt, lastError } = state
  const isSyncing = leaseUntil > now || requested !== null || unfinished !== null
  const running = isSyncing ? 'syncing' : failures > 0 ? 'error' : 'active'
  const status = connection.paused ? 'paused' : connection.needsSignIn ? 'reauthorize' : running
  return { ...connection, status, lastSyncedAt, nextSyncAt, lastError }
}

export const listConnections = async (ctx: Context) => {
  const [rows, states] = await Promise.all([
    partition(ctx).range(sk.entities(CALENDAR_CONNECTION.name)),
    loadStates(ctx),
  ])
  const now = ctx.now()
  const all = rows.map((row) => fromItem(CALENDAR_CONNECTION, row))
  return onePage(all.map((one) => connectionView(one, states.get(one.id) ?? BLANK_STATE, now)))
}

/** @throws 404 */
export const readConnection = async (ctx: Context, id: string): Promise<Connection> => {
  const [connection, state] = await Promise.all([load(ctx, CALENDAR_CONNECTION, id), loadState(ctx, id)])
  return connectionView(connection, state ?? BLANK_STATE, ctx.now())
}

/**
 * Changes which calendars are shown, which take time, where plans go, and whether it is synced. A run that is started brings
 * events in and takes them away accordingly.
 * @throws 404, 412, 400 naming the field
 */
export const updateConnection = async (ctx: Context, id: string, patch: UpdateConnection): Promise<Connection> => {
  const { before, after } = await mutateTo(ctx, CALENDAR_CONNECTION, id, async (connection, at) => {
    const change = update(CALENDAR_CONNECTION, connection, patchFor(connection, patch), at)
    return { changes: change ? [change] : [], result: { before: connection, after: change?.after ?? connection } }
  })
  const isOther = before.focusCalendarId !== after.focusCalendarId
  if (isOther && after.focusCalendarId !== null) await takeFocusFromOthers(ctx, id)
  if (isOther || JSON.stringify(before.calendars) !== JSON.stringify(after.calendars)) await runAgain(ctx, id)
  if (patch.paused !== undefined) await reschedule(ctx, id, patch.paused ? null : isoAt(ctx.now()))
  return readConnection(ctx, id)
}

const runAgain = async (ctx: Context, id: string): Promise<void> => {
  await request(ctx, id, { id: ctx.newId(), trigger: 'manual', isForced: false })
  await startSync(ctx, id, 'manual')
}

/** A person has one calendar for plans. Until this is done the one that was chosen last counts. */
const takeFocusFromOthers = async (ctx: Context, id: string): Promise<void> => {
  const rows = await partition(ctx).range(sk.entities(CALENDAR_CONNECTION.name), { consistent: true })
  const others = rows.filter((row) => row.focusCalendarId && row.id !== id).map((row) => String(row.id))
  for (const other of others) {
    await mutate({ ...ctx, ifMatch: null }, CALENDAR_CONNECTION, other, (connection, at) => {
      const change = update(CALENDAR_CONNECTION, connection, { focusCalendarId: null }, at)
      return change && { changes: [change], result: change.after }
    })
    await runAgain(ctx, other)
  }
}

const patchFor = (connection: StoredConnection, patch: UpdateConnection): Partial<StoredConnection> => {
  const { calendars = [], focusCalendarId, paused } = patch
  const named = new Map(calendars.map((one) => [one.id, one]))
  for (const [at, { id }] of calendars.entries())
    if (!connection.calendars.some((one) => one.id === id))
      throw invalidField(['calendars', at, 'id'], 'The connection has no such calendar')
  const focus = connection.calendars.find(({ id }) => id === focusCalendarId)
  if (focusCalendarId && !focus?.canWrite)
    throw invalidField('focusCalendarId', 'Must be a calendar of the connection that can be written')
  return {
    calendars: connection.calendars.map((one) => {
      const { selected = one.selected, busy = one.busy } = named.get(one.id) ?? {}
      return { ...one, selected, busy }
    }),
    ...(focusCalendarId !== undefined && { focusCalendarId }),
    ...(paused !== undefined && { paused }),
  }
}

/**
 * Removes a connection with its events and its secret. A run that is under way removes them when it ends; what a crash leaves
 * is removed by the schedule.
 * @throws 404, 412
 */
export const deleteConnection = async (ctx: Context, providers: CalendarProviders, id: string) => {
  await mutate(ctx, CALENDAR_CONNECTION, id, (connection, at) => ({
    changes: [remove(CALENDAR_CONNECTION, connection, at, {}, 0)],
    writes: [removedWrite(ctx, id)],
    result: connection,
  }))
  if ((await syncConnection(ctx, providers, id, 'manual')) === 'goesOn') await startSync(ctx, id, 'manual')
  return deleted(id)
}

/**
 * Starts a run of a connection, now or as soon as the run that has it ends. The outcome is in its runs, under the id.
 * @throws 404, 409 while it is paused, 429 for a second time within a minute
 */
export const syncNow = async (ctx: Context, id: string, claim?: Claim | null): Promise<{ syncId: string }> => {
  const connection = await load(ctx, CALENDAR_CONNECTION, id, { consistent: true })
  if (connection.paused)
    throw conflict('The connection is paused', { type: 'wrong_state', loc: [CALENDAR_CONNECTION.name, 'paused'] })
  const window = { of: { userId: ctx.userId }, bucket: `calendar-sync-${id}`, limit: 1, windowSeconds: 60 }
  await countHit(window, ctx.now(), ctx.deadline)
  const syncId = ctx.newId()
  const requested = await request(ctx, id, { id: syncId, trigger: 'manual', isForced: false })
  if (!requested) throw notFound(CALENDAR_CONNECTION.label)
  await startSync(ctx, id, 'manual')
  if (claim) await remember(ctx, claim, { syncId })
  return { syncId }
}

/** The last twenty runs, newest first. @throws 404 */
export const listRuns = async (ctx: Context, id: string) => {
  await load(ctx, CALENDAR_CONNECTION, id)
  const runs: SyncRun[] = await loadRuns(ctx, id)
  return onePage(runs)
}

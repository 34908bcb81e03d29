import { createHash } from 'node:crypto'
import { type Context, isoAt } from '../../../platform/context.ts'
import { ABSENT, putWrite, staleRead, type Write } from '../../../platform/events/write.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { tableName } from '../../../platform/table/client.ts'
import { calendarDue, type Key, LAST, sk, userOf, userPk } from '../../../platform/table/keys.ts'
import { pause } from '../../../platform/table/retry.ts'
import { queryPage, tryUpdate } from '../../../platform/table/table.ts'
import type { SyncRun } from './sync-run.schema.ts'
import { BLANK_STATE, type SyncRequest, type SyncState } from './sync-state.ts'

const RUNS_KEPT = 20
/** How much longer than its deadline a run holds a connection: a last write may still be under way. */
const LEASE_MS = 5_000

const keyOf = (ctx: Context, id: string): Key => ({ PK: userPk(ctx.userId), SK: sk.calendarSync(id) })

const stateOf = (item: Item): SyncState => {
  const { PK: _pk, SK: _sk, GSI3PK: _index, GSI3SK: _sort, ...state } = item
  return { ...BLANK_STATE, ...state } as SyncState
}

const shardOf = (id: string): number => createHash('sha256').update(id).digest().readUInt8(0) % calendarDue.shards

/** The attributes by which the schedule finds a connection at a time, ISO. */
const dueAt = (id: string, at: string) => ({ GSI3PK: calendarDue.pk(shardOf(id)), GSI3SK: calendarDue.sk(at, id) })

const leaseOf = (ctx: Context): number => Math.max(ctx.deadline, ctx.now()) + LEASE_MS

/** The state of a new connection, whose calendars were just listed and whose first run is requested. */
export const newStateWrite = (ctx: Context, id: string, requested: SyncRequest): Write => {
  const nextSyncAt = isoAt(ctx.now())
  // Without what is null: what is requested is told from what is not by being there.
  const state: Partial<SyncState> = {
    connectionId: id,
    leaseUntil: 0,
    requested,
    nextSyncAt,
    calendarsAt: nextSyncAt,
  }
  return putWrite(ctx, sk.calendarSync(id), { ...state, ...dueAt(id, nextSyncAt) }, ABSENT)
}

export const loadState = async (ctx: Context, id: string): Promise<SyncState | null> => {
  const item = await partition(ctx).get(sk.calendarSync(id), { consistent: true })
  return item && stateOf(item)
}

export const loadStates = async (ctx: Context): Promise<Map<string, SyncState>> => {
  const states = (await partition(ctx).range(sk.calendarSyncs(), { consistent: true })).map(stateOf)
  return new Map(states.map((state) => [state.connectionId, state]))
}

/**
 * Takes a connection for a run; null while another one has it, and when it is gone. The run does what is requested, else `own`.
 * Its next time stays as it is: should it be cut off, the schedule finds the connection again.
 */
export const acquire = async (ctx: Context, id: string, own: SyncRequest): Promise<SyncState | null> => {
  const { done, item } = await tryUpdate(
    {
      Key: keyOf(ctx, id),
      UpdateExpression:
        'SET #before = if_not_exists(#running, :none), #running = if_not_exists(#requested, :own), #lease = :lease, ' +
        '#until = :until, #mends = if_not_exists(#contested, :none) REMOVE #requested, #contested ADD #starts :one',
      ConditionExpression: 'attribute_exists(PK) AND #until <= :now',
      ExpressionAttributeNames: {
        '#before': 'before',
        '#running': 'running',
        '#requested': 'requested',
        '#lease': 'lease',
        '#until': 'leaseUntil',
        '#starts': 'starts',
        '#mends': 'mends',
        '#contested': 'contested',
      },
      ExpressionAttributeValues: {
        ':none': false,
        ':own': own,
        ':lease': own.id,
        ':until': leaseOf(ctx),
        ':now': ctx.now(),
        ':one': 1,
      },
    },
    ctx.deadline,
  )
  if (!done) return null
  const { before, mends, ...rest } = item
  const state = stateOf(rest)
  const isForced = Boolean((before && (before as SyncRequest).isForced) || state.running?.isForced)
  return { ...state, running: { ...(state.running ?? own), isForced }, wasCutOff: Boolean(before) || Boolean(mends) }
}

export type Finished = Partial<
  Pick<SyncState, 'calendarsAt' | 'lastSyncedAt' | 'lastError' | 'failures' | 'runs' | 'unfinished'>
> & { nextSyncAt: string | null; wasCutOff: boolean }

/** Ends a run and gives the connection free. Null when the run no longer had it. */
export const finish = async (ctx: Context, state: SyncState, outcome: Finished): Promise<SyncState | null> => {
  const { wasCutOff, ...fields } = outcome
  const due = outcome.nextSyncAt === null ? null : dueAt(state.connectionId, outcome.nextSyncAt)
  const values: Item = { ...fields, ...due, leaseUntil: 0, starts: 0 }
  const removed = ['lease', 'before', 'mends', ...(wasCutOff ? [] : ['running']), ...(due ? [] : ['GSI3PK', 'GSI3SK'])]
  return changed(ctx, state.connectionId, values, removed, { lease: state.lease })
}

/** How long a job waits at most before it looks again whether another run still has the connection. */
const BUSY_MS = 2_000
const LATE = 10

/** Waits a little while another run has the connection. @throws 503 at the deadline */
export const awaitOtherRun = (ctx: Context): Promise<void> => pause(ctx.deadline, LATE, BUSY_MS)

/** Asks for a run: by the schedule's next round at the latest. */
export const request = (ctx: Context, id: string, requested: SyncRequest): Promise<SyncState | null> => {
  const at = isoAt(ctx.now())
  return changed(ctx, id, { requested, nextSyncAt: at, ...dueAt(id, at) }, [])
}

/**
 * Asks for a run like `request`, unless one is asked for already: that one will see what this one is about. Null then, and when the
 * connection is gone.
 */
export const requestOnce = (ctx: Context, id: string, requested: SyncRequest): Promise<SyncState | null> => {
  const at = isoAt(ctx.now())
  return changed(ctx, id, { requested, nextSyncAt: at, ...dueAt(id, at) }, [], { isUnlessRequested: true })
}

/**
 * A write was stored while a run was under way: that run may have written over it. The next one looks for what is left of both, as
 * after a run that was cut off.
 */
export const setContested = (ctx: Context, id: string): Promise<SyncState | null> =>
  changed(ctx, id, { contested: true }, [])

/** The schedule finds the connection at a time from now on (ISO), or not at all. */
export const reschedule = (ctx: Context, id: string, at: string | null): Promise<SyncState | null> =>
  at === null
    ? changed(ctx, id, { nextSyncAt: null }, ['GSI3PK', 'GSI3SK'])
    : changed(ctx, id, { nextSyncAt: at, ...dueAt(id, at) }, [])

/** A connection whose person signed in again: what failed is forgotten, and a run is asked for. */
export const signedInWrite = (ctx: Context, id: string, requested: SyncRequest): Write => {
  const at = isoAt(ctx.now())
  const due = dueAt(id, at)
  return {
    item: {
      Update: {
        TableName: tableName(),
        Key: keyOf(ctx, id),
        UpdateExpression:
          'SET requested = :requested, nextSyncAt = :at, failures = :none, GSI3PK = :pk, GSI3SK = :sk REMOVE lastError',
        ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(isRemoved)',
        ExpressionAttributeValues: {
          ...{ ':requested': requested, ':at': at, ':none': 0, ':pk': due.GSI3PK, ':sk': due.GSI3SK },
        },
      },
    },
    refused: staleRead,
  }
}

/** The schedule leaves a connection, because of an error that only the person can mend. */
export const stopSchedule = (
  ctx: Context,
  id: string,
  lastError: NonNullable<SyncState['lastError']>,
): Promise<SyncState | null> => changed(ctx, id, { lastError, failures: 1, nextSyncAt: null }, ['GSI3PK', 'GSI3SK'])

/** What belongs to the connection has to go: now, or when the run that has it ends. */
export const removedWrite = (ctx: Context, id: string): Write => {
  const due = dueAt(id, isoAt(ctx.now()))
  return {
    item: {
      Update: {
        TableName: tableName(),
        Key: keyOf(ctx, id),
        UpdateExpression: 'SET isRemoved = :true, failures = :none, GSI3PK = :pk, GSI3SK = :sk',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':true': true, ':none': 0, ':pk': due.GSI3PK, ':sk': due.GSI3SK },
      },
    },
    refused: staleRead,
  }
}

const changed = async (
  ctx: Context,
  id: string,
  values: Item,
  removed: string[],
  { lease, isUnlessRequested }: { lease?: string | null; isUnlessRequested?: true } = {},
): Promise<SyncState | null> => {
  const names = [...Object.keys(values), ...removed]
  const set = `SET ${Object.keys(values)
    .map((name) => `#${name} = :${name}`)
    .join(', ')}`
  const remove = `REMOVE ${removed.map((name) => `#${name}`).join(', ')}`
  const { done, item } = await tryUpdate(
    {
      Key: keyOf(ctx, id),
      UpdateExpression: [set, ...(removed.length > 0 ? [remove] : [])].join(' '),
      ConditionExpression: [
        'attribute_exists(PK)',
        ...(lease ? ['#lease = :lease'] : []),
        ...(isUnlessRequested ? ['attribute_not_exists(#requested)'] : []),
      ].join(' AND '),
      ExpressionAttributeNames: {
        ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ...(lease && { '#lease': 'lease' }),
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
        ...(lease && { ':lease': lease }),
      },
    },
    ctx.deadline,
  )
  return done ? stateOf(item) : null
}

/** Puts a run into the history, in place of the one twenty runs before. */
export const keepRun = (ctx: Context, { connectionId, runs }: SyncState, run: SyncRun): Promise<void> =>
  partition(ctx).writeDerived(new Map([[sk.calendarRun(connectionId, runs % RUNS_KEPT), { ...run }]]))

/** The last runs, newest first. */
export const loadRuns = async (ctx: Context, id: string): Promise<SyncRun[]> => {
  const rows = await partition(ctx).range(sk.calendarRuns(id), { consistent: true })
  return rows
    .map(({ PK: _pk, SK: _sk, ...run }) => run as SyncRun)
    .sort((a, b) => (a.endedAt === b.endedAt ? 0 : a.endedAt < b.endedAt ? 1 : -1))
}

export type Due = { userId: string; connectionId: string }

/** Connections of a shard that are due at a time (epoch ms), the longest overdue first. */
export const loadDue = async (shard: number, now: number, limit: number, deadline: number): Promise<Due[]> => {
  const range = { pk: calendarDue.pk(shard), from: ' ', to: `${isoAt(now)}${LAST}`, limit, index: 'GSI3' as const }
  const { items } = await queryPage(range, { deadline })
  return items.flatMap(({ PK, SK }) => {
    const userId = userOf(String(PK))
    return userId ? [{ userId, connectionId: String(SK).slice(sk.calendarSyncs().length) }] : []
  })
}

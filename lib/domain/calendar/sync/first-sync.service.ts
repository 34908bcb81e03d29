import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { jobRunner, type Step } from '../../../platform/jobs/job.ts'
import { CALENDAR_CONNECTION } from './connection.kind.ts'
import { FIRST_SYNC } from './first-sync.job.ts'
import type { CalendarProviders } from './provider.ts'
import { type AlsoInRun, syncConnection } from './sync.service.ts'
import { awaitOtherRun, loadRuns, loadState } from './sync-state.repository.ts'
import type { SyncState } from './sync-state.ts'

const Place = z.object({})

/**
 * Shows the first sync of a connection as a job: its slices are runs of the sync, which keep their own place and lease, so a
 * repeated one is harmless and a run of the schedule may do part of it. It has failed when a run has; the schedule tries again.
 */
export const firstSync = (providers: CalendarProviders, also?: AlsoInRun) =>
  jobRunner(FIRST_SYNC, Place, async (ctx, { input: { connectionId } }): Promise<Step<z.infer<typeof Place>>> => {
    const before = await loadState(ctx, connectionId)
    const isDone = before !== null && before.lastSyncedAt !== null
    const outcome = isDone ? 'done' : await syncConnection(ctx, providers, connectionId, 'connect', also)
    const state = await loadState(ctx, connectionId)
    if (!state || state.isRemoved) throw notFound(CALENDAR_CONNECTION.label)
    const counts = await changedSoFar(ctx, state)
    const done = counts.added + counts.updated + counts.deleted
    if (state.lastSyncedAt !== null) return { result: { connectionId, ...counts }, progress: { done, total: done } }
    const { lastError } = state
    if (lastError && state.failures > 0 && outcome === 'done')
      throw new AppError(409, lastError.code.toUpperCase(), lastError.message)
    if (outcome === 'busy') await awaitOtherRun(ctx)
    return { place: {}, progress: { done, total: null } }
  })

/** What all runs of the connection changed until now. */
const changedSoFar = async (ctx: Context, { connectionId, unfinished }: SyncState) => {
  const runs = await loadRuns(ctx, connectionId)
  const sum = (name: 'added' | 'updated' | 'deleted') =>
    runs.reduce((all, run) => all + run[name], unfinished?.[name] ?? 0)
  return { added: sum('added'), updated: sum('updated'), deleted: sum('deleted') }
}

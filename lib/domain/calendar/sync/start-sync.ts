import type { Context } from '../../../platform/context.ts'
import { startFunction } from '../../../platform/invocation/start-function.ts'
import { errorFacts, log } from '../../../platform/log/log.ts'
import type { Trigger } from './sync-state.ts'

/** Nobody is kept waiting longer than this by a Lambda that does not answer. */
const START_MS = 3_000

/** The function that syncs one connection at a time. */
export const SYNC_WORKER = 'calendar-sync-worker'

/**
 * Starts a run of a connection for which one was requested, or that goes on. Does not throw: what could not be started is found
 * by the schedule, because a requested run is due.
 */
export const startSync = async (ctx: Context, connectionId: string, trigger: Trigger): Promise<void> => {
  try {
    const deadline = Math.min(ctx.deadline, Date.now() + START_MS)
    await startFunction(SYNC_WORKER, { userId: ctx.userId, connectionId, trigger }, deadline)
  } catch (error) {
    log('error', 'calendar sync not started', { requestId: ctx.requestId, ...errorFacts(error) })
  }
}

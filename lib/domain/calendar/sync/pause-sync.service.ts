import type { Context } from '../../../platform/context.ts'
import { update } from '../../../platform/events/change.ts'
import { find, mutate } from '../../../platform/events/mutate.ts'
import type { Facts } from '../../../platform/jobs/job.ts'
import { CALENDAR_CONNECTION } from './connection.kind.ts'
import { FIRST_SYNC } from './first-sync.job.ts'
import { reschedule } from './sync-state.repository.ts'

/**
 * Pauses the connection whose first sync was cancelled, if it is still there: a run under way ends after its slice, and no other
 * begins. May be repeated.
 */
export const pauseCancelled = async (ctx: Context, input: Facts): Promise<void> => {
  const { connectionId } = FIRST_SYNC.input.parse(input)
  if (!(await find(ctx, CALENDAR_CONNECTION, connectionId, { consistent: true }))) return
  await mutate({ ...ctx, ifMatch: null }, CALENDAR_CONNECTION, connectionId, (connection, at) => {
    const change = update(CALENDAR_CONNECTION, connection, { paused: true }, at)
    return change && { changes: [change], result: change.after }
  })
  await reschedule(ctx, connectionId, null)
}

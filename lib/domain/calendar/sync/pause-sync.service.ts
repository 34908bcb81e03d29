import type { Context } from '../../../platform/context.ts'
import { update } from '../../../platform/events/change.ts'
import { find, mutate } from '../../../platform/events/mutate.ts'
import { CALENDAR_CONNECTION } from './connection.kind.ts'
import { reschedule } from './sync-state.repository.ts'

/** Pauses a connection, if it is still there: a run under way ends after its slice, and no other begins. May be repeated. */
export const pauseSync = async (ctx: Context, connectionId: string): Promise<void> => {
  if (!(await find(ctx, CALENDAR_CONNECTION, connectionId, { consistent: true }))) return
  await mutate({ ...ctx, ifMatch: null }, CALENDAR_CONNECTION, connectionId, (connection, at) => {
    const change = update(CALENDAR_CONNECTION, connection, { paused: true }, at)
    return change && { changes: [change], result: change.after }
  })
  await reschedule(ctx, connectionId, null)
}

import { type Context, isoAt } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { update } from '../../../platform/events/change.ts'
import { mutate } from '../../../platform/events/mutate.ts'
import type { StoredConnection } from './connection.fields.ts'
import { CALENDAR_CONNECTION } from './connection.kind.ts'
import { stopSchedule } from './sync-state.repository.ts'

/**
 * Marks a connection whose provider wants a new sign-in: its status, its last error and one event
 * (`calendarconnection.sign_in_needed`) say so, and the schedule leaves it until the person has signed in.
 */
export const askToSignIn = async (
  ctx: Context,
  id: string,
  { code, message }: { code: string; message: string },
): Promise<void> => {
  await mark(ctx, id, true)
  await stopSchedule(ctx, id, { code, message, at: isoAt(ctx.now()) })
}

/** The provider lets LifeOS in again. */
export const signInDone = async (ctx: Context, { id, needsSignIn }: StoredConnection): Promise<void> => {
  if (needsSignIn) await mark(ctx, id, false)
}

const mark = async (ctx: Context, id: string, needsSignIn: boolean): Promise<void> => {
  try {
    await mutate({ ...ctx, ifMatch: null, source: 'sync' }, CALENDAR_CONNECTION, id, (connection, at) => {
      const type = needsSignIn ? 'sign_in_needed' : 'signed_in'
      const change = update(CALENDAR_CONNECTION, connection, { needsSignIn }, at, type)
      return change && { changes: [change], result: change.after }
    })
  } catch (error) {
    // It was deleted meanwhile.
    if (!(error instanceof AppError && error.status === 404)) throw error
  }
}

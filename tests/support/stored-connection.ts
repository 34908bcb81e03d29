import type { StoredConnection } from '../../lib/domain/calendar/sync/connection.fields.ts'
import { CALENDAR_CONNECTION } from '../../lib/domain/calendar/sync/connection.kind.ts'
import { newSecretWrite, purposeOf } from '../../lib/domain/calendar/sync/secret.repository.ts'
import { newStateWrite } from '../../lib/domain/calendar/sync/sync-state.repository.ts'
import type { Context } from '../../lib/platform/context.ts'
import { seal } from '../../lib/platform/encryption/sealing.ts'
import { create } from '../../lib/platform/events/change.ts'
import { commit } from '../../lib/platform/events/commit.ts'
import { newUlid } from '../../lib/platform/ids.ts'

type Given = Pick<StoredConnection, 'provider' | 'account'> & {
  secret: string
  /** The names that the provider has for the calendars. */
  calendars: readonly string[]
}

/** A connection as the sign-in stores it, with writable calendars and its first run requested. Nothing is started. */
export const storeConnection = async (
  ctx: Context,
  { provider, account, secret, calendars: names }: Given,
): Promise<StoredConnection> => {
  const id = newUlid()
  const calendars = names.map((externalId) => ({
    ...{ id: newUlid(), externalId, name: externalId, color: '#9fe1e7', timeZone: 'Europe/Berlin' },
    ...{ canWrite: true, selected: true, busy: true },
  }))
  const own = { id, userId: ctx.userId, provider, account, calendars }
  const fields = { ...own, focusCalendarId: null, paused: false, needsSignIn: false }
  await commit(ctx, {
    changes: [create(CALENDAR_CONNECTION, fields, ctx.now())],
    writes: [
      newStateWrite(ctx, id, { id: newUlid(), trigger: 'connect', isForced: false }),
      newSecretWrite(ctx, id, await seal(ctx, purposeOf(id), secret)),
    ],
    result: null,
  })
  return { ...fields, version: 1, createdAt: '', updatedAt: '' }
}

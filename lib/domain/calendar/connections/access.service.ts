import { type Context, isoAt } from '../../../platform/context.ts'
import { open } from '../../../platform/encryption/sealing.ts'
import { DAY_MS } from '../../../platform/units.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import type { StoredConnection } from '../sync/connection.fields.ts'
import type { Access, CalendarProvider } from '../sync/provider.ts'
import { loadSecret, purposeOf } from '../sync/secret.repository.ts'

const BACK_DAYS = 90
const AHEAD_DAYS = 400

/** What of a calendar is mirrored at a time (epoch ms). Series are whole. */
export const windowAt = (now: number): Access['window'] => ({
  from: isoAt(now - BACK_DAYS * DAY_MS),
  to: isoAt(now + AHEAD_DAYS * DAY_MS),
})

/** What a provider is asked with. @throws UnreadableError when the secret is gone or cannot be opened */
export const accessOf = async (
  ctx: Context,
  _provider: CalendarProvider,
  { id }: Pick<StoredConnection, 'id'>,
): Promise<Access> => {
  const [sealed, { timeZone: zone }] = await Promise.all([loadSecret(ctx, id), loadProfile(ctx)])
  return { secret: await open(ctx, purposeOf(id), sealed), zone, window: windowAt(ctx.now()) }
}

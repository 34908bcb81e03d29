import { type Context, isoAt } from '../../../platform/context.ts'
import { open } from '../../../platform/encryption/sealing.ts'
import { DAY_MS } from '../../../platform/units.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import type { StoredConnection } from './connection.fields.ts'
import { freshTokens } from './fresh-tokens.service.ts'
import { type OAuth, secretOf, tokensIn } from './oauth.ts'
import {
  type Access,
  type CalendarProvider,
  type CalendarProviders,
  CalendarUnavailable,
  type ProviderCalendar,
} from './provider.ts'
import { loadSecret, purposeOf } from './secret.repository.ts'
import { askToSignIn } from './sign-in-needed.service.ts'

const BACK_DAYS = 90
const AHEAD_DAYS = 400

/** What of a calendar is mirrored at a time (epoch ms). Series are whole. */
export const windowAt = (now: number): Access['window'] => ({
  from: isoAt(now - BACK_DAYS * DAY_MS),
  to: isoAt(now + AHEAD_DAYS * DAY_MS),
})

/** Calendars as the grant in a secret allows: none is written where the person only let them be read. */
export const withinGrant = (
  { oauth }: Pick<CalendarProvider, 'oauth'>,
  secret: string,
  calendars: ProviderCalendar[],
): ProviderCalendar[] => {
  const mayWrite = !oauth || oauth.mayWrite(tokensIn(secret))
  return calendars.map((one) => ({ ...one, canWrite: one.canWrite && mayWrite }))
}

type Connection = Pick<StoredConnection, 'id' | 'provider'>

/**
 * The provider of a connection, and what it is asked with: tokens good for a minute. A call whose access token the provider
 * does not take any more (`unauthorized`) is made once more with a new one. Once the provider wants a new sign-in
 * (`reauthorize`), here or in a call, the connection says so to the person.
 * @throws CalendarUnavailable; UnreadableError when the secret is gone or cannot be opened; 503 at the deadline
 */
export const openConnection = async (
  ctx: Context,
  providers: CalendarProviders,
  connection: Connection,
): Promise<{ provider: CalendarProvider; access: Access }> => {
  const provider = providers[connection.provider]
  if (!provider) throw new CalendarUnavailable('not_configured', 'This provider is not available at present')
  const [secret, { timeZone: zone }] = await Promise.all([
    telling(ctx, connection, () => secretFor(ctx, provider.oauth, connection)),
    loadProfile(ctx),
  ])
  return { provider: renewing(provider, connection), access: { secret, zone, window: windowAt(ctx.now()) } }
}

const secretFor = async (ctx: Context, oauth: OAuth | undefined, { id }: Connection): Promise<string> =>
  oauth ? secretOf(await freshTokens(ctx, oauth, id)) : open(ctx, purposeOf(id), await loadSecret(ctx, id))

/** Runs `work`; a provider that wants a new sign-in is what the person has to know. */
const telling = async <T>(ctx: Context, { id }: Connection, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CalendarUnavailable && error.code === 'reauthorize') await askToSignIn(ctx, id, error)
    throw error
  }
}

const isUnauthorized = (error: unknown): boolean =>
  error instanceof CalendarUnavailable && error.code === 'unauthorized'

type Ask = <T>(ctx: Context, access: Access, call: (access: Access) => Promise<T>) => Promise<T>

/** The provider with every call as `openConnection` says. A new access token serves all calls after it. */
const renewing = (provider: CalendarProvider, connection: Connection): CalendarProvider => {
  const { oauth, push, watch, unwatch } = provider
  let renewed: { instead: string; secret: string } | null = null
  const current = (access: Access): Access =>
    renewed?.instead === access.secret ? { ...access, secret: renewed.secret } : access
  const ask: Ask = (ctx, access, call) =>
    telling(ctx, connection, async () => {
      const first = current(access)
      try {
        return await call(first)
      } catch (error) {
        if (!oauth || !isUnauthorized(error)) throw error
        const tokens = await freshTokens(ctx, oauth, connection.id, tokensIn(first.secret).accessToken)
        renewed = { instead: access.secret, secret: secretOf(tokens) }
        return call(current(access))
      }
    })
  return {
    ...provider,
    listCalendars: (ctx, access) =>
      ask(ctx, access, async (one) => withinGrant(provider, one.secret, await provider.listCalendars(ctx, one))),
    listChanges: (ctx, access, calendar, cursor) =>
      ask(ctx, access, (one) => provider.listChanges(ctx, one, calendar, cursor)),
    ...(push && { push: (ctx, access, change) => ask(ctx, access, (one) => push(ctx, one, change)) }),
    ...(watch && {
      watch: (ctx, access, calendar, channel) => ask(ctx, access, (one) => watch(ctx, one, calendar, channel)),
    }),
    ...(unwatch && { unwatch: (ctx, access, channel) => ask(ctx, access, (one) => unwatch(ctx, one, channel)) }),
  }
}

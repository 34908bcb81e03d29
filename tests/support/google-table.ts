import { CALENDAR_EVENT } from '../../lib/domain/calendar/calendar-event.ts'
import { loadMirrored } from '../../lib/domain/calendar/sync/mirror.repository.ts'
import type { OAuth } from '../../lib/domain/calendar/sync/oauth.ts'
import { type CalendarProvider, CalendarUnavailable } from '../../lib/domain/calendar/sync/provider.ts'
import { storePushed } from '../../lib/domain/calendar/sync/pushed.service.ts'
import { purposeOf, signedInSecretWrite } from '../../lib/domain/calendar/sync/secret.repository.ts'
import { syncConnection } from '../../lib/domain/calendar/sync/sync.service.ts'
import { loadRuns, request } from '../../lib/domain/calendar/sync/sync-state.repository.ts'
import type { Context } from '../../lib/platform/context.ts'
import { seal } from '../../lib/platform/encryption/sealing.ts'
import { commit } from '../../lib/platform/events/commit.ts'
import { fromItem } from '../../lib/platform/events/stored.ts'
import { newUlid } from '../../lib/platform/ids.ts'
import { contextFor } from './context.ts'
import { awaiting, dyingAt } from './crash.ts'
import type { Mirror, Setting } from './google-history.ts'
import { ADA } from './google-world.ts'
import { storeConnection } from './stored-connection.ts'
import { AMPLE_MS } from './timing.ts'

/** The engine with its table, as the worker runs it, for one person with one connection. */
export const tableMirror = async ({ world, random, access, clock, isCalm }: Setting): Promise<Mirror> => {
  const userId = newUlid()
  const context = (): Context =>
    contextFor(userId, { source: 'cron', now: () => clock.now, deadline: Date.now() + AMPLE_MS })
  const connection = await storeConnection(context(), {
    ...{ provider: 'google', account: ADA, calendars: [ADA], secret: access.secret },
  })
  const { id } = connection
  const [calendar] = connection.calendars
  if (!calendar) throw new Error('no calendar')
  const oauth = oauthOf(() => world.grants.has('token'))
  const provider: CalendarProvider = {
    ...{ ...world.provider, oauth },
    listCalendars: (...asked) => awaiting(() => world.provider.listCalendars(...asked)),
    listChanges: (...asked) => awaiting(() => world.provider.listChanges(...asked)),
  }
  const once = async (nth: number): Promise<string> => {
    const work = async () => {
      while ((await syncConnection(context(), { google: provider }, id, 'push')) === 'goesOn');
    }
    const { crashed } = await dyingAt(nth, { after: random.chance(0.5) }, work)
    // What held the connection is over by then, and so is what Google asked to wait for.
    clock.now += crashed ? AMPLE_MS * 2 : 61_000
    const [last] = await loadRuns(context(), id)
    return crashed ? 'crashed' : (last?.error?.code ?? 'done')
  }
  let isForced = false
  const signIn = async () => {
    const row = { sealed: await seal(context(), purposeOf(id), access.secret), provider: 'google', account: ADA }
    await commit(context(), { changes: [], writes: [signedInSecretWrite(context(), id, row)], result: null })
  }
  return {
    signIn,
    sync: async () => {
      if (isForced) await request(context(), id, { id: newUlid(), trigger: 'manual', isForced: true })
      isForced = false
      const dies = !isCalm() && random.chance(0.4)
      return once(dies ? 1 + random.below(40) : Number.POSITIVE_INFINITY)
    },
    store: async (pushed, externalId, etag) => {
      const gone = { calendar: ADA, externalId, recurrenceId: null }
      await storePushed(context(), { connection, calendar }, pushed ? { pushed } : { gone }, etag)
    },
    startAnew: async () => {
      isForced = true
    },
    events: async () =>
      [...(await loadMirrored(context(), id)).values()].flatMap(({ rows }) =>
        [...rows.values()].flatMap((found) => found.map((row) => fromItem(CALENDAR_EVENT, row))),
      ),
    changes: async () =>
      (await loadRuns(context(), id)).reduce((sum, run) => sum + run.added + run.updated + run.deleted, 0),
  }
}

/** Sign-in at Google, for tokens that last until they are revoked. */
export const oauthOf = (isGranted: () => boolean): OAuth => ({
  configured: async () => true,
  authorizationUrl: async () => '',
  exchange: () => Promise.reject(new Error('Nobody signs in here')),
  refresh: async (_, tokens) => {
    if (isGranted()) return tokens
    throw new CalendarUnavailable('reauthorize', 'Sign in again')
  },
  revoke: async () => {},
  mayWrite: () => true,
})

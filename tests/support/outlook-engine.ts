import { listCalendar } from '../../lib/domain/calendar/calendar.list.ts'
import { CALENDAR_CONNECTION } from '../../lib/domain/calendar/sync/connection.kind.ts'
import type { OAuth, Tokens } from '../../lib/domain/calendar/sync/oauth.ts'
import {
  type CalendarProvider,
  CalendarUnavailable,
  type ProviderEvent,
} from '../../lib/domain/calendar/sync/provider.ts'
import { newSecretWrite, purposeOf, signedInSecretWrite } from '../../lib/domain/calendar/sync/secret.repository.ts'
import { syncConnection } from '../../lib/domain/calendar/sync/sync.service.ts'
import { loadRuns, newStateWrite } from '../../lib/domain/calendar/sync/sync-state.repository.ts'
import type { Context } from '../../lib/platform/context.ts'
import { seal } from '../../lib/platform/encryption/sealing.ts'
import { create } from '../../lib/platform/events/change.ts'
import { commit } from '../../lib/platform/events/commit.ts'
import { newUlid } from '../../lib/platform/ids.ts'
import { contextFor } from './context.ts'
import { awaiting, dyingAt } from './crash.ts'
import type { Engine, Play } from './outlook-history.ts'
import { DAY_MS } from './outlook-world.ts'
import { AMPLE_MS } from './timing.ts'

/** The engine with its table, as the worker runs it, for one person with one connection. */
export const tableEngine = async (play: Play): Promise<Engine> => {
  const { graph, access, seen, chance, below, maybeFail, signInAgain } = play
  const { clock, world } = graph
  // A daily series has nearly five hundred days in the window.
  world.pageSize *= 20
  const userId = newUlid()
  const context = (): Context =>
    contextFor(userId, { source: 'cron', now: () => clock.now, deadline: Date.now() + AMPLE_MS })
  const id = await connect(context(), play)
  const isKnown = ({ accessToken }: Tokens) => world.tokens.has(accessToken)
  const oauth: OAuth = {
    configured: async () => true,
    authorizationUrl: async () => '',
    exchange: () => Promise.reject(new Error('Nobody signs in here')),
    refresh: async (_, tokens) => {
      if (isKnown(tokens)) return tokens
      if (chance(0.3)) throw new CalendarUnavailable('reauthorize', 'Sign in again')
      signInAgain()
      return { ...tokens, accessToken: JSON.parse(access().secret).accessToken, expiresAt: clock.now + 3_600_000 }
    },
    revoke: async () => {},
    mayWrite: () => true,
  }
  const { listCalendars, listChanges } = graph.provider
  const provider: CalendarProvider = {
    ...{ ...graph.provider, oauth },
    listCalendars: (ctx, own) => awaiting(() => listCalendars(ctx, own)),
    listChanges: (ctx, own, calendar, cursor) =>
      awaiting(() => {
        seen.pages += 1
        return listChanges(ctx, own, calendar, cursor)
      }),
  }
  const events = new Map<string, ProviderEvent>()
  const run = async (mayFail: boolean): Promise<void> => {
    seen.runs += 1
    if (mayFail) maybeFail()
    const nth = mayFail && chance(0.4) ? 1 + below(40) : Number.POSITIVE_INFINITY
    const work = async () => {
      while ((await syncConnection(context(), { outlook: provider }, id, 'push')) === 'goesOn');
    }
    const { crashed } = await dyingAt(nth, { after: chance(0.5) }, work)
    // What held the connection is over by then, and so is what a provider asked to wait for.
    clock.now += crashed ? AMPLE_MS * 2 : 61_000
    const [last] = await loadRuns(context(), id)
    seen.failures += Number(last?.error !== null && last !== undefined)
    // A person whose grant was taken back signs in again, at the next run or some runs later.
    if (last?.error?.code !== 'reauthorize' || (mayFail && chance(0.5))) return
    signInAgain()
    const row = { sealed: await seal(context(), purposeOf(id), access().secret), provider: 'outlook', account: 'maria' }
    await commit(context(), { changes: [], writes: [signedInSecretWrite(context(), id, row)], result: null })
  }
  return {
    run,
    keep: (externalId, event) => {
      if (event) events.set(externalId, event)
      else events.delete(externalId)
    },
    events: () => [...events.values()],
    shown: async () => {
      const span = { from: clock.now - 20 * DAY_MS, to: clock.now + 300 * DAY_MS }
      const [from, to] = [span.from, span.to].map((ms) => new Date(ms).toISOString())
      const { data } = await listCalendar(context(), { from, to })
      const mirrored = data.map(({ title, start, end, busy }) => `${title} ${start} ${end} ${busy ? 'busy' : 'free'}`)
      return { mirrored: mirrored.sort(), span }
    },
  }
}

/** The connection of a mailbox of which one calendar is shown, as the sign-in stores it. */
const connect = async (ctx: Context, { graph, access }: Play): Promise<string> => {
  const id = newUlid()
  const listed = await graph.provider.listCalendars(ctx, access())
  const calendars = listed.map((one) => ({
    ...{ ...one, id: newUlid(), name: one.name ?? '', selected: one.externalId === graph.calendar, busy: true },
  }))
  const own = { id, userId: ctx.userId, provider: 'outlook' as const, account: 'maria@contoso.com', calendars }
  const fields = { ...own, focusCalendarId: null, paused: false, needsSignIn: false }
  const sealed = await seal(ctx, purposeOf(id), access().secret)
  await commit(ctx, {
    changes: [create(CALENDAR_CONNECTION, fields, ctx.now())],
    writes: [
      newStateWrite(ctx, id, { id: newUlid(), trigger: 'connect', isForced: false }),
      newSecretWrite(ctx, id, sealed),
    ],
    result: null,
  })
  return id
}

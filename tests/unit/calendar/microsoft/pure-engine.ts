import { CalendarUnavailable } from '../../../../lib/domain/calendar/sync/provider.ts'
import type { Engine, Play } from '../../../support/outlook-history.ts'
import { createMirror, DAY_MS, shownIn } from '../../../support/outlook-world.ts'

/** The engine without its table: each page is stored, then its cursor; a run may be cut off in between. */
export const pureEngine = ({ graph, access, seen, chance, maybeFail, signInAgain }: Play): Engine => {
  const { provider, ctx, calendar, clock } = graph
  const mirror = createMirror()
  let cursor: string | null = null
  const run = async (mayFail: boolean): Promise<void> => {
    seen.runs += 1
    if (cursor === null) mirror.begin()
    try {
      for (;;) {
        if (mayFail) maybeFail()
        const page = await provider.listChanges(ctx, access(), calendar, cursor)
        if (!page) return
        seen.pages += 1
        mirror.put(page)
        if (mayFail && chance(0.05)) return
        cursor = page.cursor
        if (!page.hasMore) return
      }
    } catch (error) {
      if (!(error instanceof CalendarUnavailable)) throw error
      if (error.code === 'cursor_expired' && cursor !== null) {
        seen.expired += 1
        cursor = null
        return run(mayFail)
      }
      seen.failures += 1
      if (error.code === 'unauthorized') signInAgain()
    }
  }
  return {
    run,
    keep: (externalId, event) => {
      if (event) mirror.events.set(externalId, [event])
      else mirror.events.delete(externalId)
    },
    events: () => [...mirror.events.values()].flat(),
    shown: async () => {
      // Of the fixed window of the cursor the end may be before the one that is wanted by now.
      const to = Date.parse((JSON.parse(cursor ?? '{}') as { to: string }).to)
      const span = { from: clock.now - 20 * DAY_MS, to }
      return { mirrored: shownIn(mirror.events.values(), span), span }
    },
  }
}

import type { CalendarEvent } from '../../../../lib/domain/calendar/calendar.schema.ts'
import { CALENDAR_EVENT } from '../../../../lib/domain/calendar/calendar-event.ts'
import type { ConnectedCalendar, StoredConnection } from '../../../../lib/domain/calendar/sync/connection.fields.ts'
import type { Groups } from '../../../../lib/domain/calendar/sync/groups.ts'
import { type MirrorChanges, mirrorPage, mirrorUnseen, seenIn } from '../../../../lib/domain/calendar/sync/mirror.ts'
import { CalendarUnavailable, type Page } from '../../../../lib/domain/calendar/sync/provider.ts'
import type { Context } from '../../../../lib/platform/context.ts'
import { fromItem } from '../../../../lib/platform/events/stored.ts'
import type { Mirror, Setting } from '../../../support/google-history.ts'
import { ADA } from '../../../support/google-world.ts'

const calendarOf = (externalId: string): ConnectedCalendar => ({
  ...{ id: `c-${externalId}`, externalId, name: externalId, color: null, timeZone: null, canWrite: true },
  ...{ selected: true, busy: true },
})

const connectionOf = (calendars: ConnectedCalendar[]): StoredConnection => ({
  ...{ id: 'connection', userId: 'somebody', version: 1, createdAt: '', updatedAt: '' },
  ...{
    provider: 'google' as const,
    account: 'ada',
    calendars,
    focusCalendarId: null,
    paused: false,
    needsSignIn: false,
  },
})

/** What a run was cut off by. */
class Crash extends Error {}

/**
 * The mirror of one calendar without a table: the same pages, the same changes, and the cursor moved after a page is stored.
 * Runs may end between the two.
 */
export const pureMirror = async ({ world: { provider }, random, access, isCalm }: Setting): Promise<Mirror> => {
  const externalId = ADA
  const mayCrash = () => !isCalm() && random.chance(0.05)

  const calendar = calendarOf(externalId)
  const target = { connection: connectionOf([calendar]), calendar }
  const stored: Groups = new Map()
  let cursor: string | null = null
  let seen: Set<string> | null = null
  const counts = { added: 0, updated: 0, deleted: 0 }

  const keep = (changes: MirrorChanges): void => {
    for (const [id, group] of changes.after) stored.set(id, group)
    for (const [id, { rows, exceptions }] of stored) if (rows.size + exceptions.size === 0) stored.delete(id)
    counts.added += changes.added
    counts.updated += changes.updated
    counts.deleted += changes.deleted
  }
  const options = { isRepair: false, at: access.window.from, since: access.window.from }

  const pageAt = async (ctx: Context): Promise<Page | null> => {
    try {
      return await provider.listChanges(ctx, access, externalId, cursor)
    } catch (error) {
      if (!(error instanceof CalendarUnavailable) || error.code !== 'cursor_expired' || cursor === null) throw error
      cursor = null
      seen = null
      return provider.listChanges(ctx, access, externalId, null)
    }
  }

  /** @throws CalendarUnavailable, Crash */
  const run = async (ctx: Context): Promise<void> => {
    if (cursor === null) seen = null
    for (let page = await pageAt(ctx); page; page = page.hasMore ? await pageAt(ctx) : null) {
      if (page.mode === 'full') seen ??= new Set()
      for (const name of page.mode === 'full' ? seenIn(target, page) : []) seen?.add(name)
      keep(mirrorPage(target, stored, page, options))
      if (mayCrash()) throw new Crash()
      if (page.mode === 'full' && !page.hasMore && seen) keep(mirrorUnseen(target, stored, seen, options))
      if (mayCrash()) throw new Crash()
      if (!page.hasMore) seen = null
      cursor = page.cursor
    }
  }

  return {
    sync: async (ctx) => {
      try {
        await run(ctx)
        return 'done'
      } catch (error) {
        if (error instanceof Crash) return 'crashed'
        if (error instanceof CalendarUnavailable) return error.code
        throw error
      }
    },
    startAnew: async () => {
      cursor = null
      seen = null
    },
    signIn: async () => {},
    store: async (pushed, gone) => {
      const isException = pushed !== null && 'originalStart' in pushed
      const page = {
        events: pushed && !isException ? [pushed] : [],
        exceptions: isException ? [pushed] : [],
        gone: pushed ? [] : [{ calendar: externalId, externalId: gone, recurrenceId: null }],
      }
      keep(mirrorPage(target, stored, page, options))
    },
    changes: async () => counts.added + counts.updated + counts.deleted,
    events: async () =>
      [...stored.values()].flatMap(({ rows }) =>
        [...rows.values()].flatMap((found) => found.map((row) => fromItem(CALENDAR_EVENT, row) as CalendarEvent)),
      ),
  }
}

import { type Context, isoAt } from '../../../platform/context.ts'
import { DAY_MS } from '../../../platform/units.ts'
import type { ConnectedCalendar, StoredConnection } from './connection.fields.ts'
import type { Groups } from './groups.ts'
import { loadGroups, loadMirrored, writeMirrored } from './mirror.repository.ts'
import { groupsIn, type MirrorChanges, mirrorPage, mirrorUnseen, type Options, seenIn } from './mirror.ts'
import type { Target } from './mirrored-row.ts'
import { loadSeen, removeSeen, savePlace, saveSeen } from './place.repository.ts'
import { anew, isStale, newPlace, type Place, startingPlace } from './place.ts'
import { type Access, type CalendarProvider, CalendarUnavailable, type Page } from './provider.ts'
import type { Progress } from './sync-state.ts'

/** Single events that ended longer ago are not taken in. */
const BACK_MS = 90 * DAY_MS

/** One run of a connection, in one invocation. */
export type Job = {
  ctx: Context
  connection: StoredConnection
  provider: CalendarProvider
  access: Access
  /** A run before this one was cut off. */
  wasCutOff: boolean
  places: Map<string, Place>
  progress: Progress
  /** Epoch ms: when another invocation goes on. */
  until: number
  /** How often the provider wants to be asked, ms. */
  pollMs: number | null
  /** All rows of the connection, once they were needed. */
  stored: Groups | null
}

/** Whether it is time to leave the rest to another invocation. */
export const isOver = ({ ctx, until }: Job): boolean => ctx.now() >= until

/**
 * Brings one calendar up to date, page by page: a page is stored, and then the cursor after it. Resolves to whether it got to
 * the end. While everything is read anew, what is there stays until all of it was read.
 * @throws CalendarUnavailable
 */
export const syncCalendar = async (job: Job, calendar: ConnectedCalendar): Promise<boolean> => {
  const { ctx, connection, progress } = job
  let place = await placeOf(job, calendar)
  if (place.cursor === null) progress.mode = 'full'
  const seen: Seen = { names: null }
  for (;;) {
    const page = await listed(job, calendar, place)
    if (page === 'expired') {
      place = anew(place, calendar, progress.request.id)
      seen.names = null
      progress.mode = 'full'
      continue
    }
    if (!page) return true
    job.pollMs = page.pollMs === null ? job.pollMs : Math.min(page.pollMs, job.pollMs ?? page.pollMs)
    const next = await storePage(job, { connection, calendar }, place, page, seen)
    if (next) await savePlace(ctx, connection.id, next)
    if (next && !next.full && place.full && place.full.pages > 0) await removeSeen(ctx, connection.id, calendar.id)
    place = next ?? place
    if (!page.hasMore) return true
    if (isOver(job)) return false
  }
}

type Seen = { names: Set<string> | null }

/**
 * A new calendar gets its place before its first row, so that no row is left when it is not shown any more; and one that is shown
 * in another way before the first of its rows says so.
 */
const placeOf = async ({ ctx, connection, places, progress }: Job, calendar: ConnectedCalendar): Promise<Place> => {
  const now = ctx.now()
  const known = places.get(calendar.id)
  const place = startingPlace(known ?? newPlace(calendar, isoAt(now)), calendar, progress.request, now)
  if (known?.shownAs !== place.shownAs) await savePlace(ctx, connection.id, place)
  places.set(calendar.id, place)
  return place
}

const listed = async (job: Job, calendar: ConnectedCalendar, place: Place): Promise<Page | 'expired' | null> => {
  const { ctx, provider, access } = job
  try {
    return await provider.listChanges(ctx, access, calendar.externalId, place.cursor)
  } catch (error) {
    if (error instanceof CalendarUnavailable && error.code === 'cursor_expired' && place.cursor !== null)
      return 'expired'
    throw error
  }
}

/** Stores a page. Resolves to the place after it; null where it stays as it is, because nothing came. */
const storePage = async (job: Job, target: Target, place: Place, page: Page, seen: Seen): Promise<Place | null> => {
  const { ctx, connection } = job
  const at = isoAt(ctx.now())
  const options = { isRepair: job.wasCutOff, at, since: isoAt(ctx.now() - BACK_MS) }
  if (!place.full && page.mode === 'incremental') {
    const isNothing = page.events.length + page.exceptions.length + page.gone.length === 0
    const isAtRest = !page.hasMore && !place.isMidway && !isStale(place, ctx.now())
    if (isNothing && page.isComplete && isAtRest) return null
    const stored = job.wasCutOff ? await allOf(job) : await loadGroups(ctx, connection.id, groupsIn(target, page))
    await keep(job, mirrorPage(target, stored, page, options))
    return { ...place, cursor: page.isComplete ? page.cursor : null, movedAt: at, isMidway: page.hasMore }
  }
  return { ...(await storeFull(job, target, place, page, seen, options)), movedAt: at }
}

/** A page of everything there is. What no page named is taken away with the last one. */
const storeFull = async (
  job: Job,
  target: Target,
  place: Place,
  page: Page,
  seen: Seen,
  options: Options,
): Promise<Place> => {
  const { ctx, connection } = job
  const { calendar } = target
  const full = place.full ?? { pages: 0, isComplete: true, run: job.progress.request.id }
  const { pages } = full
  const isComplete = full.isComplete && page.isComplete
  seen.names ??= pages > 0 ? await loadSeen(ctx, connection.id, calendar.id, pages) : new Set()
  const names = seenIn(target, page)
  for (const name of names) seen.names.add(name)
  await keep(job, mirrorPage(target, await allOf(job), page, options))
  if (page.hasMore) {
    await saveSeen(ctx, connection.id, calendar.id, pages, names)
    return { ...place, cursor: page.cursor, full: { ...full, pages: pages + 1, isComplete } }
  }
  if (isComplete) await keep(job, mirrorUnseen(target, await allOf(job), seen.names, options))
  return { ...place, cursor: isComplete ? page.cursor : null, fullAt: options.at, full: null }
}

const allOf = async (job: Job): Promise<Groups> => {
  job.stored ??= await loadMirrored(job.ctx, job.connection.id)
  return job.stored
}

/** Writes changes and counts them. */
export const keep = async (job: Job, changes: MirrorChanges): Promise<void> => {
  await writeMirrored(job.ctx, changes)
  for (const [id, group] of changes.after) job.stored?.set(id, group)
  job.progress.added += changes.added
  job.progress.updated += changes.updated
  job.progress.deleted += changes.deleted
}

import { DAY_MS } from '../../../platform/units.ts'
import type { ConnectedCalendar } from './connection.fields.ts'
import type { SyncRequest } from './sync-state.ts'

/** Where in the changes of one calendar the sync is. Instants are ISO. */
export type Place = {
  calendarId: string
  cursor: string | null
  /** When the cursor was stored. */
  movedAt: string
  /** When everything was read last. */
  fullAt: string | null
  /** How the calendar's events are shown: when that changes, their rows are written anew. */
  shownAs: string
  /** A full sync under way: how many of its pages are stored, whether all of them were complete, and the run that began it. */
  full: { pages: number; isComplete: boolean; run: string } | null
  /** Further pages of an increment follow the cursor: it leads to nowhere new when the last of them is empty, unless it is moved. */
  isMidway: boolean
}

/** So that events come in which were too far away, and what went wrong unseen is mended. */
const FULL_AFTER_MS = 7 * DAY_MS
/** Cursors expire when they are not used; those of runs that found nothing are stored this often. */
const MOVED_AFTER_MS = DAY_MS

export const shownAs = ({ busy, canWrite }: ConnectedCalendar): string =>
  `${busy ? 'busy' : 'free'}, ${canWrite ? 'writable' : 'read only'}`

export const newPlace = (calendar: ConnectedCalendar, at: string): Place => ({
  ...{ calendarId: calendar.id, cursor: null, movedAt: at, fullAt: null, shownAs: shownAs(calendar), full: null },
  isMidway: false,
})

/** Where a calendar is read from its beginning. What is there stays until that is complete. */
export const anew = (place: Place, calendar: ConnectedCalendar, run: string): Place => ({
  ...place,
  ...{ cursor: null, shownAs: shownAs(calendar), full: { pages: 0, isComplete: true, run } },
  isMidway: false,
})

/** From where a run goes on. `now`: epoch ms. */
export const startingPlace = (
  place: Place,
  calendar: ConnectedCalendar,
  { id, isForced }: SyncRequest,
  now: number,
): Place => {
  const isOther = place.shownAs !== shownAs(calendar)
  const isUnderWay = place.full !== null && place.cursor !== null && (!isForced || place.full.run === id)
  if (isUnderWay && !isOther) return place
  const isOld = place.fullAt === null || Date.parse(place.fullAt) + FULL_AFTER_MS <= now
  return isOther || isForced || place.cursor === null || isOld ? anew(place, calendar, id) : place
}

export const isStale = ({ movedAt }: Place, now: number): boolean => Date.parse(movedAt) + MOVED_AFTER_MS <= now

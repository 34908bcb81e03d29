import type { Context } from '../../../platform/context.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import type { Place } from './place.ts'

/** By the id of the calendar. */
export const loadPlaces = async (ctx: Context, connectionId: string): Promise<Map<string, Place>> => {
  const rows = await partition(ctx).range(sk.calendarPlaces(connectionId), { consistent: true })
  return new Map(rows.map(placeOf).map((place) => [place.calendarId, place]))
}

export const loadPlace = async (ctx: Context, connectionId: string, calendarId: string): Promise<Place | null> => {
  const row = await partition(ctx).get(sk.calendarPlace(connectionId, calendarId), { consistent: true })
  return row && placeOf(row)
}

const placeOf = ({ PK: _pk, SK: _sk, ...place }: Item): Place => place as Place

export const savePlace = (ctx: Context, connectionId: string, place: Place): Promise<void> =>
  partition(ctx).writeDerived(new Map([[sk.calendarPlace(connectionId, place.calendarId), { ...place }]]))

/** What they point at goes: they begin anew, unless they are removed too. */
export const forgetCursors = (ctx: Context, connectionId: string, places: Place[]): Promise<void> => {
  const anew = places.map((place) => ({ ...place, cursor: null, full: null }))
  return partition(ctx).writeDerived(
    new Map(anew.map((place) => [sk.calendarPlace(connectionId, place.calendarId), place])),
  )
}

export const removePlaces = (ctx: Context, connectionId: string, calendarIds: Iterable<string>): Promise<void> =>
  partition(ctx).writeDerived(new Map([...calendarIds].map((id) => [sk.calendarPlace(connectionId, id), null])))

/** What the pages of a full sync named so far, when it goes on in another invocation. Eight bytes for each name. */
const BYTES = 8

export const saveSeen = (ctx: Context, connectionId: string, calendarId: string, page: number, names: string[]) => {
  const packed = Buffer.concat(names.map((name) => Buffer.from(name, 'hex').subarray(0, BYTES)))
  const key = sk.calendarSeen(connectionId, calendarId, page)
  return partition(ctx).writeDerived(new Map([[key, { names: packed.toString('base64') }]]))
}

/** Of the first `pages` pages. */
export const loadSeen = async (ctx: Context, connectionId: string, calendarId: string, pages: number) => {
  const keys = Array.from({ length: pages }, (_, page) => sk.calendarSeen(connectionId, calendarId, page))
  const rows = await partition(ctx).getMany(keys, { consistent: true })
  const seen = new Set<string>()
  for (const { names } of rows) {
    const packed = Buffer.from(String(names), 'base64')
    for (let at = 0; at < packed.length; at += BYTES) seen.add(packed.toString('hex', at, at + BYTES))
  }
  return seen
}

export const removeSeen = async (ctx: Context, connectionId: string, calendarId?: string): Promise<void> => {
  const rows = await partition(ctx).range(sk.calendarSeens(connectionId, calendarId), { consistent: true })
  await partition(ctx).writeDerived(new Map(rows.map(({ SK }) => [String(SK), null])))
}

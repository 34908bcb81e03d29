import type { Named } from '../text/title.ts'
import { wordsOf } from '../text/words.ts'
import { placesOf } from './searched.ts'
import { type Asked, type Place, pointsFor, recency } from './words.ts'

/** More words than these do not narrow a search any further. */
const MAX_ASKED = 8

/** The different words of a query. */
export const askedWords = (q: string): Asked[] => [...new Set(wordsOf(q))].slice(0, MAX_ASKED).map((word) => ({ word }))

/** How well words, each at its place, answer a query: the best match of every asked word, or 0 when one has none. */
export const matchOf = (asked: Asked[], places: Iterable<[string, Place]>): number => {
  const best = asked.map(() => 0)
  for (const [word, place] of places)
    for (const [i, one] of asked.entries()) best[i] = Math.max(best[i] ?? 0, pointsFor(one, word, place))
  return best.every((points) => points > 0) ? best.reduce((sum, points) => sum + points, 0) : 0
}

/** The rank of an entity for a query; 0 when it does not answer it. `now`: epoch ms. */
export const scoreOf = (asked: Asked[], kind: Named, entity: { updatedAt?: unknown }, now: number): number => {
  const points = matchOf(asked, placesOf(kind, entity))
  return points === 0 ? 0 : points + recency(now - Date.parse(String(entity.updatedAt)))
}

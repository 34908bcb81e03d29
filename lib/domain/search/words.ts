import { DAY_MS } from '../../platform/units.ts'

/** How well words match: the same for the index and without it. */

/** Where a word of an entity stands. Titles count more than text. */
export type Place = 'title' | 'text'

/** A word of a query, and the words that it may be meant for when nothing is found as it was typed. */
export type Asked = { word: string; similar?: ReadonlySet<string> }

/** A whole word counts more than its beginning, and that more than a similar word. */
const POINTS = {
  title: { whole: 8, beginning: 5, similar: 4 },
  text: { whole: 3, beginning: 2, similar: 1 },
} as const

/** How well one word of an entity answers one word of a query: 0 when it does not. */
export const pointsFor = ({ word: asked, similar }: Asked, word: string, place: Place): number => {
  const points = POINTS[place]
  if (word === asked) return points.whole
  if (word.startsWith(asked)) return points.beginning
  return similar?.has(word) ? points.similar : 0
}

const HALF_LIFE_DAYS = 30

/** Less than the smallest difference between matches: recency decides between equals. `age` in ms. */
export const recency = (age: number): number => 0.9 * 2 ** (-Math.max(0, age) / DAY_MS / HALF_LIFE_DAYS)

import { similarWords } from '../../../search/similar-words.ts'
import { wordsOf } from '../../../text/words.ts'
import type { Segment } from '../index/segment.ts'

/** A word of a query with the words of the index that it may mean, and how much each of these counts. */
export type AskedWord = { word: string; meant: Map<string, number> }

/** More words than these do not narrow a query any further. */
const MAX_ASKED = 24
/** Words that begin as an asked one, of each segment. */
const MAX_BEGINNINGS = 100
const MIN_BEGINNING = 3
const COUNTS = { whole: 1, beginning: 0.5, similar: 0.3 }

/**
 * The different words of a query. A word stands for itself and for those that begin so; where the index has neither, for those that have
 * it as a part or are one or two typing errors away; these always where a query is `widened`.
 */
export const askedWords = (query: string, segments: Segment[], { widened = false } = {}): AskedWord[] =>
  [...new Set(wordsOf(query))].slice(0, MAX_ASKED).map((word) => ({ word, meant: meantBy(word, segments, widened) }))

const meantBy = (word: string, segments: Segment[], widened: boolean): Map<string, number> => {
  const beginnings = segments.flatMap(({ words }) => beginningWith(words, word))
  const similar = widened || beginnings.length === 0 ? similarIn(segments, word) : []
  return new Map([
    ...similar.map((one) => [one, COUNTS.similar] as const),
    ...beginnings.map((one) => [one, COUNTS.beginning] as const),
    ...(beginnings.includes(word) ? [[word, COUNTS.whole] as const] : []),
  ])
}

const beginningWith = (words: string[], word: string): string[] => {
  const from = placeOf(words, word)
  if (word.length < MIN_BEGINNING) return words[from] === word ? [word] : []
  let to = from
  while (to < words.length && to - from < MAX_BEGINNINGS && words[to]?.startsWith(word)) to += 1
  return words.slice(from, to)
}

const similarIn = (segments: Segment[], word: string): string[] =>
  similarWords(word, new Set(segments.flatMap(({ words }) => words.filter((one) => mayBeSimilar(word, one)))))

/** Two errors change at most two letters: what lacks more letters of a word is not compared with it at length. */
const mayBeSimilar = (word: string, other: string): boolean => {
  if (other.length < word.length - 2) return false
  let lacking = 0
  for (let i = 0; i < word.length && lacking <= 2; i++) if (!other.includes(word.charAt(i))) lacking += 1
  return lacking <= 2
}

/** Where a word is in a sorted list, or would be. */
export const placeOf = (words: string[], word: string): number => {
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((words[middle] ?? '') < word) low = middle + 1
    else high = middle
  }
  return low
}

import { stemmer } from 'stemmer'
import { wordsOf } from '../../text/words.ts'

/** How similar texts are, by their meaningful words. */

const STOP_WORDS = new Set(
  'a an and are as at be by for from has have i in is it its me my of on or our that the their this to up was we will with you your new out over about into do get'.split(
    ' ',
  ),
)

/** The root of an English word in lower case: "meetings" and "meeting" are one, "write" and "writing" too. Porter (1980). */
export const rootOfWord = (word: string): string => stemmer(word)

/** The meaningful words of a text in lower case, each with its root, in order. */
export const meaningful = (text: string): { word: string; root: string }[] =>
  wordsOf(text)
    .filter((word) => !STOP_WORDS.has(word))
    .map((word) => ({ word, root: rootOfWord(word) }))

export const rootsOf = (text: string): string[] => meaningful(text).map(({ root }) => root)

export const rootSet = (text: string): Set<string> => new Set(rootsOf(text))

/** Jaccard's index: the words in common out of all words, 0 to 1. */
export const likeness = (a: Set<string>, b: Set<string>): number => {
  const common = [...a].filter((word) => b.has(word)).length
  const all = a.size + b.size - common
  return all === 0 ? 0 : common / all
}

import type { Area, SubCategory } from '../../vocabulary.ts'

export type Category = { area: Area; subCategory: SubCategory | null }

/** Placeholder order: the first word found decides. */
const WORDS: [RegExp, Area, SubCategory][] = [
  [/\b(?:gym|workout|run|swim|stretch|physio)\b/iu, 'Health', 'Exercise'],
  [/\b(?:yoga|meditate|meditation)\b/iu, 'Health', 'Mental'],
  [/\b(?:mom|dad|grandma|parents|kids)\b/iu, 'Love', 'Family'],
  [/\b(?:date night|anniversary)\b/iu, 'Love', 'Romantic'],
]
export const categoryOf = (title: string, _labels: string[]): Category | null => {
  const found = WORDS.find(([words]) => words.test(title))
  return found ? { area: found[1], subCategory: found[2] } : null
}

/** Shorter parts and shorter misspelled words would be found in too many words to mean anything. */
const MIN_PART = 3
const MIN_MISSPELLED = 4
/** From this length on two typing errors are forgiven, below it one: the rule of Algolia's search. */
const MIN_FOR_TWO_ERRORS = 8
/** Each similar word is looked up in the index: this bounds what a misspelled query costs. */
const MAX_SIMILAR = 8

/** How many typing errors a word of a query may have. */
const errorsAllowed = (asked: string): number => {
  if (asked.length < MIN_MISSPELLED || /^\p{N}+$/u.test(asked)) return 0 // one digit off is another number
  return asked.length < MIN_FOR_TWO_ERRORS ? 1 : 2
}

/** The length of the shortest word that `similarWords` can answer for a word of a query, or null when there is none. */
export const shortestSimilar = (asked: string): number | null =>
  asked.length < MIN_PART ? null : asked.length - errorsAllowed(asked)

/**
 * The words that somebody who typed `asked` may have meant: those that have it as a part (`udit` for `audit`), then
 * those that begin with it but for one or two typing errors (`aduit`). At most eight, the nearest first.
 */
export const similarWords = (asked: string, words: Iterable<string>): string[] => {
  if (asked.length < MIN_PART) return []
  const allowed = errorsAllowed(asked)
  const found: { word: string; errors: number }[] = []
  for (const word of words) {
    const errors = word.includes(asked) ? 0 : errorsIn(asked, word, allowed)
    if (errors <= allowed) found.push({ word, errors })
  }
  return found
    .sort((a, b) => a.errors - b.errors || a.word.length - b.word.length || (a.word < b.word ? -1 : 1))
    .slice(0, MAX_SIMILAR)
    .map(({ word }) => word)
}

/**
 * The fewest typing errors (a letter added, left out or replaced, two neighbours swapped) that make `asked` of the
 * beginning of `word`; infinite when more than `allowed` are needed. Optimal string alignment distance to each prefix:
 * Boytsov, "Indexing methods for approximate dictionary searching", 2011, section 2.
 */
export const errorsIn = (asked: string, word: string, allowed: number): number => {
  if (allowed === 0 || word.length < asked.length - allowed)
    return word.startsWith(asked) ? 0 : Number.POSITIVE_INFINITY
  const width = Math.min(word.length, asked.length + allowed)
  let older: number[] = []
  let old: number[] = []
  let row = Array.from({ length: width + 1 }, (_, j) => j)
  for (let i = 1; i <= asked.length; i++) {
    older = old
    old = row
    row = [i]
    for (let j = 1; j <= width; j++) {
      const replaced = (old[j - 1] as number) + (asked[i - 1] === word[j - 1] ? 0 : 1)
      const swapped =
        i > 1 && j > 1 && asked[i - 1] === word[j - 2] && asked[i - 2] === word[j - 1]
          ? (older[j - 2] as number) + 1
          : Number.POSITIVE_INFINITY
      row.push(Math.min(replaced, swapped, (old[j] as number) + 1, (row[j - 1] as number) + 1))
    }
    if (Math.min(...row) > allowed && Math.min(...old) > allowed) return Number.POSITIVE_INFINITY
  }
  const errors = Math.min(...row)
  return errors <= allowed ? errors : Number.POSITIVE_INFINITY
}

/** Of the formula below, from its authors: it keeps the first places of one list from deciding alone. */
const K = 60

export type Match = 'text' | 'semantic'
export type Ranked<T> = { item: T; score: number; matches: Match[] }

/**
 * One ranking of several, each best first, by reciprocal rank fusion: the sum of 1 / (60 + rank) (Cormack, Clarke and Büttcher,
 * "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods", SIGIR 2009). `keyOf` says what is the same.
 */
export const fuse = <T>(rankings: { by: Match; items: T[] }[], keyOf: (item: T) => string): Ranked<T>[] => {
  const found = new Map<string, Ranked<T>>()
  for (const { by, items } of rankings)
    for (const [i, item] of items.entries()) {
      const known = found.get(keyOf(item)) ?? { item, score: 0, matches: [] }
      known.score += 1 / (K + i + 1)
      if (!known.matches.includes(by)) known.matches.push(by)
      found.set(keyOf(item), known)
    }
  return [...found.values()].sort((a, b) => b.score - a.score)
}

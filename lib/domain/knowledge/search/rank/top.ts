/** The first `limit` of what is added, in the order of `compare`, without sorting all of it. */
export const topOf = <T>(compare: (a: T, b: T) => number, limit: number) => {
  let kept: T[] = []
  let last: T | undefined
  const cut = () => {
    kept = kept.sort(compare).slice(0, limit)
    last = kept.length === limit ? kept.at(-1) : undefined
  }
  return {
    add: (one: T): void => {
      if (last !== undefined && compare(one, last) > 0) return
      kept.push(one)
      if (kept.length >= 4 * limit) cut()
    },
    sorted: (): T[] => {
      cut()
      return kept
    },
  }
}

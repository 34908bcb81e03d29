export type Dependency = { from: string; to: string; type: 'prerequisite' | 'builds_on' | 'extends' }

/** Dependencies between known ids, each pair once, without those that would close a cycle: the earlier ones stay. */
export const withoutCycles = (dependencies: Dependency[], ids: Set<string>): Dependency[] => {
  const after = new Map<string, Set<string>>()
  return dependencies.filter(({ from, to }) => {
    if (from === to || !ids.has(from) || !ids.has(to)) return false
    if (after.get(from)?.has(to) || isReached(after, to, from)) return false
    after.set(from, (after.get(from) ?? new Set()).add(to))
    return true
  })
}

const isReached = (after: Map<string, Set<string>>, start: string, wanted: string): boolean => {
  const seen = new Set([start])
  for (const queue = [start]; queue.length > 0; )
    for (const next of after.get(queue.pop() ?? '') ?? []) {
      if (next === wanted) return true
      if (seen.has(next)) continue
      seen.add(next)
      queue.push(next)
    }
  return false
}

/** The longest way from a concept that needs nothing to each, 0 for those. The dependencies have no cycle. */
export const depthsOf = (dependencies: Dependency[], ids: Iterable<string>): Map<string, number> => {
  const before = Map.groupBy(dependencies, ({ to }) => to)
  const depths = new Map<string, number>()
  const depthOf = (id: string): number => {
    const known = depths.get(id)
    if (known !== undefined) return known
    const depth = Math.max(-1, ...(before.get(id) ?? []).map(({ from }) => depthOf(from))) + 1
    depths.set(id, depth)
    return depth
  }
  for (const id of ids) depthOf(id)
  return depths
}

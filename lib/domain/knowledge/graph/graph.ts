import type { Edge } from './graph.schema.ts'

/** Which nodes each node is linked with, in either direction. */
const neighboursOf = (edges: Edge[]): Map<string, Set<string>> => {
  const neighbours = new Map<string, Set<string>>()
  const add = (from: string, to: string) => neighbours.set(from, (neighbours.get(from) ?? new Set()).add(to))
  for (const { from, to } of edges) {
    add(from, to)
    add(to, from)
  }
  return neighbours
}

/** How many edges each node has. */
export const degreesOf = (edges: Edge[]): Map<string, number> => {
  const degrees = new Map<string, number>()
  for (const { from, to } of edges) for (const id of [from, to]) degrees.set(id, (degrees.get(id) ?? 0) + 1)
  return degrees
}

type Part = { ids: string[]; isCut: boolean }

/** The nodes up to `depth` steps from the center, the nearest first. */
export const around = (edges: Edge[], center: string, { depth, limit }: { depth: number; limit: number }): Part => {
  const neighbours = neighboursOf(edges)
  const seen = new Set([center])
  let layer = [center]
  for (let step = 0; step < depth; step++) {
    const next: string[] = []
    for (const id of layer)
      for (const other of neighbours.get(id) ?? [])
        if (!seen.has(other)) {
          if (seen.size === limit) return { ids: [...seen], isCut: true }
          seen.add(other)
          next.push(other)
        }
    layer = next
  }
  return { ids: [...seen], isCut: false }
}

/** The nodes with most edges; of those with as many the newest. */
export const mostLinked = (ids: string[], edges: Edge[], limit: number): Part => {
  const degrees = degreesOf(edges)
  const degree = (id: string) => degrees.get(id) ?? 0
  const sorted = [...ids].sort((a, b) => degree(b) - degree(a) || (a < b ? 1 : -1))
  return { ids: sorted.slice(0, limit), isCut: sorted.length > limit }
}

import { topOf } from '../rank/top.ts'
import type { VectorFile } from './vector-file.ts'

/** A vector near a query's, by the hash of what was embedded. `score`: the cosine. */
export type Near = { a: number; b: number; score: number }

/** Whoever finds the vectors nearest to one of length 1, which is not rounded: that costs no memory. */
export type VectorIndex = { nearest: (query: Float32Array, limit: number, least: number) => Promise<Near[]> }

/** All of the vectors in memory, compared one by one: exact but for the rounding of bytes. */
export const inMemory = (files: VectorFile[]): VectorIndex => ({
  nearest: async (query, limit, least) => {
    const top = topOf<Near>((x, y) => y.score - x.score, limit)
    for (const file of files) compare(file, query, least, top.add)
    return top.sorted()
  },
})

const compare = (
  { dimensions, hashes, scales, bytes }: VectorFile,
  query: Float32Array,
  least: number,
  add: (one: Near) => void,
): void => {
  if (query.length !== dimensions) return
  for (let i = 0; i < scales.length; i++) {
    const from = i * dimensions
    let sum = 0
    for (let j = 0; j < dimensions; j++) sum += (bytes[from + j] as number) * (query[j] as number)
    const score = sum * (scales[i] as number)
    if (score >= least) add({ a: hashes[2 * i] ?? 0, b: hashes[2 * i + 1] ?? 0, score })
  }
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuse } from '../../../../lib/domain/knowledge/search/rank/fuse.ts'
import { inMemory } from '../../../../lib/domain/knowledge/search/vectors/nearest.ts'
import {
  decodeVectors,
  encodeVectors,
  mergedFiles,
  packed,
  quantized,
  unitVector,
} from '../../../../lib/domain/knowledge/search/vectors/vector-file.ts'

const DIMENSIONS = 16
const vector = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: DIMENSIONS, maxLength: DIMENSIONS })
const vectors = fc.array(vector, { maxLength: 20 })
const fileOf = (list: number[][]) =>
  packed(
    DIMENSIONS,
    list.map((one, i) => ({ hash: [i, i * 7], vector: quantized(one) })),
  )

const cosine = (a: number[], b: number[]): number => {
  const product = a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
  return product / ((Math.hypot(...a) || 1) * (Math.hypot(...b) || 1))
}

describe('packed vectors', () => {
  it('are the same after they were written and read', () => {
    fc.assert(
      fc.property(vectors, (list) => {
        const file = fileOf(list)
        const shifted = Buffer.concat([Buffer.from('x'), encodeVectors(file)]).subarray(1)
        expect(decodeVectors(shifted)).toEqual(file)
      }),
    )
  })

  it('have the cosines of the vectors that they were made of, to 0.04', async () => {
    await fc.assert(
      fc.asyncProperty(vectors, vector, async (list, query) => {
        const near = await inMemory([fileOf(list)]).nearest(unitVector(query), 100, -2)
        expect(near).toHaveLength(list.length)
        for (const { a, score } of near) expect(Math.abs(score - cosine(list[a] ?? [], query))).toBeLessThan(0.04)
      }),
    )
  })

  it('merged keep those that are wanted', () => {
    const file = mergedFiles([fileOf([[1], [2]].map((one) => [...one, ...Array(15).fill(0)]))], (a) => a === 1)
    expect([file.scales.length, file.hashes[0]]).toEqual([1, 1])
  })
})

describe('reciprocal rank fusion', () => {
  it('puts what both rankings have before what one has first', () => {
    const both = fuse(
      [
        { by: 'text', items: ['a', 'b', 'c'] },
        { by: 'semantic', items: ['d', 'b'] },
      ],
      (item) => item,
    )
    expect(both.map(({ item, matches }) => [item, matches])).toEqual([
      ['b', ['text', 'semantic']],
      ['a', ['text']],
      ['d', ['semantic']],
      ['c', ['text']],
    ])
    expect(both[0]?.score).toBeCloseTo(2 / 62)
  })
})

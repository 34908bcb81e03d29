import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, fitTogether } from '../../../lib/domain/dashboard/fit.ts'

const lists = fc.dictionary(fc.string(), fc.array(fc.string({ maxLength: 60, unit: 'binary' }), { maxLength: 30 }), {
  minKeys: 1,
  maxKeys: 6,
})
/** A row, and the bytes between rows, beyond what lists are given. */
const SLACK = 6 * (4 * 60 * 2 + 30)

describe('lists that share an answer', () => {
  it('stay as they are where they fit', () => {
    fc.assert(
      fc.property(lists, (all) => {
        expect(fitTogether(all, bytesOf(Object.values(all)))).toEqual(all)
      }),
    )
  })

  it('keep their first rows and never take more than there is', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 100, max: 5_000 }), (all, most) => {
        const cut = fitTogether(all, most)
        expect(Object.keys(cut).sort()).toEqual(Object.keys(all).sort())
        for (const [name, rows] of Object.entries(cut)) expect(rows).toEqual(all[name]?.slice(0, rows.length))
        expect(bytesOf(Object.values(cut))).toBeLessThanOrEqual(most + SLACK)
      }),
    )
  })

  it('lose nothing to a longer one', () => {
    const short = Array.from({ length: 10 }, () => 'x'.repeat(100))
    const long = Array.from({ length: 100 }, () => 'y'.repeat(100))
    const { a, b, c } = fitTogether({ a: long, b: short, c: long }, 9_000)
    expect(b).toEqual(short)
    expect([a?.length, c?.length]).toEqual([39, 39])
  })
})

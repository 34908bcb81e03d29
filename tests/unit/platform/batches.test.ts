import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunked, inParallel } from '../../../lib/platform/batches.ts'

test('chunks hold every item once, in order, and no more than their size', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (list, size) => {
      const chunks = chunked(list, size)
      expect(chunks.flat()).toEqual(list)
      expect(chunks.every((chunk, i) => chunk.length === size || i === chunks.length - 1)).toBe(true)
      expect(chunks.every((chunk) => chunk.length > 0)).toBe(true)
    }),
  )
})

test('never more items than the limit are under way, and all are done in the end', async () => {
  let [running, most] = [0, 0]
  const done: number[] = []
  await inParallel(
    Array.from({ length: 20 }, (_, i) => i),
    3,
    async (i) => {
      running += 1
      most = Math.max(most, running)
      await sleep(i % 3)
      running -= 1
      done.push(i)
    },
  )
  expect(most).toBe(3)
  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i))
})

test.each([
  [false, 2],
  [true, 5],
])('a failure is thrown once nothing is under way; going on: %s', async (goOn, finished) => {
  const done: number[] = []
  const work = async (i: number) => {
    await sleep(i === 0 ? 1 : 5)
    if (i === 0) throw new Error('first')
    done.push(i)
  }
  await expect(inParallel([0, 1, 2, 3, 4, 5], 3, work, { goOn })).rejects.toThrow('first')
  expect(done).toHaveLength(finished)
})

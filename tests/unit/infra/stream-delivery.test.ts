import type { DynamoDBRecord } from 'aws-lambda'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deliver } from '../../../infra/local/stream-delivery.ts'

const record = (number: number): DynamoDBRecord => ({ dynamodb: { SequenceNumber: String(number) } })
const numberOf = (one: DynamoDBRecord): number => Number(one.dynamodb?.SequenceNumber)
const records = (count: number) => Array.from({ length: count }, (_, index) => record(index + 1))

/** Runs a delivery to a function that fails on the poisonous numbers, as a whole or with a partial answer. */
const run = async (count: number, poison: number[], isPartial: boolean, retries = 2) => {
  const handled: number[] = []
  const gaveUp: number[] = []
  const done: number[] = []
  const calls: number[][] = []
  await deliver(records(count), {
    retries,
    pause: async () => {},
    isStopping: () => false,
    done: (one) => done.push(numberOf(one)),
    gaveUp: (one) => gaveUp.push(numberOf(one)),
    invoke: async (batch) => {
      const numbers = batch.map(numberOf)
      calls.push(numbers)
      const bad = numbers.findIndex((number) => poison.includes(number))
      if (bad === -1) handled.push(...numbers)
      else if (isPartial) handled.push(...numbers.slice(0, bad))
      if (bad === -1) return []
      return (isPartial ? numbers.slice(bad, bad + 1) : numbers).map(String)
    },
  })
  return { handled, gaveUp, done, calls }
}

test('every record is handled once, in order, when nothing fails', async () => {
  const { handled, calls } = await run(5, [], true)
  expect(handled).toEqual([1, 2, 3, 4, 5])
  expect(calls).toHaveLength(1)
})

test('whatever is poisonous is given up alone, and all else is handled in order', async () => {
  const cases = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.array(fc.integer({ min: 1, max: 30 })), fc.boolean())
  await fc.assert(
    fc.asyncProperty(cases, async ([count, poison, isPartial]) => {
      const { handled, gaveUp, done } = await run(count, poison, isPartial)
      const all = records(count).map(numberOf)
      expect(gaveUp).toEqual(all.filter((number) => poison.includes(number)))
      expect(handled).toEqual(all.filter((number) => !poison.includes(number)))
      expect(done).toEqual([...done].sort((a, b) => a - b))
      expect(done.at(-1)).toBe(count)
    }),
  )
})

test('after a partial answer the first failed record leads the next batch', async () => {
  const { calls } = await run(4, [3], true, 1)
  expect(calls.slice(0, 2)).toEqual([
    [1, 2, 3, 4],
    [3, 4],
  ])
})

test('a stop leaves the rest for the next start', async () => {
  const done: number[] = []
  let isStopping = false
  await deliver(records(3), {
    retries: 5,
    pause: async () => {},
    isStopping: () => isStopping,
    done: (one) => done.push(numberOf(one)),
    gaveUp: () => expect.unreachable(),
    invoke: async () => {
      isStopping = true
      return ['2']
    },
  })
  expect(done).toEqual([1])
})

import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { KEPT_MS, keyCache, MOST_KEYS } from '../../../lib/platform/encryption/key-cache.ts'
import { dataKeyFrom } from '../../../lib/platform/encryption/sealed-text.ts'

const setUp = () => {
  const clock = { now: 0 }
  const loads: string[] = []
  const cache = keyCache(() => clock.now)
  const get = (userId: string) =>
    cache.get(userId, async () => {
      loads.push(userId)
      return dataKeyFrom('AAAAAAAA', randomBytes(32))
    })
  return { clock, loads, cache, get }
}

test('a key is loaded once for all who ask at the same time, and again after five minutes', async () => {
  const { clock, loads, get } = setUp()
  await Promise.all(Array.from({ length: 10 }, () => get('ada')))
  clock.now = KEPT_MS - 1
  await get('ada')
  expect(loads).toEqual(['ada'])
  clock.now = KEPT_MS
  await get('ada')
  expect(loads).toEqual(['ada', 'ada'])
})

test('using a key does not keep it longer', async () => {
  const { clock, loads, get } = setUp()
  for (clock.now = 0; clock.now <= KEPT_MS; clock.now += KEPT_MS / 10) await get('ada')
  expect(loads).toHaveLength(2)
})

test('at most a hundred keys are kept: the longest unused one makes room', async () => {
  const { loads, get } = setUp()
  const people = Array.from({ length: MOST_KEYS }, (_, number) => `person ${number}`)
  for (const person of people) await get(person)
  await get('person 0')
  await get('one more')
  loads.length = 0
  for (const person of ['person 0', 'one more', 'person 2', 'person 99']) await get(person)
  expect(loads).toEqual([])
  await get('person 1')
  expect(loads).toEqual(['person 1'])
})

test('what failed and what was not there is asked for again', async () => {
  const { cache } = setUp()
  await expect(cache.get('ada', () => Promise.reject(new Error('busy')))).rejects.toThrow('busy')
  expect(await cache.get('ada', async () => null)).toBeNull()
  const key = dataKeyFrom('AAAAAAAA', randomBytes(32))
  expect(await cache.get('ada', async () => key)).toBe(key)
})

test('a load that fails late takes nothing away from the one that followed it', async () => {
  const { cache, loads, get } = setUp()
  let fail = (_error: Error): void => {}
  const first = cache.get('ada', () => new Promise((_, reject) => (fail = reject)))
  cache.forget('ada')
  await get('ada')
  fail(new Error('late'))
  await expect(first).rejects.toThrow('late')
  await get('ada')
  expect(loads).toEqual(['ada'])
})

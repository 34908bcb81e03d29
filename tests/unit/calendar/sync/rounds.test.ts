import { expect, test } from 'vitest'
import { nextSyncAt } from '../../../../lib/domain/calendar/sync/next-sync.ts'
import { MOST_PER_ROUND, ROUND_MS, RUN_MS, RUNS_AT_ONCE, roundOf } from '../../../../lib/domain/calendar/sync/round.ts'
import { HOUR_MS, MINUTE_MS } from '../../../../lib/platform/units.ts'

const SHARDS = 16
const NOW = Date.parse('2026-11-21T10:00:00Z')

/** Numbers from 0 to 1, the same in each run of the test. */
const randomFrom = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32
  return seed / 2 ** 32
}

type Connection = { id: string; shard: number; dueAt: number; failures: number; isBroken: boolean }
type World = { connections: Connection[]; random: () => number; durationMs: (one: Connection) => number }

/** The workers as Lambda runs them: so many at once, what is beyond waits for its turn. */
const openWorkers = () => {
  const freeAt = new Array<number>(RUNS_AT_ONCE).fill(0)
  return (at: number, durationMs: number): { begin: number; end: number } => {
    const next = freeAt.indexOf(Math.min(...freeAt))
    const begin = Math.max(at, freeAt[next] ?? 0)
    freeAt[next] = begin + durationMs
    return { begin, end: begin + durationMs }
  }
}

/** The schedule with its clock: what every connection waited for from the time it was due to the begin of its run. */
const simulate = ({ connections, random, durationMs }: World, hours: number) => {
  const runOn = openWorkers()
  const found = { runs: 0, longestWait: 0, longestRound: 0 }
  for (let at = NOW; at < NOW + hours * HOUR_MS; at += ROUND_MS) {
    const due = connections.filter(({ dueAt }) => dueAt <= at).sort((a, b) => a.dueAt - b.dueAt)
    const shards = Map.groupBy(due, ({ shard }) => shard)
    const chosen = roundOf([...shards.values()].map((one) => one.slice(0, Math.ceil((2 * MOST_PER_ROUND) / SHARDS))))
    found.longestRound = Math.max(found.longestRound, chosen.length)
    for (const one of chosen) {
      const { begin, end } = runOn(at, durationMs(one))
      found.runs += 1
      found.longestWait = Math.max(found.longestWait, begin - one.dueAt)
      one.failures = one.isBroken || random() < 0.02 ? one.failures + 1 : 0
      one.dueAt = nextSyncAt(one.id, { now: end, failures: one.failures, pollMs: null, retryAfterMs: 0 })
    }
  }
  return found
}

const worldOf = (count: number, dueAt: (random: () => number) => number): World => {
  const random = randomFrom(9)
  const connections = Array.from({ length: count }, (_, i) => ({
    id: `connection-${i}`,
    shard: Math.floor(random() * SHARDS),
    dueAt: dueAt(random),
    failures: 0,
    isBroken: i % 50 === 0,
  }))
  // Most ask once and find nothing new; one in fifty reads much or waits for a slow host.
  return { connections, random, durationMs: () => (random() < 0.02 ? 20_000 : 300 + random() * 2_500) }
}

test('of 10,000 connections none waits more than two rounds, in half a day that begins with all of them due at once', () => {
  const { runs, longestWait } = simulate(
    worldOf(10_000, () => NOW),
    12,
  )
  expect(longestWait).toBeLessThanOrEqual(2 * ROUND_MS)
  expect(runs).toBeGreaterThan((10_000 * 12 * 60) / 35)
})

test('of 25,000 connections that are spread, none waits more than two rounds', () => {
  const { longestWait } = simulate(
    worldOf(25_000, (random) => NOW + random() * 30 * MINUTE_MS),
    3,
  )
  expect(longestWait).toBeLessThanOrEqual(2 * ROUND_MS)
})

test('a round starts no more than the workers can do until the next one', () => {
  const { longestRound } = simulate(
    worldOf(20_000, () => NOW),
    1,
  )
  expect(longestRound).toBe(MOST_PER_ROUND)
  expect(MOST_PER_ROUND * RUN_MS).toBeLessThanOrEqual(RUNS_AT_ONCE * ROUND_MS)
})

test('a round takes the longest overdue of each shard first, and of a full shard no more than of the others', () => {
  const shards = [['a1', 'a2', 'a3', 'a4'], ['b1'], ['c1', 'c2']]
  expect(roundOf(shards, 5)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2'])
  expect(roundOf(shards, 1)).toEqual(['a1'])
  expect(roundOf([[], []], 5)).toEqual([])
})

import { MINUTE_MS } from '../../../platform/units.ts'

/** How often the schedule looks for connections that are due. */
export const ROUND_MS = 5 * MINUTE_MS
/** Runs at the same time: with it and what a run asks of a provider the quotas of our projects there are kept. */
export const RUNS_AT_ONCE = 50
/** What a run takes, generously: most ask once and find nothing new. */
export const RUN_MS = 3_000
/** As many as the workers can do until the next round, so that none waits in a queue when it is found again. */
export const MOST_PER_ROUND = (RUNS_AT_ONCE * ROUND_MS) / RUN_MS

/** What a round starts of what is due in each shard, the longest overdue of each first: as many of one shard as of another. */
export const roundOf = <T>(shards: readonly (readonly T[])[], most = MOST_PER_ROUND): T[] => {
  const longest = Math.max(0, ...shards.map(({ length }) => length))
  const inTurn = Array.from({ length: longest }, (_, at) => shards.flatMap((shard) => shard.slice(at, at + 1)))
  return inTurn.flat().slice(0, most)
}

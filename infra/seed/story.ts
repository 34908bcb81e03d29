import { monotonicFactory } from 'ulid'
import { addDays } from '../../lib/domain/time/dates.ts'
import { instantOf, localDateOf } from '../../lib/domain/time/zone.ts'
import type { Context } from '../../lib/platform/context.ts'
import { MINUTE_MS } from '../../lib/platform/units.ts'
import { randomFrom } from './random.ts'

export const ZONE = 'Europe/Berlin'
const YEAR = 365

/** One thing the person did. */
export type Step = { at: number; run: (ctx: Context) => Promise<unknown> }

/** Steps that build on each other. They run one by one in the order of their times; lanes run in parallel. */
export type Lane = Step[]

/** A year of days and a random source: the same seed and the same last day give the same year. */
export type Story = {
  random: () => number
  pick: <T>(from: readonly T[]) => T
  /** Whether something with this probability happens. */
  happens: (probability: number) => boolean
  /** A number around `mean`; most are within `spread`. */
  around: (mean: number, spread: number) => number
  /** YYYY-MM-DD in the person's zone, the oldest first; the last one is today. */
  days: string[]
  /** The instant (epoch ms) of a wall clock time on a day, some minutes off, never in the future. */
  at: (day: string, hour: number) => number
  /** Ids of created entities by their name in the story, for later steps. */
  made: Map<string, string>
  now: number
}

/** Ids that sort by time within their lane, the same for the same seed. */
export const idsOf = (seed: number, lane: number): ((at?: number) => string) =>
  monotonicFactory(randomFrom(seed * 100 + lane))

export const newStory = (seed: number, now: number, days = YEAR): Story => {
  const random = randomFrom(seed)
  const today = localDateOf(now, ZONE)
  return {
    random,
    pick: (from) => from[Math.floor(random() * from.length)] as (typeof from)[number],
    happens: (probability) => random() < probability,
    around: (mean, spread) => mean + spread * (random() + random() + random() - 1.5),
    days: Array.from({ length: days }, (_, i) => addDays(today, i - days + 1)),
    at: (day, hour) => {
      const wall = Date.parse(`${day}T00:00:00Z`) + Math.floor((hour * 60 + random() * 40) * MINUTE_MS)
      return Math.min(instantOf(wall, ZONE), now - MINUTE_MS)
    },
    made: new Map(),
    now,
  }
}

/** The id of an entity that an earlier step created. @throws Error when none did, which is a bug in the story. */
export const madeId = ({ made }: Story, name: string): string => {
  const id = made.get(name)
  if (!id) throw new Error(`Nothing of the name ${name} was made before`)
  return id
}

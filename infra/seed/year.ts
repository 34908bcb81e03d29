import { changeProfile } from '../../lib/domain/profile/profile.service.ts'
import type { Context } from '../../lib/platform/context.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/platform/units.ts'
import { criterionLane, goalSteps } from './goals.ts'
import { habitLanes } from './habits.ts'
import { logbookLane } from './logbook.ts'
import { metricLanes } from './metrics.ts'
import { projectLane, projectSteps } from './projects.ts'
import { purchaseSteps, rewardSteps } from './rewards.ts'
import { idsOf, type Lane, newStory, type Step, type Story, ZONE } from './story.ts'
import { taskLanes } from './tasks.ts'
import { areaSteps, resourceLane } from './vault/areas.ts'
import { cardLane } from './vault/cards.ts'
import { courseLane, fileLane, skillLane } from './vault/course.ts'
import { noteLane } from './vault/notes.ts'

const WEEK_MS = 7 * 24 * HOUR_MS

const profileStep = (story: Story): Step => ({
  at: story.at(story.days[0] ?? '', 4),
  run: (ctx) => changeProfile(ctx, { displayName: 'Demo', timeZone: ZONE }),
})

/** The first steps of the year, in this order, because later steps refer to what they create. */
const beginning = (story: Story): Lane => {
  const steps = [
    profileStep(story),
    ...areaSteps(story),
    ...rewardSteps(story),
    ...goalSteps(story),
    ...projectSteps(story),
  ]
  return steps.map((step, i) => ({ ...step, at: (steps[0]?.at ?? 0) + i * MINUTE_MS }))
}

/** The lanes that run in parallel. */
const lanesOf = (story: Story): Lane[] => [
  ...taskLanes(story),
  ...metricLanes(story),
  ...habitLanes(story),
  logbookLane(story),
  criterionLane(story),
  projectLane(story),
  noteLane(story),
  resourceLane(story),
  cardLane(story),
  courseLane(story),
  skillLane(story),
  fileLane(story),
]

export type Year = {
  userId: string
  /** The same seed on the same day gives the same year. */
  seed: number
  /** Epoch ms: when it ends. */
  now: number
  /** Fewer days, to try it out. */
  days?: number
  progress?: (day: string, done: number, of: number) => void
}

/**
 * Simulates a year through the services: every step runs at its own time. Lanes run in parallel and wait for each other at the
 * end of each week; then the person buys rewards with the points earned. Resolves to the number of steps.
 */
export const simulateYear = async (year: Year): Promise<number> => {
  const story = newStory(year.seed, year.now, year.days)
  const live = runner(year)
  const first = beginning(story)
  const lanes = lanesOf(story).map(byTime)
  const purchases = byTime(purchaseSteps(story))
  const total = first.length + purchases.length + lanes.flat().length
  let done = 0
  const run = async (lane: Lane, number: number) => {
    for (const step of lane) {
      await live(step, number)
      done += 1
      year.progress?.(new Date(step.at).toISOString().slice(0, 10), done, total)
    }
  }
  await run(first, 0)
  for (let start = first[0]?.at ?? 0; start < year.now; start += WEEK_MS) {
    const within = (lane: Lane) => lane.filter(({ at }) => at >= start && at < start + WEEK_MS)
    await Promise.all(lanes.map((lane, i) => run(within(lane), i + 2)))
    await run(within(purchases), 1)
  }
  return done
}

const byTime = (lane: Lane): Lane => lane.toSorted((a, b) => a.at - b.at)

const runner = ({ userId, seed }: Year) => {
  const ids = new Map<number, Context['newId']>()
  return async ({ at, run }: Step, lane: number): Promise<void> => {
    const idAt = ids.get(lane) ?? idsOf(seed, lane)
    ids.set(lane, idAt)
    await run({
      ...{ userId, requestId: `seed-${lane}`, source: 'import', agent: 'seed', address: null, ifMatch: null },
      ...{ now: () => at, newId: (time = at) => idAt(time), deadline: Date.now() + HOUR_MS },
    })
  }
}

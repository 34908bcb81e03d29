import * as z from 'zod'
import type { GoalWithLinks } from '../../../goals/goal-with-links.service.ts'
import { daysBetween } from '../../../time/dates.ts'
import type { Moment } from '../../../time/moment.ts'
import { localDateOf } from '../../../time/zone.ts'
import { feature } from '../../feature.ts'
import { Confidence, Lines, Percent } from '../../parts.ts'
import { readStoredGoal, StoredGoalInput } from './goal-input.ts'

const Answer = z.object({ strengths: Lines, concerns: Lines, recommendations: Lines, confidence: Confidence })
const Output = Answer.extend({
  score: Percent,
  rating: z.enum(['excellent', 'good', 'fair', 'poor', 'critical']),
  factors: z.object({
    progressVelocity: Percent,
    activityLevel: Percent,
    resourceBalance: Percent,
    timeAlignment: Percent,
  }),
})

const RATINGS = [
  [85, 'excellent'],
  [70, 'good'],
  [50, 'fair'],
  [30, 'poor'],
] as const

/** From this many points below the expected progress a goal counts as behind: docs/formulas.md, Goal health. */
const BEHIND = 10

const percent = (value: number): number => Math.round(Math.min(100, Math.max(0, value)))

/**
 * Four factors of equal weight. Velocity and alignment: progress against the share of the time that has passed (100 when
 * not behind, without a target date the progress itself); activity: 100 today, 0 after 30 days; balance: which of
 * criteria, tasks, metrics and habits the goal has, 25 each.
 */
const core = ({ goal, progress }: GoalWithLinks, { now, zone }: Moment): z.infer<typeof Output> => {
  const { overall, health, criteria, tasks, metrics, habits } = progress
  const expected = health.expectedProgress
  const since = localDateOf(Date.parse(goal.lastActivityAt ?? goal.createdAt), zone)
  const idle = Math.max(0, daysBetween(since, localDateOf(now, zone)))
  const factors = {
    progressVelocity: percent(expected === null || expected <= 0 ? Math.max(overall, 50) : (overall / expected) * 100),
    activityLevel: percent(100 - (idle / 30) * 100),
    resourceBalance: [criteria, tasks, metrics, habits].filter(({ total }) => total > 0).length * 25,
    timeAlignment: percent(expected === null ? Math.max(overall, 50) : 100 - Math.max(0, expected - overall)),
  }
  const score = Math.round(Object.values(factors).reduce((sum, one) => sum + one, 0) / 4)
  return {
    score,
    rating: RATINGS.find(([least]) => score >= least)?.[1] ?? 'critical',
    factors,
    strengths: [
      ...(health.momentum === 'active' ? ['Something happened in the last 7 days'] : []),
      ...(expected !== null && overall >= expected ? ['Progress is ahead of the time that has passed'] : []),
    ],
    concerns: [
      ...(health.momentum === 'dormant' ? [`Nothing happened for ${idle} days`] : []),
      ...(expected !== null && overall < expected
        ? [`${overall} % done, ${Math.round(expected)} % of the time is over`]
        : []),
    ],
    recommendations: [
      ...(expected !== null && expected - overall > BEHIND
        ? ['Take its next step this week, ask for less, or move the target date']
        : []),
      ...(criteria.total === 0 ? ['Say by what you will know that the goal is reached'] : []),
      ...(tasks.total === 0 ? ['Link the next task that leads there'] : []),
    ],
    confidence: criteria.total + tasks.total + metrics.total + habits.total > 0 ? 0.9 : 0.5,
  }
}

/** How healthy a goal is: figures are computed, a model may put them into words. */
export const goalHealthScore = feature({
  name: 'goalHealthScore',
  choice: 'goalProgress',
  summary: 'Score the health of a goal',
  input: StoredGoalInput,
  output: Output,
  ttlSeconds: 3_600,
  read: readStoredGoal,
  core,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_000,
    task: 'The score of "goal" and its factors are computed. Say what speaks for the goal, what worries, and what to do.',
    answer: Answer,
    finish: (answer, _facts, computed) => ({ ...(computed ?? NOTHING), ...answer }),
  },
})

const NOTHING = {
  score: 0,
  rating: 'critical' as const,
  factors: { progressVelocity: 0, activityLevel: 0, resourceBalance: 0, timeAlignment: 0 },
}

import type { GoalRecord } from '../../goals/goal.fields.ts'
import type { GoalProgress } from '../../goals/progress.schema.ts'
import { addDays, type DateString, daysBetween } from '../../time/dates.ts'
import { localDateOf } from '../../time/zone.ts'
import { normalCdf } from './statistics.ts'

export type GoalStanding = {
  goal: Pick<GoalRecord, 'status' | 'createdAt' | 'targetDate' | 'timeHorizon'>
  progress: GoalProgress
}

export type GoalForecast = {
  /** Percent, 0 to 100. */
  probability: number
  expectedDate?: DateString
  confidenceLevel: 'low' | 'medium' | 'high'
  factors: { positive: string[]; negative: string[] }
  recommendations: string[]
  reasoning: string
}

/** Days assumed for a goal without a target date, by its horizon. */
const HORIZON = { Yearly: 365, Quarterly: 91, Monthly: 30, Weekly: 7, Daily: 1 }
/** Spread of actual durations around what the pace so far predicts: the σ of the logarithm of their ratio. */
const SPREAD = 0.5
const FARTHEST = 20 * 366

/**
 * Whether a goal is reached in time at its pace so far. The rest takes (100 − progress) / pace days;
 * real durations scatter log-normally around such forecasts (Trietsch et al., "Modeling activity times by the Parkinson
 * distribution with a lognormal core", 2012), so the probability is Φ(ln(days left / days needed) / 0.5). A dormant goal
 * is assumed to continue at half its pace. Null on its first day, when there is no pace yet.
 */
export const goalForecast = (
  { goal, progress }: GoalStanding,
  { now, zone }: { now: number; zone: string },
): GoalForecast | null => {
  const today = localDateOf(now, zone)
  const created = localDateOf(Date.parse(goal.createdAt), zone)
  const elapsed = daysBetween(created, today)
  const dormant = progress.health.momentum === 'dormant'
  if (goal.status === 'Achieved' || progress.overall >= 100) return reached(today)
  if (elapsed < 1) return null
  const target = goal.targetDate ?? addDays(created, HORIZON[goal.timeHorizon])
  const left = daysBetween(today, target)
  const pace = (progress.overall / elapsed) * (dormant ? 0.5 : 1)
  const needed = pace > 0 ? (100 - progress.overall) / pace : Number.POSITIVE_INFINITY
  const probability = left <= 0 ? 0 : Math.round(100 * normalCdf(Math.log(left / needed) / SPREAD))
  return {
    probability,
    ...(needed <= FARTHEST && { expectedDate: addDays(today, Math.ceil(needed)) }),
    confidenceLevel:
      elapsed >= 28 && progress.overall >= 20 ? 'high' : elapsed >= 7 && progress.overall > 0 ? 'medium' : 'low',
    factors: factorsOf(progress, { left, needed }),
    recommendations: recommendationsOf(progress, { left, needed, dormant }),
    reasoning: reasoningOf(progress.overall, { elapsed, left, needed, fixed: goal.targetDate !== null }),
  }
}

const reached = (today: DateString): GoalForecast => ({
  probability: 100,
  expectedDate: today,
  confidenceLevel: 'high',
  factors: { positive: ['Everything it asks for is done'], negative: [] },
  recommendations: ['Mark it as achieved'],
  reasoning: 'It is reached',
})

type Course = { left: number; needed: number }

const factorsOf = ({ health, criteria, tasks, habits }: GoalProgress, { left, needed }: Course) => {
  const ahead = left > 0 && needed <= left
  return {
    positive: [
      ...(ahead ? ['At this pace it is done in time'] : []),
      ...(health.momentum === 'active' ? ['Something happened in the last 7 days'] : []),
      ...(criteria.total > 0 && criteria.percentage >= 50
        ? [`${criteria.completed} of ${criteria.total} criteria met`]
        : []),
      ...(habits.total > 0 && habits.consistency >= 70 ? [`Its habits are kept to ${habits.consistency} %`] : []),
    ],
    negative: [
      ...(left <= 0 ? ['The target date has passed'] : ahead ? [] : ['At this pace it is done too late']),
      ...(health.momentum === 'dormant' ? ['Nothing has happened for more than a week'] : []),
      ...(tasks.total > 0 && tasks.percentage < 25 ? [`Only ${tasks.completed} of ${tasks.total} tasks done`] : []),
      ...(habits.total > 0 && habits.consistency < 40 ? [`Its habits are kept to ${habits.consistency} %`] : []),
    ],
  }
}

const recommendationsOf = (
  { overall, criteria, tasks }: GoalProgress,
  { left, needed, dormant }: Course & { dormant: boolean },
): string[] => [
  ...(left <= 0 ? ['Set a new target date, or let it go'] : []),
  ...(left > 0 && needed > left ? [paceWords(needed / left, overall)] : []),
  ...(dormant ? ['Do one small thing for it this week'] : []),
  ...(criteria.total === 0 ? ['Say by what you will know that it is reached'] : []),
  ...(tasks.total === 0 ? ['Add the next task that leads there'] : []),
]

const paceWords = (factor: number, overall: number): string => {
  if (overall <= 0) return 'Begin: there is no progress yet'
  return factor < 10
    ? `Go ${factor.toFixed(1)} times as fast, ask for less, or move the date`
    : 'Ask for less or move the date: at this pace it takes far longer than is left'
}

const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`

const reasoningOf = (
  overall: number,
  { elapsed, left, needed, fixed }: Course & { elapsed: number; fixed: boolean },
): string => {
  const pace = `${overall} % in ${days(elapsed)}`
  const rest = Number.isFinite(needed)
    ? `the rest takes about ${days(Math.ceil(needed))} at this pace`
    : 'nothing shows how fast it goes'
  const time = left > 0 ? `${days(left)} are left` : 'no time is left'
  return `${pace}: ${rest}, ${time}${fixed ? '' : ' by its horizon, as it has no target date'}`
}

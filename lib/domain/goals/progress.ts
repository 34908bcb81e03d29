import { DAY_MS } from '../../platform/units.ts'
import { daysBetween } from '../time/dates.ts'
import { localDateOf, startOfDay } from '../time/zone.ts'
import type { GoalProgressConfig, GoalRecord } from './goal.fields.ts'
import type { GoalHealth, GoalProgress } from './progress.schema.ts'

/** What progress is made of. `consistency` in per cent, the mean of `total` habits. */
export type Parts = {
  criteria: { completed: number; total: number }
  tasks: { completed: number; total: number }
  metrics: { atTarget: number; total: number }
  habits: { streakDays: number; consistency: number; total: number }
}

export const DEFAULT_WEIGHTS: GoalProgressConfig = {
  criteriaWeight: 40,
  tasksWeight: 30,
  metricsWeight: 20,
  habitsWeight: 10,
  manualOverride: null,
}

/**
 * Goal progress (docs/formulas.md): round(Σ part% × weight / Σ weights), each part rounded, parts without items 0 %.
 * `overallOfTracked` leaves those parts out, so that the others take their weight. Weights of 0 in all give 0.
 */
export const progressOf = (parts: Parts, config: GoalProgressConfig | null): Omit<GoalProgress, 'health'> => {
  const { criteriaWeight, tasksWeight, metricsWeight, habitsWeight, manualOverride } = config ?? DEFAULT_WEIGHTS
  const criteria = { ...parts.criteria, percentage: percent(parts.criteria.completed, parts.criteria.total) }
  const tasks = { ...parts.tasks, percentage: percent(parts.tasks.completed, parts.tasks.total) }
  const metrics = { ...parts.metrics, percentage: percent(parts.metrics.atTarget, parts.metrics.total) }
  const habits = { ...parts.habits, consistency: Math.round(parts.habits.consistency) }
  const weighted = [
    { percentage: criteria.percentage, weight: criteriaWeight, tracked: criteria.total > 0 },
    { percentage: tasks.percentage, weight: tasksWeight, tracked: tasks.total > 0 },
    { percentage: metrics.percentage, weight: metricsWeight, tracked: metrics.total > 0 },
    { percentage: habits.consistency, weight: habitsWeight, tracked: habits.total > 0 },
  ]
  const byHand = manualOverride === null ? null : Math.round(manualOverride)
  return {
    overall: byHand ?? mean(weighted),
    overallOfTracked: byHand ?? mean(weighted.filter(({ tracked }) => tracked)),
    criteria,
    tasks,
    metrics,
    habits,
  }
}

const percent = (part: number, total: number): number => (total === 0 ? 0 : Math.round((100 * part) / total))

const mean = (parts: { percentage: number; weight: number }[]): number => {
  const weights = parts.reduce((sum, { weight }) => sum + weight, 0)
  const points = parts.reduce((sum, { percentage, weight }) => sum + percentage * weight, 0)
  // Decimal weights miss halves by an ulp; 12 digits restore them before rounding.
  return weights === 0 ? 0 : Math.round(Number((points / weights).toPrecision(12)))
}

/** Days without any activity after which a goal is dormant. */
export const DORMANT_DAYS = 7

/** When and where a goal is looked at: epoch ms and IANA zone; `lastActivityAt` counts what is linked to it too. */
export type Glance = { now: number; zone: string; overall: number; lastActivityAt: string | null }

/**
 * Goal health (docs/formulas.md): dormant after 7 days without activity, else (with a target date) behind when progress is
 * more than 20 points short of the time that has passed, at_risk from 10. An achieved goal is healthy.
 */
export const healthOf = (
  { createdAt, targetDate, status }: GoalRecord,
  { now, zone, overall, lastActivityAt }: Glance,
): GoalHealth => {
  const created = Date.parse(createdAt)
  const quietDays = Math.ceil((now - Date.parse(lastActivityAt ?? createdAt)) / DAY_MS)
  const momentum = quietDays <= DORMANT_DAYS ? 'active' : 'dormant'
  const expected = targetDate === null ? null : expectedOf(created, startOfDay(targetDate, zone), now)
  const late = expected === null ? 0 : expected - overall
  const slipped = late > 20 ? 'behind' : late > 10 ? 'at_risk' : 'healthy'
  return {
    status: status === 'Achieved' ? 'healthy' : momentum === 'dormant' ? 'dormant' : slipped,
    daysRemaining: targetDate === null ? null : daysBetween(localDateOf(now, zone), targetDate),
    velocityScore: round2(overall / Math.max(1, (now - created) / DAY_MS)),
    momentum,
    expectedProgress: expected === null ? null : round2(expected),
  }
}

/** The share of the time that has passed, in per cent. */
const expectedOf = (from: number, to: number, now: number): number =>
  to <= from ? 100 : Math.min(100, Math.max(0, ((now - from) / (to - from)) * 100))

const round2 = (value: number): number => Math.round(value * 100) / 100

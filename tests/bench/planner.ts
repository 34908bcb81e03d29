import type { KnownTask, PlanFacts } from '../../lib/domain/planner/facts/plan-facts.ts'
import { problemOf } from '../../lib/domain/planner/facts/problem-of.ts'
import { planOf } from '../../lib/domain/planner/plan.ts'
import { DEFAULT_SETTINGS } from '../../lib/domain/planner/settings/planner-settings.fields.ts'
import { greedy, solve } from '../../lib/domain/planner/solver/solve.ts'
import { median } from './measure.ts'

const MONDAY = '2026-03-02'
const HALF_HOUR = 1_800_000

/** A busy week in Berlin: `count` tasks of all sizes, every sixth waiting for another one, and 25 events. */
export const busyWeek = (count: number): PlanFacts => {
  const next = numbers()
  const pick = <T>(values: readonly T[]): T => values[next() % values.length] as T
  const task = (i: number): KnownTask => ({
    id: `t${i}`,
    title: `Task ${i}`,
    priority: pick(['P1', 'P2', 'P3', 'P4']),
    status: 'Not Started',
    size: pick([15, 30, 45, 60, 90, 120, 180, 240]),
    dueDate: pick([null, '2026-03-03', '2026-03-05', '2026-03-06', '2026-03-12']),
    scheduledDate: null,
    scheduledStart: null,
    scheduledEnd: null,
    dependsOnIds: i % 6 === 5 ? [`t${next() % i}`] : [],
    planned: false,
  })
  const event = (i: number) => {
    const from = Date.parse(`${MONDAY}T08:00:00Z`) + (i % 7) * 48 * HALF_HOUR + (next() % 18) * HALF_HOUR
    return { id: `e${i}`, title: `Event ${i}`, from, to: from + pick([1, 2, 3]) * HALF_HOUR }
  }
  return {
    first: MONDAY,
    days: 7,
    zone: 'Europe/Berlin',
    settings: DEFAULT_SETTINGS,
    tasks: Array.from({ length: count }, (_, i) => task(i)),
    openElsewhere: [],
    events: Array.from({ length: 25 }, (_, i) => event(i)),
    hints: [],
    constraints: [],
    notUnderstood: [],
    unknown: [],
    leftOut: 0,
  }
}

export type PlannerFigure = { tasks: number; solveMs: number; planMs: number; score: number; againstGreedy: number }

/** Milliseconds on one core (medians): the solver alone, and the whole plan with its explanations. Budget: 60 tasks in 200 ms. */
export const measurePlanner = (counts: number[] = [10, 60, 200], runs = 15): PlannerFigure[] =>
  counts.map((tasks) => {
    const facts = busyWeek(tasks)
    const problem = problemOf(facts, 0)
    const solveMs = median(Array.from({ length: runs }, () => timed(() => solve(problem))))
    const planMs = median(Array.from({ length: runs }, () => timed(() => planOf(facts, 0))))
    const againstGreedy = solve(problem).objective / greedy(problem).objective
    return { tasks, solveMs, planMs, score: planOf(facts, 0).score, againstGreedy }
  })

const timed = (work: () => unknown): number => {
  const started = performance.now()
  work()
  return performance.now() - started
}

/** A fixed sequence (Park and Miller). */
const numbers = () => {
  let state = 7
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state
  }
}

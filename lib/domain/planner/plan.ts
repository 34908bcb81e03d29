import { addDays } from '../time/dates.ts'
import { insightsOf, rationaleOf, warningsOf } from './explanation/insights.ts'
import { reasonsFor, wordsFor } from './explanation/reasons.ts'
import { whyUnplaced } from './explanation/unplaced.ts'
import { isFinished, type PlanFacts } from './facts/plan-facts.ts'
import { problemOf } from './facts/problem-of.ts'
import type { ProposedPlan, ScheduledTask, UnscheduledTask } from './plan.schema.ts'
import { bestValueOf } from './solver/objective.ts'
import type { Block, PlannerTask, Problem, Schedule } from './solver/problem.ts'
import { solve } from './solver/solve.ts'

/** The plan for what is known: pure, and the same for the same facts in the same five minutes. `now`: epoch ms. */
export const planOf = (facts: PlanFacts, now: number): ProposedPlan => {
  const problem = problemOf(facts, now)
  const schedule = solve(problem)
  const scheduledTasks = scheduledIn(schedule, problem)
  const unscheduledTasks = [
    ...problem.tasks.flatMap((task) => unscheduledIn(task, schedule, problem, facts)),
    ...others(facts),
  ]
  return {
    date: facts.first,
    endDate: addDays(facts.first, facts.days - 1),
    timeZone: facts.zone,
    scheduledTasks,
    unscheduledTasks,
    constraints: facts.constraints,
    notUnderstood: facts.notUnderstood,
    rationale: rationaleOf(scheduledTasks, unscheduledTasks, problem),
    insights: insightsOf(schedule, problem, facts),
    warnings: warningsOf(schedule, problem, facts),
    score: scoreOf(schedule, problem),
  }
}

/** Blocks in order of time. */
const scheduledIn = ({ placed }: Schedule, problem: Problem): ScheduledTask[] => {
  const titles = new Map(problem.tasks.map(({ id, title }) => [id, title]))
  const rows = problem.tasks.flatMap((task) => {
    const blocks = placed.get(task.id) ?? []
    const reasons = blocks.length > 0 ? reasonsFor(task, blocks, problem, titles) : []
    return blocks.map((block, i) => ({
      ...rowOf(task, block),
      part: i + 1,
      parts: blocks.length,
      rationale: sentence(reasons),
      reasons,
    }))
  })
  return rows.sort((a, b) =>
    a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : a.taskId < b.taskId ? -1 : 1,
  )
}

const rowOf = ({ id, title, priority, locked }: PlannerTask, { start, end }: Block) => ({
  taskId: id,
  title,
  priority,
  startTime: instant(start),
  endTime: instant(end),
  locked: locked !== null,
})

const instant = (minute: number): string => new Date(minute * 60_000).toISOString()

const sentence = ([first = '', second]: string[]): string => (second ? `${first}. ${second}.` : `${first}.`)

const unscheduledIn = (
  task: PlannerTask,
  { placed }: Schedule,
  problem: Problem,
  facts: PlanFacts,
): UnscheduledTask[] => {
  if (placed.has(task.id)) return []
  const { constraint, blockedBy } = whyUnplaced(task, problem, placed)
  const reason = wordsFor(constraint, blockedBy, task, facts)
  return [{ taskId: task.id, title: task.title, reason, constraint, blockedBy }]
}

/** Chosen tasks that cannot be planned at all. */
const others = ({ tasks, unknown }: PlanFacts): UnscheduledTask[] => [
  ...tasks
    .filter(({ status }) => isFinished(status))
    .map(({ id, title }) => ({
      taskId: id,
      title,
      reason: 'It is finished',
      constraint: 'finished' as const,
      blockedBy: [],
    })),
  ...unknown.map((taskId) => ({
    taskId,
    title: '',
    reason: 'There is no such task',
    constraint: 'notFound' as const,
    blockedBy: [],
  })),
]

/** 100: every task where it is worth most. A plan without tasks has nothing to improve. */
const scoreOf = ({ objective }: Schedule, problem: Problem): number => {
  const open = problem.tasks.filter(({ locked }) => !locked)
  const best = open.reduce((sum, task) => sum + bestValueOf(task, problem), 0)
  return best === 0 ? 100 : Math.round(Math.min(100, (100 * objective) / best) * 10) / 10
}

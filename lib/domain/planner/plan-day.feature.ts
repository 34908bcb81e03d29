import * as z from 'zod'
import { feature } from '../ai/feature.ts'
import { factsFor, type PlanFacts } from './facts.ts'
import { MAX_TASKS, PlanDay, ProposedPlan } from './plan.schema.ts'
import { planOf } from './plan.ts'

/** What a model may say about a plan: words, and how long tasks without a size take. Never times. */
const Words = z.object({
  rationale: z.string().max(2_000),
  insights: z.array(z.string().max(500)).max(8),
  tasks: z.array(z.object({ taskId: z.string(), rationale: z.string().max(500) })).max(MAX_TASKS),
  efforts: z.array(z.object({ taskId: z.string(), minutes: z.number().int().min(5).max(480) })).max(MAX_TASKS),
})
type Words = z.infer<typeof Words>

/** A plan by the solver, whoever is there; a model only estimates sizes that are missing and words the explanations. */
export const planDay = feature({
  name: 'planDay',
  choice: 'priorityAdvisor',
  summary: 'Plan up to seven days',
  input: PlanDay,
  output: ProposedPlan,
  ttlSeconds: 300,
  read: factsFor,
  core: (facts, { now }) => planOf(facts, now),
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 3_000,
    task: `The plan under "computed" was made by an exact solver and is final: move, add and drop nothing.
Say in two or three sentences why the days look as they do (rationale), what the person should know (insights: risks, overload,
what to give up first), and for the most important tasks in one sentence each why they are where they are (tasks).
For tasks whose size is null estimate the minutes they take (efforts); for all others give none.`,
    answer: Words,
    finish: (words, facts, plan, { now }) => {
      const hints = estimated(words, facts)
      // With other sizes it is another plan: what was said about the first would not be true of it.
      if (!plan || hints.length > 0) return planOf({ ...facts, hints: merged(facts.hints, hints) }, now)
      const own = new Map(words.tasks.map(({ taskId, rationale }) => [taskId, rationale]))
      return {
        ...plan,
        rationale: words.rationale.trim() || plan.rationale,
        insights: words.insights.length > 0 ? words.insights : plan.insights,
        scheduledTasks: plan.scheduledTasks.map((row) => ({ ...row, rationale: own.get(row.taskId) || row.rationale })),
      }
    },
  },
})

/** Estimates for tasks that have neither a size nor a given one. */
const estimated = ({ efforts }: Words, { tasks, hints }: PlanFacts): Words['efforts'] =>
  efforts.filter(
    ({ taskId }) =>
      tasks.some(({ id, size }) => id === taskId && !size) &&
      !hints.some((hint) => hint.taskId === taskId && hint.minutes),
  )

const merged = (hints: PlanFacts['hints'], efforts: Words['efforts']): PlanFacts['hints'] => {
  const ids = new Set(efforts.map(({ taskId }) => taskId))
  const known = new Map(hints.map((hint) => [hint.taskId, hint]))
  return [
    ...hints.filter(({ taskId }) => !ids.has(taskId)),
    ...efforts.map(({ taskId, minutes }) => ({ ...known.get(taskId), taskId, minutes })),
  ]
}

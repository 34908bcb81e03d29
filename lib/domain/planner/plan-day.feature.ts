import * as z from 'zod'
import { feature } from '../ai/feature.ts'
import type { PlanFacts } from './facts/plan-facts.ts'
import { MAX_TASKS, ProposedPlan } from './plan.schema.ts'
import { planOf } from './plan.ts'

/** What a model may say about a plan: words. Never times. */
const Words = z.object({
  rationale: z.string().max(2_000),
  insights: z.array(z.string().max(500)).max(8),
  tasks: z.array(z.object({ taskId: z.string(), rationale: z.string().max(500) })).max(MAX_TASKS),
})

/** The solver plans, with or without a model; a model only words the explanations. */
export const planDay = feature({
  name: 'planDay',
  choice: 'priorityAdvisor',
  summary: 'Plan up to seven days',
  input: z.custom<PlanFacts>(),
  output: ProposedPlan,
  beyondLimits: true,
  ttlSeconds: 300,
  read: (_ctx, facts: PlanFacts) => Promise.resolve(facts),
  core: (facts, { now }) => planOf(facts, now),
  model: {
    version: 2,
    tier: 'fast',
    maxTokens: 3_000,
    task: `The plan under "computed" was made by an exact solver and is final: move, add and drop nothing.
Say in two or three sentences why the days look as they do (rationale), what the person should know (insights: risks, overload,
what to give up first), and for the most important tasks in one sentence each why they are where they are (tasks).`,
    answer: Words,
    finish: (words, facts, core, { now }) => {
      const plan = core ?? planOf(facts, now)
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

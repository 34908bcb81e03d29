import * as z from 'zod'
import { feature } from '../ai/feature.ts'
import { factsFor } from './facts.ts'
import { PlanDay, ProposedPlan } from './plan.schema.ts'
import { planOf } from './plan.ts'

/** What a model may say about a plan: words, never times. */
const Words = z.object({
  rationale: z.string().max(2_000),
  insights: z.array(z.string().max(500)).max(8),
  tasks: z.array(z.object({ taskId: z.string(), rationale: z.string().max(500) })).max(200),
})

/** A plan by the solver; a model, where there is one, explains it better and changes nothing in it. */
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
what to give up first), and for the most important tasks in one sentence each why they are where they are (tasks).`,
    answer: Words,
    finish: (words, _facts, plan) => {
      if (!plan) throw new Error('A plan is always computed')
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

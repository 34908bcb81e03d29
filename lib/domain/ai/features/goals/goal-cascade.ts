import * as z from 'zod'
import { Priority } from '../../../vocabulary.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line, Lines, Long } from '../../parts.ts'
import { GoalInput, readGoalOrDraft } from './goal-input.ts'

const SubGoal = z.object({
  title: z.string().min(1).max(200),
  description: Line,
  timeHorizon: z.enum(['Monthly', 'Quarterly', 'Weekly']),
  successCriteria: Lines,
  reasoning: Line,
})
const Answer = z.object({
  subGoals: z.array(SubGoal).max(12),
  suggestedTasks: z
    .array(
      z.object({
        title: z.string().min(1).max(500),
        description: Line,
        priority: Priority,
        estimatedEffort: z.number().describe('Minutes'),
        reasoning: Line,
      }),
    )
    .max(20),
  suggestedMetrics: z
    .array(
      z.object({
        name: z.string().min(1).max(200),
        unit: z.string().max(50),
        targetValue: z.number(),
        reasoning: Line,
      }),
    )
    .max(10),
  suggestedHabits: z
    .array(
      z.object({
        name: z.string().min(1).max(200),
        frequency: z.enum(['Daily', 'Weekly']),
        target: z.number(),
        reasoning: Line,
      }),
    )
    .max(10),
  implementationPlan: Long,
  confidence: Confidence,
})
const Step = z.object({ timeHorizon: z.string(), title: z.string(), description: Line, reasoning: Line })

/** Breaks a goal down into smaller goals, tasks, metrics and habits. */
export const goalCascade = feature({
  name: 'goalCascade',
  choice: 'goalCascade',
  summary: 'Break a goal down into smaller goals, tasks, metrics and habits',
  input: GoalInput,
  output: Answer.extend({ parentGoals: z.array(Step), childGoals: z.array(Step), overallStrategy: Long }),
  ttlSeconds: 86_400,
  read: readGoalOrDraft,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 3_000,
    task: 'Break the goal down: 2 to 5 smaller goals, the first tasks, what to measure, which habits carry it, and a short plan. Do not repeat what is linked to it.',
    answer: Answer,
    finish: (answer) => ({
      ...answer,
      parentGoals: [],
      childGoals: answer.subGoals.map(({ successCriteria: _, ...goal }) => goal),
      overallStrategy: answer.implementationPlan,
    }),
  },
})

import * as z from 'zod'
import { Priority } from '../../../vocabulary.ts'
import { priorityAdvice } from '../../core/priority.ts'
import { readTaskFacts } from '../../facts/task-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, Lines } from '../../parts.ts'
import { TaskInput } from './task-input.ts'

const Score = z.number().min(0).max(10)

const Advice = z.object({
  recommendedPriority: Priority,
  reasoning: Line,
  urgencyScore: Score,
  impactScore: Score,
  confidence: Confidence,
  factors: Lines,
})

/** How urgent and important a task is. */
export const priorityAdvisor = feature({
  name: 'priorityAdvisor',
  choice: 'priorityAdvisor',
  summary: 'Advise on the priority of a task',
  input: TaskInput,
  output: Advice,
  ttlSeconds: 3_600,
  read: (ctx, { taskId }) => readTaskFacts(ctx, taskId),
  core: priorityAdvice,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 800,
    task: 'Recommend a priority for "task" (P1 is the highest): weigh when it is due, what waits for it, what it gives to its goals and projects, and how it compares with the other tasks. Name the factors.',
    answer: Advice,
    finish: asAnswered,
  },
})

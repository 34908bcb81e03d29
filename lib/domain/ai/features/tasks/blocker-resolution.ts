import * as z from 'zod'
import { Priority } from '../../../vocabulary.ts'
import { readTaskFacts, type TaskFacts } from '../../facts/task-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line, Lines } from '../../parts.ts'
import { TaskInput } from './task-input.ts'

const Action = z.object({ action: Line, targetTaskId: z.string(), reason: Line })
const Answer = z.object({
  blockerAnalysis: Line,
  suggestedActions: Lines,
  recommendedActions: z.array(Action).max(10),
  newTasks: z
    .array(z.object({ title: z.string().min(1).max(500), description: Line, priority: Priority }))
    .max(10)
    .optional(),
  estimatedTimeToResolve: Line.optional(),
  confidence: Confidence,
})
export const Output = Answer.extend({ suggestions: Lines })

/** Drops actions on tasks that are not among the facts. */
const finish = (answer: z.infer<typeof Answer>, { task, blockers, others }: TaskFacts) => {
  const known = new Set([task, ...blockers, ...others].map(({ id }) => id))
  const recommendedActions = answer.recommendedActions.filter(({ targetTaskId }) => known.has(targetTaskId))
  return { ...answer, recommendedActions, suggestions: answer.suggestedActions }
}

/** Ways to unblock a task. */
export const blockerResolution = feature({
  name: 'blockerResolution',
  choice: 'breakdownTask',
  summary: 'Find ways to get a blocked task going',
  input: TaskInput,
  output: Output,
  ttlSeconds: 3_600,
  read: (ctx, { taskId }) => readTaskFacts(ctx, taskId),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_500,
    task: 'Say what keeps "task" from being done ("blockers" are the tasks it waits for) and what to do about it. Each recommended action names the id of the task it is about.',
    answer: Answer,
    finish,
  },
})

import * as z from 'zod'
import { Area, Priority } from '../../../vocabulary.ts'
import { breakdownOf } from '../../core/breakdown.ts'
import { readTaskFacts, type TaskFacts } from '../../facts/task-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line } from '../../parts.ts'
import { TaskInput } from './task-input.ts'

const Step = z.object({
  title: z.string().min(1).max(500),
  description: Line.optional(),
  size: z.number().min(1).max(10_000).optional().describe('Minutes'),
})

export const Output = z.object({
  subtasks: z.array(
    Step.extend({
      area: Area,
      priority: Priority,
      parentTaskId: z.string(),
      order: z.number(),
      estimatedSize: z.number().optional(),
    }),
  ),
  reasoning: Line,
  confidence: Confidence,
  totalEstimatedEffort: z.number().optional().describe('Minutes'),
})

const Answer = z.object({
  steps: z.array(Step).min(1).max(20).describe('In order'),
  reasoning: Line,
  confidence: Confidence,
})

const finish = ({ steps, reasoning, confidence }: z.infer<typeof Answer>, { task }: TaskFacts) => {
  const total = steps.reduce((sum, { size = 0 }) => sum + size, 0)
  const { area, priority } = task
  const subtasks = steps.map((step, i) => ({
    ...step,
    area,
    priority,
    parentTaskId: task.id,
    order: i + 1,
    ...(step.size !== undefined && { estimatedSize: step.size }),
  }))
  return { subtasks, reasoning, confidence, ...(total > 0 && { totalEstimatedEffort: total }) }
}

/** Breaks a task down into steps. */
export const breakdownTask = feature({
  name: 'breakdownTask',
  choice: 'breakdownTask',
  summary: 'Break a task down into steps',
  input: TaskInput,
  output: Output,
  ttlSeconds: 86_400,
  read: (ctx, { taskId }) => readTaskFacts(ctx, taskId),
  core: (facts) => finish(breakdownOf(facts.task), facts),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 2_000,
    task: 'Break "task" down into 3 to 8 steps that can each be done in one sitting, in the order they are to be done. Do not repeat other tasks.',
    answer: Answer,
    finish,
  },
})

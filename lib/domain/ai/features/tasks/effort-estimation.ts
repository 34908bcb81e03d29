import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { readTask } from '../../../tasks/task.service.ts'
import { effortOf } from '../../core/effort.ts'
import { doneTasks } from '../../facts/task-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, Lines } from '../../parts.ts'
import { DraftInput } from './task-input.ts'

const Estimate = z.object({
  estimatedSize: z.number().min(1).max(10_000).describe('Minutes'),
  reasoning: Line,
  confidence: Confidence,
  comparisons: Lines.describe('Tasks of the past that took about as long'),
  factors: Lines,
  low: z.number().optional(),
  high: z.number().optional(),
})

const readFacts = async (ctx: Context, { taskId, title, description }: DraftInput) => {
  const [task, done] = await Promise.all([taskId ? readTask(ctx, taskId) : null, doneTasks(ctx)])
  return { title, description: description ?? null, task, done }
}

/** How long a task will take, judged by how long similar tasks took. */
export const effortEstimation = feature({
  name: 'effortEstimation',
  choice: 'effortEstimation',
  summary: 'Estimate how long a task takes',
  input: DraftInput,
  output: Estimate,
  ttlSeconds: 3_600,
  read: readFacts,
  core: (facts) => effortOf(facts),
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 800,
    task: 'Estimate how many minutes the task with this title and description takes. "done" holds finished tasks with their expected (size) and real (actualMinutes) minutes: compare with those that are alike.',
    answer: Estimate,
    finish: asAnswered,
  },
})

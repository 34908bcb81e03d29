import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { readTask } from '../../../tasks/task.service.ts'
import { dependenciesOf } from '../../core/dependencies.ts'
import { openTasks } from '../../facts/task-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line } from '../../parts.ts'
import { DraftInput } from './task-input.ts'

const Suggestion = z.object({ taskId: z.string(), reason: Line, isBlocking: z.boolean(), confidence: Confidence })
const Answer = z.object({ suggestions: z.array(Suggestion).max(20), reasoning: Line, confidence: Confidence })

const Output = z.object({
  suggestedDependencies: z.array(
    z.object({ taskId: z.string(), taskTitle: z.string(), reason: Line, confidence: Confidence }),
  ),
  suggestions: z.array(
    z.object({ taskId: z.string(), taskTitle: z.string(), reasoning: Line, isBlocking: z.boolean() }),
  ),
  reasoning: Line,
  confidence: Confidence,
})

const readFacts = async (ctx: Context, { taskId, title, description }: DraftInput) => {
  const [task, open] = await Promise.all([taskId ? readTask(ctx, taskId) : null, openTasks(ctx)])
  return { title, description: description ?? null, task, candidates: open.filter(({ id }) => id !== taskId) }
}

type Facts = Awaited<ReturnType<typeof readFacts>>

const finish = ({ suggestions, reasoning, confidence }: z.infer<typeof Answer>, { candidates }: Facts) => {
  const titles = new Map(candidates.map(({ id, title }) => [id, title]))
  const known = suggestions.flatMap((one) => {
    const taskTitle = titles.get(one.taskId)
    return taskTitle === undefined ? [] : [{ ...one, taskTitle }]
  })
  return {
    suggestedDependencies: known.map(({ isBlocking: _, ...one }) => one),
    suggestions: known.map(({ reason, confidence: __, ...one }) => ({ ...one, reasoning: reason })),
    reasoning,
    confidence,
  }
}

/** Found by the words of the tasks: what follows "after", and earlier stages of the same subject. */
const core = (facts: Facts) => {
  const suggestions = dependenciesOf(facts)
  const reasoning = suggestions[0]?.reason ?? 'No open task says that it comes first'
  return finish({ suggestions, reasoning, confidence: suggestions[0]?.confidence ?? 0.5 }, facts)
}

/** Open tasks that a task waits for. */
export const dependencyDetection = feature({
  name: 'dependencyDetection',
  choice: 'dependencyDetection',
  summary: 'Find the tasks that a task depends on',
  input: DraftInput,
  output: Output,
  ttlSeconds: 3_600,
  read: readFacts,
  core,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_200,
    task: 'Which of "candidates" have to be done before the task with this title and description can be? Name them by id, only where there is a real reason, none otherwise.',
    answer: Answer,
    finish,
  },
})

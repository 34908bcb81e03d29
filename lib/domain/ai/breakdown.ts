import * as z from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { Id } from '../fields.ts'
import { readTask } from '../tasks/task.service.ts'
import { answer } from './ai.service.ts'
import { type AiData, aiData, joined } from './ai-data.ts'
import { Output as Health, projectHealth } from './features/projects/project-health.ts'
import { projectRisk, Output as Risks } from './features/projects/project-risk.ts'
import { Output as Ideas, projectTaskGen } from './features/projects/project-task-gen.ts'
import { Output as Blockers, blockerResolution } from './features/tasks/blocker-resolution.ts'
import { breakdownTask, Output as Steps } from './features/tasks/breakdown-task.ts'
import type { Models } from './model.ts'

/** Clients use one route for several questions: which id is sent decides which. */
export const BreakdownInput = z
  .strictObject({ taskId: Id.optional(), projectId: Id.optional() })
  .refine(({ taskId, projectId }) => (taskId === undefined) !== (projectId === undefined), {
    path: ['taskId'],
    error: 'Either taskId or projectId is required',
  })
export type BreakdownInput = z.infer<typeof BreakdownInput>

const OfTask = z.object({ ...Blockers.partial().shape, ...Steps.shape })
const OfProject = z.object({ ...Health.shape, ...Risks.shape, ...Ideas.shape })
type OfTask = z.infer<typeof OfTask>
type OfProject = z.infer<typeof OfProject>

export const Breakdown = aiData(z.union([OfTask, OfProject]))

/**
 * For a task: its steps, and ways to unblock it when it is blocked. For a project: health, risks and suggested tasks in one
 * answer, because three panels send the same request. @throws what `answer` throws
 */
export const breakdown = (
  ctx: Context,
  models: Models,
  input: BreakdownInput,
  claim?: Claim | null,
): Promise<AiData<OfTask | OfProject>> =>
  input.projectId === undefined
    ? breakdownOfTask(ctx, models, input.taskId ?? '', claim)
    : breakdownOfProject(ctx, models, input.projectId)

const breakdownOfTask = async (
  ctx: Context,
  models: Models,
  taskId: string,
  claim?: Claim | null,
): Promise<AiData<OfTask>> => {
  const { status } = await readTask(ctx, taskId)
  if (status !== 'Blocked') return answer(ctx, models, breakdownTask, { taskId }, claim)
  const [steps, ways] = await Promise.all([
    answer(ctx, models, breakdownTask, { taskId }),
    answer(ctx, models, blockerResolution, { taskId }).catch(ifNoAnswer),
  ])
  if (ways instanceof AppError) return steps
  return joined({ ...ways.result, ...steps.result }, [steps, ways])
}

const breakdownOfProject = async (ctx: Context, models: Models, projectId: string): Promise<AiData<OfProject>> => {
  const [health, risks, ideas] = await Promise.all([
    answer(ctx, models, projectHealth, { projectId }),
    answer(ctx, models, projectRisk, { projectId }),
    answer(ctx, models, projectTaskGen, { projectId }).catch(ifNoAnswer),
  ])
  const recommendations = [...new Set([...health.result.recommendations, ...risks.result.recommendations])]
  const confidence = Math.min(health.result.confidence, risks.result.confidence)
  const found = ideas instanceof AppError ? noIdeas(ideas.message) : ideas.result
  const result = { ...risks.result, ...found, ...health.result, recommendations, confidence }
  return joined(result, [health, risks, ...(ideas instanceof AppError ? [] : [ideas])])
}

const noIdeas = (reason: string): z.infer<typeof Ideas> => ({
  suggestedTasks: [],
  tasks: [],
  reasoning: reason,
  overallStrategy: reason,
  confidence: 0,
})

/** Omits a part that only a model can give when the model fails, so that the computed parts still arrive. */
const ifNoAnswer = (error: unknown): AppError => {
  if (error instanceof AppError && error.status !== 404) return error
  throw error
}

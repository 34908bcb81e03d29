import * as z from 'zod'
import { type ProjectFacts, readProjectFacts } from '../../facts/project-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line, TaskIdea } from '../../parts.ts'
import { ProjectInput } from './project-input.ts'

const Idea = TaskIdea.extend({ reasoning: Line })
const Answer = z.object({
  tasks: z.array(Idea).max(20).describe('In order'),
  overallStrategy: Line,
  confidence: Confidence,
})
export const Output = z.object({
  suggestedTasks: z.array(TaskIdea.extend({ projectIds: z.array(z.string()) })),
  tasks: z.array(Idea.extend({ order: z.number() })),
  reasoning: Line,
  overallStrategy: Line,
  confidence: Confidence,
})

const finish = ({ tasks, overallStrategy, confidence }: z.infer<typeof Answer>, { project }: ProjectFacts) => ({
  suggestedTasks: tasks.map(({ reasoning: _, ...task }) => ({ ...task, projectIds: [project.id] })),
  tasks: tasks.map((task, i) => ({ ...task, order: i + 1 })),
  reasoning: overallStrategy,
  overallStrategy,
  confidence,
})

/** Tasks that are missing from a project. */
export const projectTaskGen = feature({
  name: 'projectTaskGen',
  choice: 'projectTaskGen',
  summary: 'Suggest tasks for a project',
  input: ProjectInput,
  output: Output,
  ttlSeconds: 3_600,
  read: (ctx, { projectId }) => readProjectFacts(ctx, projectId),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 2_500,
    task: 'Suggest up to 8 tasks that "project" still needs and that are not among its tasks, in the order they are to be done.',
    answer: Answer,
    finish,
  },
})

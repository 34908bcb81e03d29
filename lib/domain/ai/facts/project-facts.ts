import type { Context } from '../../../platform/context.ts'
import type { Project } from '../../projects/project.schema.ts'
import { readProject } from '../../projects/project.service.ts'
import { tasksOfProject } from '../../projects/project-link.service.ts'
import type { Task } from '../../tasks/task.schema.ts'

export type ProjectFacts = { project: Project; tasks: Task[] }

/** A project and up to 200 of its tasks. @throws 404 */
export const readProjectFacts = async (ctx: Context, projectId: string): Promise<ProjectFacts> => {
  const [project, tasks] = await Promise.all([
    readProject(ctx, projectId),
    tasksOfProject(ctx, projectId, { pageSize: 200 }),
  ])
  return { project, tasks: tasks.data }
}

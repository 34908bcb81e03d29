import { goalsOfProject } from '../../lib/domain/goals/goal-link.service.ts'
import { listProjects } from '../../lib/domain/projects/project.list.ts'
import * as projects from '../../lib/domain/projects/project.service.ts'
import { PROJECT } from '../../lib/domain/projects/project.ts'
import * as links from '../../lib/domain/projects/project-link.service.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listProjects: ({ ctx, query }) => listProjects(ctx, query),
  createProject: ({ ctx, claim, body }) => projects.createProject(ctx, body, claim),
  readProject: ({ ctx, params }) => projects.readProject(ctx, params.projectId),
  updateProject: ({ ctx, params, body }) => projects.updateProject(ctx, params.projectId, body),
  replaceProject: ({ ctx, params, body }) => projects.replaceProject(ctx, params.projectId, body),
  deleteProject: ({ ctx, params }) => deleteEntity(ctx, PROJECT, params.projectId),
  readProjectHealth: ({ ctx, params }) => projects.readHealth(ctx, params.projectId),
  listProjectTasks: ({ ctx, params, query }) => links.tasksOfProject(ctx, params.projectId, query),
  linkProjectTask: ({ ctx, claim, params, body }) => links.linkTask(ctx, params.projectId, body.taskId, claim),
  unlinkProjectTask: ({ ctx, params }) => links.unlinkTask(ctx, params.projectId, params.taskId),
  listProjectGoals: ({ ctx, params, query }) => goalsOfProject(ctx, params.projectId, query),
  linkProjectGoal: ({ ctx, claim, params, body }) => links.linkGoal(ctx, params.projectId, body.goalId, claim),
  unlinkProjectGoal: ({ ctx, params }) => links.unlinkGoal(ctx, params.projectId, params.goalId),
})

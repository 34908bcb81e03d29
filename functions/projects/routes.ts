import * as z from 'zod'
import { Deleted, Id, paging } from '../../lib/domain/fields.ts'
import { GoalPage } from '../../lib/domain/goals/goal.schema.ts'
import { Linked } from '../../lib/domain/links/link.service.ts'
import { Project, ProjectHealth, ProjectPage, ProjectQuery } from '../../lib/domain/projects/project.schema.ts'
import { CreateProject, ReplaceProject, UpdateProject } from '../../lib/domain/projects/project-input.schema.ts'
import { TaskPage } from '../../lib/domain/tasks/task.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const ProjectPath = z.object({ projectId: Id })
const Paging = z.object(paging)

const tags = ['projects']

export const routes = {
  listProjects: {
    method: 'GET',
    path: '/projects',
    summary: 'List projects',
    tags,
    query: ProjectQuery,
    status: 200,
    response: ProjectPage,
    description: 'Everything up to 1,000 rows, or pages, in the order of creation.',
  },
  createProject: {
    method: 'POST',
    path: '/projects',
    summary: 'Create a project',
    tags,
    body: CreateProject,
    status: 201,
    response: Project,
  },
  readProject: {
    method: 'GET',
    path: '/projects/{projectId}',
    summary: 'Read a project',
    tags,
    params: ProjectPath,
    status: 200,
    response: Project,
  },
  updateProject: {
    method: 'PATCH',
    path: '/projects/{projectId}',
    summary: 'Change a project',
    tags,
    params: ProjectPath,
    body: UpdateProject,
    status: 200,
    response: Project,
    description:
      'Becoming Completed sets actualEndDate to today unless it is sent; leaving it takes it back. An empty string or null clears a field.',
  },
  replaceProject: {
    method: 'PUT',
    path: '/projects/{projectId}',
    summary: 'Replace a project',
    tags,
    params: ProjectPath,
    body: ReplaceProject,
    status: 200,
    response: Project,
    description:
      'Like PATCH, but what is not sent goes back to its default. A project that stays completed keeps the day it was completed on.',
  },
  deleteProject: {
    method: 'DELETE',
    path: '/projects/{projectId}',
    summary: 'Move a project to the trash',
    tags,
    params: ProjectPath,
    status: 200,
    response: Deleted,
    description: 'It stays in the trash for 30 days. Its tasks stay.',
  },
  readProjectHealth: {
    method: 'GET',
    path: '/projects/{projectId}/health',
    summary: 'Read progress and health of a project',
    tags,
    params: ProjectPath,
    status: 200,
    response: ProjectHealth,
    description:
      'Yellow and red from: 10 and 25 points behind the time that is over (past the target end is red), 10 % and 30 % of the open tasks overdue, 25 % and 50 % of them blocked, 14 and 30 days without a change while active.',
  },
  listProjectTasks: {
    method: 'GET',
    path: '/projects/{projectId}/tasks',
    summary: 'List the tasks of a project',
    tags,
    params: ProjectPath,
    query: Paging,
    status: 200,
    response: TaskPage,
  },
  linkProjectTask: {
    method: 'POST',
    path: '/projects/{projectId}/tasks',
    summary: 'Link a task to a project',
    tags,
    params: ProjectPath,
    body: z.strictObject({ taskId: Id }),
    status: 201,
    response: Linked,
  },
  unlinkProjectTask: {
    method: 'DELETE',
    path: '/projects/{projectId}/tasks/{taskId}',
    summary: 'Take a task off a project',
    tags,
    params: ProjectPath.extend({ taskId: Id }),
    status: 200,
    response: Deleted,
  },
  listProjectGoals: {
    method: 'GET',
    path: '/projects/{projectId}/goals',
    summary: 'List the goals of a project',
    tags,
    params: ProjectPath,
    query: Paging,
    status: 200,
    response: GoalPage,
  },
  linkProjectGoal: {
    method: 'POST',
    path: '/projects/{projectId}/goals',
    summary: 'Link a project to a goal',
    tags,
    params: ProjectPath,
    body: z.strictObject({ goalId: Id }),
    status: 201,
    response: Linked,
  },
  unlinkProjectGoal: {
    method: 'DELETE',
    path: '/projects/{projectId}/goals/{goalId}',
    summary: 'Take a project off a goal',
    tags,
    params: ProjectPath.extend({ goalId: Id }),
    status: 200,
    response: Deleted,
  },
} satisfies RouteTable

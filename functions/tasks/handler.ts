import { deleted } from '../../lib/domain/fields.ts'
import { addDependency, listDependencies, removeDependency } from '../../lib/domain/tasks/dependency.service.ts'
import { listTasks } from '../../lib/domain/tasks/task.list.ts'
import * as tasks from '../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../lib/domain/tasks/task.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listTasks: ({ ctx, query }) => listTasks(ctx, query),
  createTask: ({ ctx, claim, body }) => tasks.createTask(ctx, body, claim),
  readTask: ({ ctx, params }) => tasks.readTask(ctx, params.taskId),
  updateTask: ({ ctx, params, body }) => tasks.updateTask(ctx, params.taskId, body),
  replaceTask: ({ ctx, params, body }) => tasks.replaceTask(ctx, params.taskId, body),
  deleteTask: ({ ctx, params }) => deleteEntity(ctx, TASK, params.taskId),
  completeTask: ({ ctx, claim, params }) => tasks.completeTask(ctx, params.taskId, claim),
  completeTaskByPatch: ({ ctx, params }) => tasks.completeTask(ctx, params.taskId),
  reopenTask: ({ ctx, claim, params }) => tasks.reopenTask(ctx, params.taskId, claim),
  skipTask: ({ ctx, claim, params }) => tasks.skipTask(ctx, params.taskId, claim),
  previewOccurrences: ({ ctx, params, query }) => tasks.previewOccurrences(ctx, params.taskId, query.count),
  listDependencies: ({ ctx, params }) => listDependencies(ctx, params.taskId),
  addDependency: ({ ctx, claim, params, body }) => addDependency(ctx, params.taskId, body.dependsOnTaskId, claim),
  removeDependency: async ({ ctx, params }) => {
    await removeDependency(ctx, params.taskId, params.dependsOnTaskId)
    return deleted(params.dependsOnTaskId)
  },
})

import { listTrash, restoreEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listTrash: ({ ctx, query }) => listTrash(ctx, query),
  restoreEntity: ({ ctx, claim, params }) => restoreEntity(ctx, params.entityType, params.id, claim),
})

import { impactOf } from '../../lib/domain/search/impact.service.ts'
import { search } from '../../lib/domain/search/search.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  search: ({ ctx, query }) => search(ctx, query),
  readImpact: ({ ctx, params }) => impactOf(ctx, params.entityType, params.id),
})

import { dayRestored } from '../../lib/domain/habits/of-habit.ts'
import { landRestored } from '../../lib/domain/metrics/metric-log.service.ts'
import { type Along, listTrash, restoreEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

/** Kinds whose return changes something else. */
const ALONG: Record<string, Along> = { habitlog: dayRestored, habitskip: dayRestored, metriclog: landRestored }

export const handler = httpLambda(routes, {
  listTrash: ({ ctx, query }) => listTrash(ctx, query),
  restoreEntity: ({ ctx, claim, params }) =>
    restoreEntity(ctx, params.entityType, params.id, ALONG[params.entityType], claim),
})

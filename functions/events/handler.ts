import { listEvents } from '../../lib/domain/events/event.service.ts'
import { undo } from '../../lib/domain/undo/undo.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listEvents: ({ ctx, query }) => listEvents(ctx, query),
  undo: ({ ctx, claim, params }) => undo(ctx, params.undoToken, claim),
})

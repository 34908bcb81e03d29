import { listActivity } from '../../lib/domain/activity/activity.service.ts'
import { listEvents } from '../../lib/domain/events/event.service.ts'
import { VAULT_ITEM } from '../../lib/domain/knowledge/items/item.kind.ts'
import { settleLinks, textRowsAfter } from '../../lib/domain/knowledge/items/item-links.service.ts'
import { undo } from '../../lib/domain/undo/undo.service.ts'
import type { Context } from '../../lib/platform/context.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import type { Claim } from '../../lib/platform/idempotency.ts'
import { s3Files } from '../../lib/providers/files/s3-files.ts'
import { routes } from './routes.ts'

const store = s3Files()

const undoWithTexts = async (ctx: Context, token: string, claim: Claim | null) => {
  const sideRows = { [VAULT_ITEM.name]: (own: Context, steps: never[]) => textRowsAfter(own, store, steps) }
  const answer = await undo(ctx, token, { claim, sideRows })
  for (const { entityType, entityId } of answer.undone)
    if (entityType === VAULT_ITEM.name) await settleLinks(ctx, store, entityId)
  return answer
}

export const handler = httpLambda(routes, {
  listEvents: ({ ctx, query }) => listEvents(ctx, query),
  listActivity: ({ ctx, query }) => listActivity(ctx, query),
  undo: ({ ctx, claim, params }) => undoWithTexts(ctx, params.undoToken, claim),
})

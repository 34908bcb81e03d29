import * as logbook from '../../lib/domain/logbook/logbook.service.ts'
import { LOGBOOK } from '../../lib/domain/logbook/logbook.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listLogbook: ({ ctx, query }) => logbook.listEntries(ctx, query),
  createLogbookEntry: ({ ctx, claim, body, query }) =>
    query.merge === 'true' ? logbook.mergeIntoDay(ctx, body, claim) : logbook.createEntry(ctx, body, claim),
  listOnThisDay: ({ ctx, query }) => logbook.onThisDay(ctx, query),
  readLogbookEntry: ({ ctx, params }) => logbook.readEntry(ctx, params.entryId),
  updateLogbookEntry: ({ ctx, params, body }) => logbook.updateEntry(ctx, params.entryId, body),
  replaceLogbookEntry: ({ ctx, params, body }) => logbook.replaceEntry(ctx, params.entryId, body),
  deleteLogbookEntry: async ({ ctx, params }) => deleteEntity(ctx, LOGBOOK, await logbook.idOf(ctx, params.entryId)),
  listLogbookLinks: ({ ctx, params }) => logbook.listLinks(ctx, params.entryId),
  linkLogbookEntry: ({ ctx, claim, params, body }) => logbook.linkEntry(ctx, params.entryId, body, claim),
  unlinkLogbookEntry: ({ ctx, params }) => logbook.unlinkEntry(ctx, params.entryId, params.entityId),
})

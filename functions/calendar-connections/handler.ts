import { authorize, finishAuthorization } from '../../lib/domain/calendar/connections/authorize.service.ts'
import { createConnection } from '../../lib/domain/calendar/connections/connect.service.ts'
import * as connections from '../../lib/domain/calendar/connections/connection.service.ts'
import { listProviders } from '../../lib/domain/calendar/connections/providers.ts'
import { importCalendar } from '../../lib/domain/calendar/import/import.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { calendarProviders } from '../../lib/providers/calendar-providers.ts'
import { routes } from './routes.ts'

const providers = calendarProviders()

export const handler = httpLambda(routes, {
  listCalendarProviders: () => listProviders(providers),
  listCalendarConnections: ({ ctx }) => connections.listConnections(ctx),
  createCalendarConnection: ({ ctx, claim, body }) => createConnection(ctx, providers, body, claim),
  authorizeGoogle: ({ ctx, body }) => authorize(ctx, providers, 'google', body),
  authorizeOutlook: ({ ctx, body }) => authorize(ctx, providers, 'outlook', body),
  finishAuthorization: ({ ctx, query }) => finishAuthorization(ctx, providers, query),
  readCalendarConnection: ({ ctx, params }) => connections.readConnection(ctx, params.connectionId),
  updateCalendarConnection: ({ ctx, params, body }) => connections.updateConnection(ctx, params.connectionId, body),
  deleteCalendarConnection: ({ ctx, params }) => connections.deleteConnection(ctx, providers, params.connectionId),
  syncCalendarConnection: ({ ctx, claim, params }) => connections.syncNow(ctx, params.connectionId, claim),
  importCalendar: ({ ctx, claim, rawBody }) => importCalendar(ctx, rawBody, claim),
  listCalendarSyncs: ({ ctx, params }) => connections.listRuns(ctx, params.connectionId),
})

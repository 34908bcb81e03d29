import { createConnection } from '../../lib/domain/calendar/connections/connect.service.ts'
import * as connections from '../../lib/domain/calendar/connections/connection.service.ts'
import { listProviders } from '../../lib/domain/calendar/connections/providers.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { caldavCalendar } from '../../lib/providers/caldav/caldav-calendar.ts'
import { APPLE_SERVER } from '../../lib/providers/caldav/server-address.ts'
import { icsCalendar } from '../../lib/providers/ics/ics-calendar.ts'
import { routes } from './routes.ts'

const providers = { apple: caldavCalendar({ server: APPLE_SERVER }), caldav: caldavCalendar(), ics: icsCalendar() }

export const handler = httpLambda(routes, {
  listCalendarProviders: () => listProviders(providers),
  listCalendarConnections: ({ ctx }) => connections.listConnections(ctx),
  createCalendarConnection: ({ ctx, claim, body }) => createConnection(ctx, providers, body, claim),
  readCalendarConnection: ({ ctx, params }) => connections.readConnection(ctx, params.connectionId),
  updateCalendarConnection: ({ ctx, params, body }) => connections.updateConnection(ctx, params.connectionId, body),
  deleteCalendarConnection: ({ ctx, params }) => connections.deleteConnection(ctx, providers, params.connectionId),
  syncCalendarConnection: ({ ctx, claim, params }) => connections.syncNow(ctx, params.connectionId, claim),
  listCalendarSyncs: ({ ctx, params }) => connections.listRuns(ctx, params.connectionId),
})

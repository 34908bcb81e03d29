import * as z from 'zod'
import {
  CalendarProviderInfo,
  Connection,
  CreateConnection,
  SyncStarted,
  UpdateConnection,
} from '../../lib/domain/calendar/connections/connection.schema.ts'
import { SyncRun } from '../../lib/domain/calendar/sync/sync-run.schema.ts'
import { Deleted, Id, pageOf } from '../../lib/domain/fields.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const ConnectionPath = z.object({ connectionId: Id })
const tags = ['calendar']

export const routes = {
  listCalendarProviders: {
    method: 'GET',
    path: '/calendar/providers',
    summary: 'List what calendars can be connected with',
    tags,
    status: 200,
    response: z.array(CalendarProviderInfo),
  },
  listCalendarConnections: {
    method: 'GET',
    path: '/calendar/connections',
    summary: 'List my connections',
    tags,
    status: 200,
    response: pageOf(Connection),
  },
  createCalendarConnection: {
    method: 'POST',
    path: '/calendar/connections',
    summary: 'Connect the calendar at an address',
    tags,
    body: CreateConnection,
    status: 201,
    response: Connection,
    errors: ['FORBIDDEN', 'CALENDAR_NOT_CONFIGURED'],
    description: 'The address is tried at once; 400 says what failed. It is kept sealed and never shown again.',
  },
  readCalendarConnection: {
    method: 'GET',
    path: '/calendar/connections/{connectionId}',
    summary: 'Read a connection',
    tags,
    params: ConnectionPath,
    status: 200,
    response: Connection,
  },
  updateCalendarConnection: {
    method: 'PATCH',
    path: '/calendar/connections/{connectionId}',
    summary: 'Choose calendars of a connection, or pause it',
    tags,
    params: ConnectionPath,
    body: UpdateConnection,
    status: 200,
    response: Connection,
  },
  deleteCalendarConnection: {
    method: 'DELETE',
    path: '/calendar/connections/{connectionId}',
    summary: 'Remove a connection with its events',
    tags,
    params: ConnectionPath,
    status: 200,
    response: Deleted,
  },
  syncCalendarConnection: {
    method: 'POST',
    path: '/calendar/connections/{connectionId}/sync',
    summary: 'Sync a connection now',
    tags,
    params: ConnectionPath,
    status: 202,
    response: SyncStarted,
    errors: ['CONFLICT', 'RATE_LIMITED'],
    description: 'At most once a minute. The outcome is in its syncs, under the id.',
  },
  listCalendarSyncs: {
    method: 'GET',
    path: '/calendar/connections/{connectionId}/syncs',
    summary: 'List the last 20 syncs of a connection, newest first',
    tags,
    params: ConnectionPath,
    status: 200,
    response: pageOf(SyncRun),
  },
} satisfies RouteTable

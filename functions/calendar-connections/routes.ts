import * as z from 'zod'
import {
  Authorization,
  AuthorizeConnection,
  CalendarProviderInfo,
  Connection,
  CreateConnection,
  OAuthCallback,
  SyncStarted,
  UpdateConnection,
} from '../../lib/domain/calendar/connections/connection.schema.ts'
import { SyncRun } from '../../lib/domain/calendar/sync/sync-run.schema.ts'
import { Deleted, Id, pageOf } from '../../lib/domain/fields.ts'
import { Job } from '../../lib/domain/jobs/job.schema.ts'
import type { Route, RouteTable } from '../../lib/platform/http/route.ts'

const ConnectionPath = z.object({ connectionId: Id })
const tags = ['calendar']

const authorize = {
  method: 'POST',
  tags,
  body: AuthorizeConnection,
  status: 201,
  response: Authorization,
  keepsNoAnswer: true,
  errors: ['FORBIDDEN', 'CALENDAR_NOT_CONFIGURED'],
  description:
    'The address is good once and for ten minutes. The provider sends the browser to our callback, and that to redirectUri with `status=connected&connectionId=…` or `status=error&error=…`. An account that is connected already is signed in again.',
} satisfies Omit<Route, 'path' | 'summary'>

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
    summary: 'Connect the calendar at an address, or those of an account with a password',
    tags,
    body: CreateConnection,
    status: 201,
    response: Connection,
    errors: ['FORBIDDEN', 'RATE_LIMITED', 'CALENDAR_NOT_CONFIGURED'],
    description:
      'What is sent is tried at once; 400 says what failed. Address and password are kept sealed and never shown again. 20 passwords an hour.',
  },
  authorizeGoogle: {
    ...authorize,
    path: '/calendar/connections/google/authorize',
    summary: 'Begin to connect an account of Google',
  },
  authorizeOutlook: {
    ...authorize,
    path: '/calendar/connections/outlook/authorize',
    summary: 'Begin to connect an account of Microsoft',
  },
  finishAuthorization: {
    method: 'GET',
    path: '/calendar/oauth/callback',
    summary: 'Where Google and Microsoft send the browser after consent',
    tags,
    auth: 'public',
    query: OAuthCallback,
    raw: true,
    status: 302,
    response: z.unknown(),
    description: '400 for a state that is unknown, used, or older than ten minutes.',
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
  importCalendar: {
    method: 'POST',
    path: '/calendar/import',
    summary: 'Bring the events of an iCalendar file in, once',
    tags,
    rawBody: true,
    status: 202,
    response: Job,
    errors: ['RATE_LIMITED'],
    description:
      'The file (text/calendar, at most 1 MB) is the body. The job goes on after the answer: its result says how many events were created, updated and unchanged, and names what was skipped, with its line. Events are known again by their UID: a second import changes them.',
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

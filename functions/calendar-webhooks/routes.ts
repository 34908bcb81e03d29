import * as z from 'zod'
import { OutlookQuery } from '../../lib/domain/calendar/channels/outlook-push.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const Received = z.object({ received: z.literal(true) }).meta({ id: 'CalendarPushReceived' })
const tags = ['calendar']

export const routes = {
  receiveGooglePush: {
    method: 'POST',
    path: '/webhooks/google-calendar',
    summary: 'Take a push of Google Calendar',
    tags,
    auth: 'public',
    rawBody: true,
    status: 200,
    response: Received,
    errors: ['NOT_FOUND'],
    description:
      'For Google only: X-Goog-Channel-ID and X-Goog-Channel-Token must be those of a channel. It syncs the calendar.',
  },
  receiveOutlookPush: {
    method: 'POST',
    path: '/webhooks/outlook',
    summary: 'Take pushes of Microsoft Graph',
    tags,
    auth: 'public',
    raw: true,
    rawBody: true,
    query: OutlookQuery,
    status: 200,
    response: z.unknown(),
    errors: ['NOT_FOUND'],
    description:
      'For Microsoft only: each clientState must be that of a channel. A validationToken is answered as text/plain.',
  },
} satisfies RouteTable

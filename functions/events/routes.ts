import { EventPage, EventQuery } from '../../lib/domain/events/event.service.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

export const routes = {
  listEvents: {
    method: 'GET',
    path: '/events',
    summary: 'List what happened',
    tags: ['events'],
    query: EventQuery,
    status: 200,
    response: EventPage,
    description:
      'Every change of every entity is here. Folding an entity’s events by version gives its state. An event has its time before it is stored, by up to 30 seconds: who follows the log reads again from that long before the last event read, and drops ids that are known.',
  },
} satisfies RouteTable

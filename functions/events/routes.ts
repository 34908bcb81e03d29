import { EventPage, EventQuery } from '../../lib/domain/events/event.service.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

export const routes = {
  listEvents: {
    method: 'GET',
    path: '/events',
    summary: 'List what happened, oldest first',
    tags: ['events'],
    query: EventQuery,
    status: 200,
    response: EventPage,
    description: 'Every change of every entity is here. Folding an entity’s events by version gives its state.',
  },
} satisfies RouteTable

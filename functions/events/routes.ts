import { ActivityPage, ActivityQuery } from '../../lib/domain/activity/activity.schema.ts'
import { EventPage, EventQuery } from '../../lib/domain/events/event.service.ts'
import { Undone, UndoPath } from '../../lib/domain/undo/undo.schema.ts'
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
  listActivity: {
    method: 'GET',
    path: '/activity',
    summary: 'List what requests changed, in words',
    tags: ['events'],
    query: ActivityQuery,
    status: 200,
    response: ActivityPage,
    description: 'Newest first. All that one request changed is one entry, with the token that undoes it for 24 hours.',
  },
  undo: {
    method: 'POST',
    path: '/undo/{undoToken}',
    summary: 'Undo what one request changed',
    tags: ['events'],
    params: UndoPath,
    status: 200,
    response: Undone,
    description:
      'For 24 hours. What the request created goes to the trash, what it changed or deleted is as it was, and points are booked against. All or nothing: when something was changed since, the answer is 409 UNDO_CONFLICT with each such entity in `details`. Undoing is a change like any other and can be undone.',
  },
} satisfies RouteTable

import { Restored, TrashPage, TrashPath, TrashQuery } from '../../lib/domain/trash/trash.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const tags = ['trash']

export const routes = {
  listTrash: {
    method: 'GET',
    path: '/trash',
    summary: 'List what was deleted in the last 30 days',
    tags,
    query: TrashQuery,
    status: 200,
    response: TrashPage,
  },
  restoreEntity: {
    method: 'POST',
    path: '/trash/{entityType}/{id}/restore',
    summary: 'Restore what was deleted',
    tags,
    params: TrashPath,
    status: 200,
    response: Restored,
    description: 'Links to and from what still exists come back with it.',
  },
} satisfies RouteTable

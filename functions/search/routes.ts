import { Impact, ImpactPath, SearchAnswer, SearchQuery } from '../../lib/domain/search/search.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

export const routes = {
  search: {
    method: 'GET',
    path: '/search',
    summary: 'Search everything',
    tags: ['search'],
    query: SearchQuery,
    status: 200,
    response: SearchAnswer,
    description:
      'Titles and texts of everything, by words or their beginnings, in any case and without accents. Titles rank over texts, whole words over beginnings, then what changed last. A change is found within seconds.',
  },
  readImpact: {
    method: 'GET',
    path: '/impact/{entityType}/{id}',
    summary: 'Show what links to an entity, and what it links to',
    tags: ['search'],
    params: ImpactPath,
    status: 200,
    response: Impact,
  },
} satisfies RouteTable

import * as z from 'zod'
import { Id, pageOf } from '../../lib/domain/fields.ts'
import { Job, JobQuery } from '../../lib/domain/jobs/job.schema.ts'
import { Optimization } from '../../lib/domain/knowledge/reviews/optimizer/optimize.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const JobPath = z.object({ jobId: Id })
const DeckPath = z.object({ deckId: Id })
const tags = ['jobs']

export const routes = {
  listJobs: {
    method: 'GET',
    path: '/jobs',
    summary: 'List my jobs, newest first',
    tags,
    query: JobQuery,
    status: 200,
    response: pageOf(Job),
    description: 'Long work that goes on after the request that asked for it. Kept for 30 days after its end.',
  },
  readJob: {
    method: 'GET',
    path: '/jobs/{jobId}',
    summary: 'Read how far a job is, and what came of it',
    tags,
    params: JobPath,
    status: 200,
    response: Job,
  },
  cancelJob: {
    method: 'POST',
    path: '/jobs/{jobId}/cancel',
    summary: 'Cancel a job',
    tags,
    params: JobPath,
    status: 200,
    response: Job,
    errors: ['CONFLICT'],
    description: 'At once, or after the slice that is under way. What it did until then stays.',
  },
  optimizeDeck: {
    method: 'POST',
    path: '/knowledge/decks/{deckId}/optimize',
    summary: 'Fit the parameters of a deck to its reviews',
    tags: ['knowledge'],
    params: DeckPath,
    status: 200,
    response: Optimization,
    errors: ['CONFLICT'],
    description:
      'Needs 400 reviews (409). The fitted weights become the deck’s `fsrsParameters` when they predict its reviews better than those it has. With more than 10,000 reviews in all decks, a job does it (GET /jobs/{jobId}).',
  },
} satisfies RouteTable

import { FIRST_SYNC } from '../../lib/domain/calendar/sync/first-sync.job.ts'
import { pauseCancelled } from '../../lib/domain/calendar/sync/pause-sync.service.ts'
import * as jobs from '../../lib/domain/jobs/job.service.ts'
import { optimizeDeck } from '../../lib/domain/knowledge/reviews/optimizer/optimize.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

const onCancel = { [FIRST_SYNC.kind]: pauseCancelled }

export const handler = httpLambda(routes, {
  listJobs: ({ ctx, query }) => jobs.listJobs(ctx, query),
  readJob: ({ ctx, params }) => jobs.readJob(ctx, params.jobId),
  cancelJob: ({ ctx, claim, params }) => jobs.cancelJob(ctx, params.jobId, onCancel, claim),
  optimizeDeck: ({ ctx, claim, params }) => optimizeDeck(ctx, params.deckId, claim),
})

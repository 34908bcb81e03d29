import { calendarImport } from '../../lib/domain/calendar/import/import-slices.service.ts'
import { deckOptimization } from '../../lib/domain/knowledge/reviews/optimizer/optimize-slices.service.ts'
import { jobLambda } from '../../lib/platform/jobs/job-lambda.ts'

export const handler = jobLambda('job-worker', [calendarImport, deckOptimization])

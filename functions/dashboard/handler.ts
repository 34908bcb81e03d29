import { readDashboard } from '../../lib/domain/dashboard/dashboard.service.ts'
import * as reviews from '../../lib/domain/reviews/weekly-review.service.ts'
import { WEEKLY_REVIEW } from '../../lib/domain/reviews/weekly-review.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  readDashboard: ({ ctx, query }) => readDashboard(ctx, query),
  readDashboardSummary: ({ ctx, query }) => readDashboard(ctx, query),
  listWeeklyReviews: ({ ctx, query }) => reviews.listReviews(ctx, query),
  readCurrentWeek: ({ ctx }) => reviews.readCurrentWeek(ctx),
  generateWeeklyReview: ({ ctx, claim, body }) => reviews.generateReview(ctx, body.date, claim),
  readWeeklyReview: ({ ctx, params }) => reviews.readReview(ctx, params.reviewId),
  deleteWeeklyReview: ({ ctx, params }) => deleteEntity(ctx, WEEKLY_REVIEW, params.reviewId),
})

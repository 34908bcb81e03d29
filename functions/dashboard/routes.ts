import { Dashboard, DashboardQuery } from '../../lib/domain/dashboard/dashboard.schema.ts'
import { fitDashboard } from '../../lib/domain/dashboard/fit.ts'
import { Deleted } from '../../lib/domain/fields.ts'
import {
  CurrentWeek,
  GenerateReview,
  WeeklyReview,
  WeeklyReviewPage,
  WeeklyReviewPath,
  WeeklyReviewQuery,
} from '../../lib/domain/reviews/weekly-review.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const dashboard = ['dashboard']
const reviews = ['weekly reviews']

export const routes = {
  readDashboard: {
    method: 'GET',
    path: '/growth-system/dashboard',
    summary: 'Read everything the lists hold',
    tags: dashboard,
    query: DashboardQuery,
    status: 200,
    response: Dashboard,
    shorten: fitDashboard,
    description:
      'Up to 1,000 rows of each list, in its order. Where all of it is more than 5 MB, the longest lists are cut shorter.',
  },
  readDashboardSummary: {
    method: 'GET',
    path: '/dashboard/summary',
    summary: 'Read everything the lists hold (documented path)',
    tags: dashboard,
    query: DashboardQuery,
    status: 200,
    response: Dashboard,
    shorten: fitDashboard,
  },
  listWeeklyReviews: {
    method: 'GET',
    path: '/growth-system/weekly-reviews',
    summary: 'List weekly reviews, the newest week first',
    tags: reviews,
    query: WeeklyReviewQuery,
    status: 200,
    response: WeeklyReviewPage,
  },
  readCurrentWeek: {
    method: 'GET',
    path: '/growth-system/weekly-reviews/current',
    summary: 'Read how the current week stands',
    tags: reviews,
    status: 200,
    response: CurrentWeek,
    description: 'Computed from what there is now; nothing is stored.',
  },
  generateWeeklyReview: {
    method: 'POST',
    path: '/growth-system/weekly-reviews/generate',
    summary: 'Generate the review of a week',
    tags: reviews,
    body: GenerateReview,
    bodyOptional: true,
    status: 201,
    response: WeeklyReview,
    description: 'One for each week: generating it again brings it up to date.',
  },
  readWeeklyReview: {
    method: 'GET',
    path: '/growth-system/weekly-reviews/{reviewId}',
    summary: 'Read a weekly review',
    tags: reviews,
    params: WeeklyReviewPath,
    status: 200,
    response: WeeklyReview,
  },
  deleteWeeklyReview: {
    method: 'DELETE',
    path: '/growth-system/weekly-reviews/{reviewId}',
    summary: 'Move a weekly review to the trash',
    tags: reviews,
    params: WeeklyReviewPath,
    status: 200,
    response: Deleted,
  },
} satisfies RouteTable

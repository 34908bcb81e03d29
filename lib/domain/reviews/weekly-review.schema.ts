import * as z from 'zod'
import { entityOf, outputsOf } from '../entity-schemas.ts'
import { Id, LocalDate, pageOf, paging } from '../fields.ts'
import { weeklyReviewFields } from './weekly-review.fields.ts'

/** The figures of a week. */
export const WeekFigures = z.object(outputsOf(weeklyReviewFields))
export type WeekFigures = z.infer<typeof WeekFigures>

export const CurrentWeek = WeekFigures.extend({
  reviewId: z.string().nullable().describe('The review that was generated for this week'),
}).meta({ id: 'CurrentWeek' })

/** A week's figures as they were when the review was generated. */
export const WeeklyReview = entityOf(weeklyReviewFields).meta({ id: 'WeeklyReview' })
export type WeeklyReview = z.infer<typeof WeeklyReview>

export const GenerateReview = z
  .strictObject({ date: LocalDate.optional().describe('Any day of the week to review; today by default') })
  .meta({ id: 'GenerateWeeklyReview' })

export const WeeklyReviewQuery = z.object(paging)
export const WeeklyReviewPage = pageOf(WeeklyReview).meta({ id: 'WeeklyReviewPage' })
export const WeeklyReviewPath = z.object({ reviewId: Id })

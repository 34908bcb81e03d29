import * as z from 'zod'
import { entityFields, Id, LocalDate, pageOf, paging } from '../fields.ts'

const figures = {
  weekStart: z.string().describe('First day, YYYY-MM-DD, by the person’s week start'),
  weekEnd: z.string().describe('Last day, YYYY-MM-DD'),
  tasksCompleted: z.number().int(),
  tasksPlanned: z.number().int().describe('Tasks due or scheduled in the week, or completed in it'),
  habitConsistency: z.number().int().describe('What was done of what habits asked for, in per cent'),
  goalProgress: z.array(z.object({ goalId: z.string(), title: z.string(), progress: z.number() })),
  metricsLogged: z.number().int().describe('Logs of metrics'),
  logbookEntries: z.number().int(),
  averageEnergy: z.number().nullable().describe('Of the logbook entries that say, 1 to 10'),
  pointsEarned: z.number(),
  keyWins: z.array(z.string()),
  areasForImprovement: z.array(z.string()),
  nextWeekPriorities: z.array(z.string()),
}

/** The figures of a week. */
export const WeekFigures = z.object(figures)
export type WeekFigures = z.infer<typeof WeekFigures>

export const CurrentWeek = WeekFigures.extend({
  reviewId: z.string().nullable().describe('The review that was generated for this week'),
}).meta({ id: 'CurrentWeek' })

/** A week's figures as they were when the review was generated. */
export const WeeklyReview = z.object({ ...entityFields, ...figures }).meta({ id: 'WeeklyReview' })
export type WeeklyReview = z.infer<typeof WeeklyReview>

export const GenerateReview = z
  .strictObject({ date: LocalDate.optional().describe('Any day of the week to review; today by default') })
  .meta({ id: 'GenerateWeeklyReview' })

export const WeeklyReviewQuery = z.object(paging)
export const WeeklyReviewPage = pageOf(WeeklyReview).meta({ id: 'WeeklyReviewPage' })
export const WeeklyReviewPath = z.object({ reviewId: Id })

import * as z from 'zod'
import { Id } from '../../fields.ts'

export const ReviewSession = z
  .strictObject({
    reviews: z
      .array(z.strictObject({ flashcardId: Id, quality: z.number().int().min(0).max(5) }))
      .min(1)
      .max(500),
  })
  .meta({ id: 'ReviewSession' })
export type ReviewSession = z.infer<typeof ReviewSession>

export const ReviewSessionResult = z
  .object({
    updated: z.number().int().describe('Cards'),
    nextReviewDates: z.record(z.string(), z.iso.datetime()).describe('By the id of the card'),
  })
  .meta({ id: 'ReviewSessionResult' })
export type ReviewSessionResult = z.infer<typeof ReviewSessionResult>

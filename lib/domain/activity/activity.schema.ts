import * as z from 'zod'
import { Event } from '../../platform/events/event.ts'
import { pageOf } from '../fields.ts'

export const ActivityQuery = z.object({
  pageSize: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().optional(),
})
export type ActivityQuery = z.infer<typeof ActivityQuery>

/** What one request changed. */
export const Activity = z
  .object({
    requestId: z.string(),
    at: z.iso.datetime(),
    source: Event.shape.source,
    agent: z.string().nullable(),
    summary: z.string().describe('What happened, in words'),
    changes: z
      .array(z.object({ type: z.string(), entityType: z.string(), entityId: z.string() }))
      .describe('The first 20, oldest first'),
    changeCount: z.number().int(),
    undoToken: z.string().nullable().describe('For POST /undo/{undoToken}; null where it cannot be undone'),
    isUndone: z.boolean(),
  })
  .meta({ id: 'Activity' })
export type Activity = z.infer<typeof Activity>

export const ActivityPage = pageOf(Activity).meta({ id: 'ActivityPage' })

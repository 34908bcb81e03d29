import * as z from 'zod'
import { ENTITY_FIELDS, entityFields, Id, Instant, ignored, pageOf, paging } from '../fields.ts'
import { Measure } from './measure.ts'

export const MilestoneType = z
  .enum(['target_reached', 'streak', 'improvement', 'consistency'])
  .meta({ id: 'MetricMilestoneType' })
export type MilestoneType = z.infer<typeof MilestoneType>

/** Something reached once, and paid once. */
export const MetricMilestone = z
  .object({
    ...entityFields,
    metricId: z.string(),
    type: MilestoneType,
    value: z.number().describe('The target, days, or per cent'),
    achievedAt: z.iso.datetime().describe('Time of the newest log then'),
    pointsAwarded: z.number(),
    rewardId: z.string().nullable(),
    transactionId: z.string().describe('The booking that paid it'),
  })
  .meta({ id: 'MetricMilestone' })
export type MetricMilestone = z.infer<typeof MetricMilestone>

/** What a client that detects milestones itself sends, or a milestone it has read. The server decides times and points. */
export const ClaimMilestone = z
  .strictObject({
    id: Id.optional(),
    metricId: Id,
    type: MilestoneType,
    value: Measure,
    achievedAt: Instant.optional(),
    pointsAwarded: z.number().optional(),
    rewardId: Id.nullish(),
    ...ignored('transactionId', ...ENTITY_FIELDS),
  })
  .meta({ id: 'ClaimMetricMilestone' })
export type ClaimMilestone = z.infer<typeof ClaimMilestone>

export const MilestoneQuery = z.object({ ...paging, metricId: Id.optional() })
export type MilestoneQuery = z.infer<typeof MilestoneQuery>

export const MilestonePage = pageOf(MetricMilestone).meta({ id: 'MetricMilestonePage' })

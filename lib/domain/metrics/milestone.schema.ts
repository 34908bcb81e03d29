import * as z from 'zod'
import { entityFields, Id, Instant, pageOf, paging } from '../fields.ts'
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

/** What a client that detects milestones itself sends; times and points are the server's to decide. */
export const ClaimMilestone = z
  .object({
    id: Id.optional(),
    metricId: Id,
    type: MilestoneType,
    value: Measure,
    achievedAt: Instant.optional(),
    pointsAwarded: z.number().optional(),
    rewardId: Id.nullish(),
  })
  .meta({ id: 'ClaimMetricMilestone' })
export type ClaimMilestone = z.infer<typeof ClaimMilestone>

export const MilestoneQuery = z.object({ ...paging, metricId: Id.optional() })
export type MilestoneQuery = z.infer<typeof MilestoneQuery>

export const MilestonePage = pageOf(MetricMilestone).meta({ id: 'MetricMilestonePage' })

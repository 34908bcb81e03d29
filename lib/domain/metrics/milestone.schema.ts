import * as z from 'zod'
import { entityOf } from '../entity-schemas.ts'
import { ENTITY_FIELDS, Id, Instant, ignored, pageOf, paging } from '../fields.ts'
import { Measure } from './measure.ts'
import { MilestoneType, milestoneFields } from './milestone.fields.ts'

/** Something reached once, and paid once. */
export const MetricMilestone = entityOf(milestoneFields).meta({ id: 'MetricMilestone' })
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

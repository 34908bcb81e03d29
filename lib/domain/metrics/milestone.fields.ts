import * as z from 'zod'
import { givenText, madeText } from '../common-fields.ts'
import { described, given } from '../entity-fields.ts'

export const MilestoneType = z
  .enum(['target_reached', 'streak', 'improvement', 'consistency'])
  .meta({ id: 'MetricMilestoneType' })
export type MilestoneType = z.infer<typeof MilestoneType>

export const milestoneFields = {
  metricId: givenText(),
  type: given(MilestoneType),
  value: given(() => z.number().describe('The target, days, or per cent')),
  achievedAt: given(() => z.iso.datetime().describe('Time of the newest log then')),
  pointsAwarded: given(() => z.number()),
  rewardId: madeText(),
  transactionId: described(givenText(), 'The booking that paid it'),
}

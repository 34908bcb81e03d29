import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import type { MetricMilestone } from './milestone.schema.ts'
import { METRIC_MILESTONE } from './milestone.ts'

/** The milestones that a metric has reached, as they are now. */
export const readMilestones = async (ctx: Context, metricId: string): Promise<MetricMilestone[]> => {
  const range = sk.milestones(metricId)
  const rows = await partition(ctx).range(range, { consistent: true })
  return rows.map((row) => fromItem(METRIC_MILESTONE, row))
}

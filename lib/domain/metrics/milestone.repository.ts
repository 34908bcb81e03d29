import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { sk, userPk } from '../../platform/table/keys.ts'
import { queryAll, startingWith } from '../../platform/table/table.ts'
import type { MetricMilestone } from './milestone.schema.ts'
import { METRIC_MILESTONE } from './milestone.ts'

/** The milestones that a metric has reached, as they are now. */
export const readMilestones = async (ctx: Context, metricId: string): Promise<MetricMilestone[]> => {
  const range = { pk: userPk(ctx.userId), ...startingWith(sk.milestones(metricId)) }
  const rows = await queryAll(range, { deadline: ctx.deadline, consistent: true })
  return rows.map((row) => fromItem(METRIC_MILESTONE, row))
}

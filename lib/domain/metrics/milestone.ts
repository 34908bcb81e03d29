import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import type { MetricMilestone } from './milestone.schema.ts'

export const METRIC_MILESTONE: Kind<MetricMilestone> = {
  name: 'metricmilestone',
  label: 'Metric milestone',
  defaults: { rewardId: null },
  sk: ({ metricId, id }) => sk.milestone(metricId, id),
}

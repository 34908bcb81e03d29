import { invalidField } from '../../platform/errors.ts'
import { type Change, create, update } from '../../platform/events/change.ts'
import { type Kind, linkRelation } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import type { Metric, MetricRecord } from './metric.schema.ts'
import type { CreateMetric, UpdateMetric } from './metric-input.schema.ts'
import type { MetricLog } from './metric-log.schema.ts'
import { isAtTarget } from './progress.ts'

export const METRIC: Kind<MetricRecord> = {
  name: 'metric',
  label: 'Metric',
  title: 'name',
  text: ['description'],
  defaults: {
    description: null,
    subCategory: null,
    customUnit: null,
    targetValue: null,
    thresholdLow: null,
    thresholdHigh: null,
    source: 'Manual',
    status: 'Active',
    trackingFrequency: 'Daily',
    goalIds: [],
    currentValue: null,
    baselineValue: null,
    firstLoggedAt: null,
    lastLoggedAt: null,
    logsUpdatedAt: null,
    logCount: 0,
    milestoneCount: 0,
  },
  derivedRows: (id) => [sk.recentLogs(id)],
  relations: [
    linkRelation('metric', 'goalIds', 'goal', 'Goal', {
      summary: (metric) => ({ atTarget: isAtTarget(metric, metric.currentValue), at: metric.lastLoggedAt }),
    }),
  ],
}

/** @throws 400 naming thresholdHigh */
export const newMetric = (userId: string, id: string, input: CreateMetric, now: number): Change<MetricRecord> =>
  create(METRIC, settled({ ...METRIC.defaults, ...fieldsOf(input), id, userId } as MetricRecord), now)

/** A metric with what the patch names; null when nothing changes. `at`: epoch ms. @throws 400 naming thresholdHigh */
export const changeMetric = (before: MetricRecord, patch: UpdateMetric, at: number): Change<MetricRecord> | null =>
  update(METRIC, before, settled({ ...before, ...fieldsOf(patch) }), at)

/** A metric as clients read it; with its newest logs where they are at hand. */
export const viewMetric = ({ currentValue, ...record }: MetricRecord, logs?: MetricLog[]): Metric => ({
  ...record,
  ...(currentValue !== null && { currentValue }),
  isActive: record.status === 'Active',
  ...(logs && { logs }),
})

/** What is stored of what was sent: absent keys stay absent, and isActive speaks where status does not. */
const fieldsOf = ({ isActive, ...input }: UpdateMetric): Partial<MetricRecord> => {
  const status = input.status ?? (isActive === undefined ? undefined : isActive ? 'Active' : 'Paused')
  const named = Object.entries({ ...input, status }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(named) as Partial<MetricRecord>
}

const settled = (metric: MetricRecord): MetricRecord => {
  const { thresholdLow, thresholdHigh } = metric
  if (thresholdLow !== null && thresholdHigh !== null && thresholdHigh < thresholdLow)
    throw invalidField('thresholdHigh', 'Must not be less than thresholdLow')
  return metric
}

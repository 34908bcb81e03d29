import { invalidField } from '../../platform/errors.ts'
import { type Change, create, update } from '../../platform/events/change.ts'
import { type Kind, linkRelation } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { blankOf, defaultsOf, newEntity, sent } from '../entity-fields.ts'
import { areaRelation } from '../links/area-relation.ts'
import { type MetricRecord, metricFields } from './metric.fields.ts'
import type { Metric } from './metric.schema.ts'
import type { CreateMetric, UpdateMetric } from './metric-input.schema.ts'
import type { MetricLog } from './metric-log.schema.ts'
import { isAtTarget } from './progress.ts'

export const METRIC: Kind<MetricRecord> = {
  name: 'metric',
  label: 'Metric',
  title: 'name',
  text: ['description'],
  defaults: defaultsOf(metricFields),
  derivedRows: (id) => [sk.recentLogs(id)],
  relations: [
    linkRelation('metric', 'goalIds', 'goal', 'Goal', {
      summary: (metric) => ({ atTarget: isAtTarget(metric, metric.currentValue), at: metric.lastLoggedAt }),
    }),
    areaRelation('metric'),
  ],
}

/** @throws 400 naming thresholdHigh */
export const newMetric = (userId: string, id: string, input: CreateMetric, now: number): Change<MetricRecord> =>
  create(METRIC, settled({ ...blankOf(metricFields), ...fieldsOf(input), ...newEntity(userId, id, now) }), now)

/** A metric with the fields of the patch; null when nothing changes. `at`: epoch ms. @throws 400 naming thresholdHigh */
export const changeMetric = (before: MetricRecord, patch: UpdateMetric, at: number): Change<MetricRecord> | null =>
  update(METRIC, before, settled({ ...before, ...fieldsOf(patch) }), at)

/** A metric as clients read it; with its newest logs where they are at hand. */
export const viewMetric = ({ currentValue, ...record }: MetricRecord, logs?: MetricLog[]): Metric => ({
  ...record,
  ...(currentValue !== null && { currentValue }),
  isActive: record.status === 'Active',
  ...(logs && { logs }),
})

/** The fields to store: absent keys stay absent, and isActive counts where no status is sent. */
const fieldsOf = <T extends UpdateMetric>({ isActive, ...input }: T) =>
  sent({ ...input, status: input.status ?? (isActive === undefined ? undefined : isActive ? 'Active' : 'Paused') })

const settled = (metric: MetricRecord): MetricRecord => {
  const { thresholdLow, thresholdHigh } = metric
  if (thresholdLow !== null && thresholdHigh !== null && thresholdHigh < thresholdLow)
    throw invalidField('thresholdHigh', 'Must not be less than thresholdLow')
  return metric
}

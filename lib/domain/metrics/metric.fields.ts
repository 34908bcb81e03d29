import * as z from 'zod'
import { MAX_LINKS } from '../../platform/events/relation.ts'
import { areaLink, areaOf, choice, line, links, madeInstant, shortText, text } from '../common-fields.ts'
import { described, initially, insteadOf, made, optional, type StoredOf, shownAs } from '../entity-fields.ts'
import { clearable } from '../fields.ts'
import { Measure } from './measure.ts'

export const MetricStatus = z.enum(['Active', 'Paused', 'Archived']).meta({ id: 'MetricStatus' })
export const MetricDirection = z.enum(['Higher', 'Lower', 'Target']).meta({ id: 'MetricDirection' })
export type MetricDirection = z.infer<typeof MetricDirection>
const MetricSource = z.enum(['Manual', 'App', 'Device']).meta({ id: 'MetricSource' })
const MetricUnit = z
  .enum(['count', 'hours', 'minutes', 'dollars', 'pounds', 'kg', 'percent', 'rating', 'custom'])
  .meta({ id: 'MetricUnit' })
const TrackingFrequency = z.enum(['Daily', 'Weekly', 'Monthly']).meta({ id: 'TrackingFrequency' })

const NullableNumber = z.number().nullable()
const Flag = z.boolean()
const measure = () => optional(null, NullableNumber, () => clearable(Measure))
const count = () => made(0, () => z.number().int())

export const metricFields = {
  name: line(200),
  description: text(),
  area: areaOf('Health'),
  areaId: areaLink(),
  subCategory: described(shortText(100), 'Free text'),
  unit: initially('count', MetricUnit, MetricUnit),
  customUnit: shortText(50),
  direction: initially('Higher', MetricDirection, MetricDirection),
  targetValue: measure(),
  thresholdLow: measure(),
  thresholdHigh: measure(),
  source: choice('Manual', MetricSource),
  status: choice('Active', MetricStatus),
  isActive: insteadOf(
    'status',
    () => Flag.describe('Whether the status is Active'),
    () => Flag.describe('Where no status is sent: true is Active, false is Paused'),
  ),
  trackingFrequency: choice('Daily', TrackingFrequency),
  goalIds: links(MAX_LINKS),
  currentValue: shownAs(
    () => z.number().optional().describe('Value of the newest log; absent without logs'),
    made(null, NullableNumber),
  ),
  baselineValue: described(made(null, NullableNumber), 'Value of the oldest log'),
  firstLoggedAt: madeInstant(),
  lastLoggedAt: madeInstant(),
  logsUpdatedAt: described(madeInstant(), 'Last change of any of its logs'),
  logCount: count(),
  milestoneCount: count(),
}

/** A metric as it is stored: logs are rows of their own, and what is derived is not kept. */
export type MetricRecord = StoredOf<typeof metricFields>

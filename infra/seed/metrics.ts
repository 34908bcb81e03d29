import { createMetric } from '../../lib/domain/metrics/metric.service.ts'
import type { CreateMetric } from '../../lib/domain/metrics/metric-input.schema.ts'
import { createLog } from '../../lib/domain/metrics/metric-log.service.ts'
import { type Lane, madeId, type Step, type Story } from './story.ts'

type Measured = CreateMetric & {
  /** The probability that a day has a value, and the hour at which it is logged. */
  often: number
  hour: number
  /** The value at the beginning and at the end of the year, and how much days differ. */
  from: number
  to: number
  spread: number
  digits: number
}

const METRICS: readonly Measured[] = [
  {
    ...{ name: 'Weight', area: 'Health', subCategory: 'Physical', unit: 'kg', direction: 'Lower', targetValue: 76 },
    ...{ often: 0.6, hour: 7, from: 83, to: 77.4, spread: 0.6, digits: 1 },
  },
  {
    ...{ name: 'Sleep', area: 'Health', subCategory: 'Sleep', unit: 'hours', direction: 'Target', targetValue: 7.5 },
    ...{ often: 0.9, hour: 7, from: 6.6, to: 7.3, spread: 1, digits: 1, thresholdLow: 6, thresholdHigh: 9 },
  },
  {
    ...{ name: 'Steps', area: 'Health', subCategory: 'Exercise', unit: 'count', direction: 'Higher' },
    ...{
      targetValue: 10_000,
      source: 'Device',
      often: 0.95,
      hour: 22,
      from: 6_800,
      to: 9_400,
      spread: 2_500,
      digits: 0,
    },
  },
  {
    ...{ name: 'Deep work', area: 'Day Job', subCategory: 'Performance', unit: 'hours', direction: 'Higher' },
    ...{ targetValue: 4, often: 0.6, hour: 19, from: 2.1, to: 3.4, spread: 1, digits: 1 },
  },
  {
    ...{ name: 'Savings', area: 'Wealth', subCategory: 'Net Worth', unit: 'dollars', direction: 'Higher' },
    ...{
      targetValue: 15_000,
      trackingFrequency: 'Weekly',
      often: 1 / 7,
      hour: 20,
      from: 6_200,
      to: 13_900,
      spread: 250,
    },
    digits: 0,
  },
]

/** Values that move from one level to another in a year, with good and bad days. */
export const metricLanes = (story: Story): Lane[] => METRICS.map((metric) => stepsOf(story, metric))

const stepsOf = (story: Story, metric: Measured): Lane => {
  const { days, made, at, happens } = story
  const { often, hour, from, to, spread, digits, ...body } = metric
  const create: Step = {
    at: at(days[0] ?? '', 6),
    run: async (ctx) => made.set(metric.name, (await createMetric(ctx, body)).id),
  }
  const logs = days.flatMap((day, i): Step[] => {
    if (!happens(often)) return []
    const level = story.around(from + ((to - from) * i) / days.length, spread)
    const value = Math.max(0, Number(level.toFixed(digits)))
    return [{ at: at(day, hour), run: (ctx) => createLog(ctx, madeId(story, metric.name), { value }) }]
  })
  return [create, ...logs]
}

import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { mutate, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import { replacementOf } from '../entity-fields.ts'
import { metricFields } from './metric.fields.ts'
import { withLogs } from './metric.list.ts'
import type { Metric } from './metric.schema.ts'
import { changeMetric, METRIC, newMetric, viewMetric } from './metric.ts'
import type { CreateMetric, UpdateMetric } from './metric-input.schema.ts'
import { viewLog } from './metric-log.ts'
import { readRecent } from './recent-logs.ts'

/** @throws 400 naming the field, also for a goal that does not exist */
export const createMetric = (ctx: Context, input: CreateMetric, claim?: Claim | null): Promise<Metric> =>
  untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const change = newMetric(ctx.userId, ctx.newId(now), input, now)
      return { changes: [change], result: viewMetric(change.after, []) }
    },
    claim,
  )

/** A metric with its newest logs. One round trip. @throws 404 */
export const readMetric = async (ctx: Context, id: string): Promise<Metric> => {
  const keys = [sk.entity('metric', id), sk.recentLogs(id)]
  const items = await partition(ctx).getMany(keys)
  const metric = items.find(({ SK }) => SK === keys[0])
  if (!metric) throw notFound(METRIC.label)
  const recent = items.find(({ SK }) => SK === keys[1])
  return viewMetric(fromItem(METRIC, metric), readRecent(ctx.userId, id, recent).map(viewLog))
}

/** @throws 404, 412, 400 naming the field */
export const updateMetric = async (ctx: Context, id: string, patch: UpdateMetric): Promise<Metric> => {
  const metric = await mutate(ctx, METRIC, id, (before, at) => {
    const change = changeMetric(before, patch, at)
    return change && { changes: [change], result: change.after }
  })
  const [view] = await withLogs(ctx, [metric])
  return view as Metric
}

/** Replaces every field: what is not sent goes back to its default. @throws 404, 412, 400 naming the field */
export const replaceMetric = (ctx: Context, id: string, input: CreateMetric): Promise<Metric> =>
  updateMetric(ctx, id, replacementOf(metricFields, input))

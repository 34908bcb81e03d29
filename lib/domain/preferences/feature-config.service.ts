import type { Context } from '../../platform/context.ts'
import { create, nextChangeAt, update } from '../../platform/events/change.ts'
import { find, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import { deleted } from '../fields.ts'
import { chosen, FEATURE_CONFIG } from './feature-config.ts'
import type { AiFeature } from './features.ts'
import type { FeatureConfig } from './preferences.schema.ts'

/** The models that the person chose, by feature. One query. */
export const listFeatureConfigs = async (ctx: Context): Promise<Partial<Record<AiFeature, FeatureConfig>>> => {
  const range = sk.entities(FEATURE_CONFIG.name)
  const rows = (await partition(ctx).range(range)).map((item) => fromItem(FEATURE_CONFIG, item))
  return Object.fromEntries(rows.flatMap((row) => (chosen(row) ? [[row.id, chosen(row)]] : [])))
}

/** The model that the person chose for one feature, or null. One read. */
export const featureConfigFor = async (ctx: Context, feature: AiFeature): Promise<FeatureConfig | null> => {
  const row = await find(ctx, FEATURE_CONFIG, feature)
  return row && chosen(row)
}

export const setFeatureConfig = (
  ctx: Context,
  feature: AiFeature,
  config: FeatureConfig,
  claim?: Claim | null,
): Promise<FeatureConfig> => put(ctx, feature, config, config, claim)

/** Resets a feature to its default. Harmless when nothing was chosen. */
export const resetFeatureConfig = (ctx: Context, feature: AiFeature) =>
  put(ctx, feature, { provider: null, model: null }, deleted(feature))

const put = <R>(
  ctx: Context,
  feature: AiFeature,
  fields: FeatureConfig | { provider: null; model: null },
  result: R,
  claim?: Claim | null,
): Promise<R> =>
  untilCommitted(
    ctx,
    async () => {
      const before = await find(ctx, FEATURE_CONFIG, feature, { consistent: true })
      const type = fields.provider === null ? 'reset' : 'updated'
      if (before) {
        const change = update(FEATURE_CONFIG, before, fields, nextChangeAt(before, ctx.now()), type)
        return { changes: change ? [change] : [], result }
      }
      if (fields.provider === null) return { changes: [], result }
      const made = create(FEATURE_CONFIG, { ...fields, id: feature, userId: ctx.userId }, ctx.now())
      return { changes: [made], result, upsert: true }
    },
    claim,
  )

import type { Entity, Kind } from '../../platform/events/kind.ts'
import type { AiFeature } from './features.ts'
import type { FeatureConfig } from './preferences.schema.ts'

/** One row per feature, so that a preset may set all of them in parallel. After a reset the row has no provider and model. */
export type ChosenConfig = Omit<Entity, 'id'> & { id: AiFeature; provider: string | null; model: string | null }

export const FEATURE_CONFIG: Kind<ChosenConfig> = {
  name: 'featureconfig',
  label: 'Feature config',
  defaults: { provider: null, model: null },
}

/** The chosen model, or null after a reset. */
export const chosen = ({ provider, model }: ChosenConfig): FeatureConfig | null =>
  provider !== null && model !== null ? ({ provider, model } as FeatureConfig) : null

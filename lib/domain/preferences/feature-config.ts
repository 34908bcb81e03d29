import type { Kind } from '../../platform/events/kind.ts'
import { madeText } from '../common-fields.ts'
import { defaultsOf, made, type StoredOf } from '../entity-fields.ts'
import { LlmProvider } from './features.ts'
import type { FeatureConfig } from './preferences.schema.ts'

/** Both null after a reset. */
const featureConfigFields = { provider: made(null, () => LlmProvider.nullable()), model: madeText() }

/** One row per feature, so that a preset may set all of them in parallel; its id is the feature's name. */
export type ChosenConfig = StoredOf<typeof featureConfigFields>

export const FEATURE_CONFIG: Kind<ChosenConfig> = {
  name: 'featureconfig',
  label: 'Feature config',
  defaults: defaultsOf(featureConfigFields),
}

/** The chosen model, or null after a reset. */
export const chosen = ({ provider, model }: ChosenConfig): FeatureConfig | null =>
  provider !== null && model !== null ? { provider, model } : null

import { invalidField } from '../../../platform/errors.ts'
import type { Kind } from '../../../platform/events/kind.ts'
import { sent } from '../../entity-fields.ts'
import { DEFAULT_SETTINGS, type PlannerSettings, type StoredPlannerSettings } from './planner-settings.fields.ts'
import type { UpdatePlannerPreferences } from './planner-settings.schema.ts'

/** There is one per person, so its id is a word. */
export const SETTINGS_ID = 'own'

export const PLANNER_SETTINGS: Kind<StoredPlannerSettings> = {
  name: 'plannerpreferences',
  label: 'Planner preferences',
  defaults: DEFAULT_SETTINGS,
}

/** The settings with a patch. @throws 400 naming the field. */
export const patchedSettings = (before: PlannerSettings, patch: UpdatePlannerPreferences): PlannerSettings => {
  const { workingHours, ...named } = sent(patch)
  const days = { ...before.workingHours, ...(workingHours && sent(workingHours)) }
  const after = { ...before, ...named, workingHours: days }
  if (after.maxBlockMinutes < 2 * after.minBlockMinutes)
    throw invalidField('maxBlockMinutes', 'Must be at least twice minBlockMinutes')
  return after
}

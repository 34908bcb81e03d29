import { invalidField } from '../../../platform/errors.ts'
import type { Entity, Kind } from '../../../platform/events/kind.ts'
import { sent } from '../../entity-fields.ts'
import type { DaySpan, PlannerPreferences, UpdatePlannerPreferences } from './planner-settings.schema.ts'

export type PlannerSettings = Omit<PlannerPreferences, 'timeZone' | 'version'>
export type StoredPlannerSettings = Entity & PlannerSettings

/** There is one per person, so its id is a word. */
export const SETTINGS_ID = 'own'

const office: DaySpan[] = [{ start: '09:00', end: '17:00' }]

/** What holds until somebody says otherwise: office hours from Monday to Friday. */
export const DEFAULT_SETTINGS: PlannerSettings = {
  workingHours: { '1': office, '2': office, '3': office, '4': office, '5': office, '6': [], '7': [] },
  peakHours: [{ start: '09:00', end: '11:00' }],
  breaks: [{ start: '12:00', end: '13:00' }],
  bufferMinutes: 15,
  maxFocusHours: 6,
  minBlockMinutes: 15,
  maxBlockMinutes: 120,
}

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

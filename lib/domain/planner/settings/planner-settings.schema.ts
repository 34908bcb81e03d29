import * as z from 'zod'
import { bodiesOf, outputsOf } from '../../entity-schemas.ts'
import { ignored } from '../../fields.ts'
import { plannerSettingsFields, WorkingHours } from './planner-settings.fields.ts'

export const PlannerPreferences = z
  .object({
    ...outputsOf(plannerSettingsFields),
    timeZone: z.string().describe('Of the profile: change it there'),
    version: z.number().int().describe('0 when nothing was chosen'),
  })
  .meta({ id: 'PlannerPreferences' })
export type PlannerPreferences = z.infer<typeof PlannerPreferences>

const someDays = (description: string) => WorkingHours().partial().describe(description)

export const { Update: UpdatePlannerPreferences } = bodiesOf('PlannerPreferences', plannerSettingsFields, {
  workingHours: someDays('Weekdays that are not named stay'),
})
export type UpdatePlannerPreferences = z.infer<typeof UpdatePlannerPreferences>

export const ReplacePlannerPreferences = UpdatePlannerPreferences.extend({
  ...ignored('timeZone', 'version'),
  workingHours: someDays('Weekdays that are not named go back to their default').optional(),
}).meta({ id: 'ReplacePlannerPreferences' })

import type { Context } from '../../../platform/context.ts'
import { create, nextChangeAt, update } from '../../../platform/events/change.ts'
import { checkIfMatch, find, untilCommitted } from '../../../platform/events/mutate.ts'
import { oncePerRequest } from '../../../platform/once-per-request.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import { DEFAULT_SETTINGS, type PlannerSettings, type StoredPlannerSettings } from './planner-settings.fields.ts'
import type { PlannerPreferences, UpdatePlannerPreferences } from './planner-settings.schema.ts'
import { PLANNER_SETTINGS, patchedSettings, SETTINGS_ID } from './planner-settings.ts'

/** What the person chose, or the defaults (version 0), in their time zone. Two reads in one round trip, once a request. */
export const readPlannerSettings = oncePerRequest(async (ctx): Promise<PlannerPreferences> => {
  const [stored, { timeZone }] = await Promise.all([find(ctx, PLANNER_SETTINGS, SETTINGS_ID), loadProfile(ctx)])
  return shown(stored ?? initial(ctx), timeZone)
})

/** @throws 412, 400 naming the field. */
export const updatePlannerSettings = (ctx: Context, patch: UpdatePlannerPreferences): Promise<PlannerPreferences> =>
  changeSettings(ctx, (before) => patchedSettings(before, patch))

/** What is not sent goes back to its default. @throws 412, 400 naming the field. */
export const replacePlannerSettings = (ctx: Context, input: UpdatePlannerPreferences): Promise<PlannerPreferences> =>
  changeSettings(ctx, () => patchedSettings(DEFAULT_SETTINGS, input))

const changeSettings = (
  ctx: Context,
  changed: (before: PlannerSettings) => PlannerSettings,
): Promise<PlannerPreferences> =>
  untilCommitted(ctx, async () => {
    readPlannerSettings.forget(ctx)
    const [stored, { timeZone }] = await Promise.all([
      find(ctx, PLANNER_SETTINGS, SETTINGS_ID, { consistent: true }),
      loadProfile(ctx),
    ])
    const before = stored ?? initial(ctx)
    checkIfMatch(ctx, before)
    const fields = changed(before)
    const change = stored
      ? update(PLANNER_SETTINGS, stored, fields, nextChangeAt(stored, ctx.now()))
      : create(PLANNER_SETTINGS, { ...fields, id: SETTINGS_ID, userId: ctx.userId }, ctx.now())
    return { changes: change ? [change] : [], result: shown(change?.after ?? before, timeZone), upsert: true }
  })

const initial = (ctx: Context): StoredPlannerSettings => {
  const never = new Date(0).toISOString()
  return { ...DEFAULT_SETTINGS, id: SETTINGS_ID, userId: ctx.userId, version: 0, createdAt: never, updatedAt: never }
}

const shown = (stored: StoredPlannerSettings, timeZone: string): PlannerPreferences => {
  const { id: _, userId: __, createdAt: ___, updatedAt: ____, ...settings } = stored
  return { ...settings, timeZone }
}

import type { Context } from '../../../platform/context.ts'
import { create, nextChangeAt, update } from '../../../platform/events/change.ts'
import { checkIfMatch, find, untilCommitted } from '../../../platform/events/mutate.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import type { PlannerPreferences, UpdatePlannerPreferences } from './planner-settings.schema.ts'
import {
  DEFAULTS,
  PLANNER_PREFERENCES,
  PREFERENCES_ID,
  patchedPreferences,
  type StoredPreferences,
} from './planner-settings.ts'

/** What the person chose, or the defaults (version 0), in their time zone. Two reads in one round trip. */
export const readPreferences = async (ctx: Context): Promise<PlannerPreferences> => {
  const [stored, { timeZone }] = await Promise.all([find(ctx, PLANNER_PREFERENCES, PREFERENCES_ID), loadProfile(ctx)])
  return shown(stored ?? initial(ctx), timeZone)
}

/** @throws 412, 400 naming the field. */
export const updatePreferences = (ctx: Context, patch: UpdatePlannerPreferences): Promise<PlannerPreferences> =>
  untilCommitted(ctx, async () => {
    const [stored, { timeZone }] = await Promise.all([
      find(ctx, PLANNER_PREFERENCES, PREFERENCES_ID, { consistent: true }),
      loadProfile(ctx),
    ])
    const before = stored ?? initial(ctx)
    checkIfMatch(ctx, before)
    const fields = patchedPreferences(before, patch)
    const change = stored
      ? update(PLANNER_PREFERENCES, stored, fields, nextChangeAt(stored, ctx.now()))
      : create(PLANNER_PREFERENCES, { ...fields, id: PREFERENCES_ID, userId: ctx.userId }, ctx.now())
    return { changes: change ? [change] : [], result: shown(change?.after ?? before, timeZone), upsert: true }
  })

const initial = (ctx: Context): StoredPreferences => {
  const never = new Date(0).toISOString()
  return { ...DEFAULTS, id: PREFERENCES_ID, userId: ctx.userId, version: 0, createdAt: never, updatedAt: never }
}

const shown = (stored: StoredPreferences, timeZone: string): PlannerPreferences => {
  const { id: _, userId: __, createdAt: ___, updatedAt: ____, ...preferences } = stored
  return { ...preferences, timeZone }
}

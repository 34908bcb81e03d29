import type { Context } from '../../platform/context.ts'
import { checkIfMatch, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { oncePerRequest } from '../../platform/once-per-request.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import type { Profile, UpdateProfile } from './profile.schema.ts'
import { defaultProfile, PROFILE, type ProfilePatch, patchProfile, profileReplacement } from './profile.ts'

/** The person's profile, or the defaults when there is none (version 0). Read once per request. */
export const loadProfile = oncePerRequest((ctx) => readProfile(ctx, false))

/** The profile read anew and consistently, for changing it. */
export const loadProfileToChange = (ctx: Context): Promise<Profile> => {
  loadProfile.forget(ctx)
  return readProfile(ctx, true)
}

const readProfile = async (ctx: Context, consistent: boolean): Promise<Profile> =>
  profileIn(ctx, await partition(ctx).get(sk.profile(), { consistent }))

/** The profile that a row holds, or the defaults when there is none. */
export const profileIn = (ctx: Context, row: Item | null | undefined): Profile =>
  row ? fromItem(PROFILE, row) : defaultProfile(ctx.userId)

/**
 * Changes the profile, creating it when this is the first change.
 * @throws 412 for another version than If-Match names, 400 when the preferences grow too large.
 */
export const changeProfile = (ctx: Context, patch: ProfilePatch): Promise<Profile> => patchedBy(ctx, () => patch)

/** Replaces every field: what is not sent goes back to its default. @throws what changeProfile throws */
export const replaceProfile = (ctx: Context, input: UpdateProfile): Promise<Profile> =>
  patchedBy(ctx, (before) => profileReplacement(before, input))

const patchedBy = (ctx: Context, patchFor: (before: Profile) => ProfilePatch): Promise<Profile> =>
  untilCommitted(ctx, async () => {
    const before = await loadProfileToChange(ctx)
    checkIfMatch(ctx, before)
    const change = patchProfile(before, patchFor(before), ctx.now())
    return change ? { changes: [change], result: change.after, upsert: true } : { changes: [], result: before }
  })

import type { Context } from '../../platform/context.ts'
import { checkIfMatch, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { sk, userPk } from '../../platform/table/keys.ts'
import { getItem, type Item } from '../../platform/table/table.ts'
import type { Profile } from './profile.schema.ts'
import { defaultProfile, PROFILE, type ProfilePatch, patchProfile } from './profile.ts'

/** The person's profile, or the defaults when there is none (version 0). One read. */
export const loadProfile = async (ctx: Context, consistent = false): Promise<Profile> => {
  const key = { PK: userPk(ctx.userId), SK: sk.profile() }
  const item = await getItem(key, { deadline: ctx.deadline, consistent })
  return profileIn(ctx, item)
}

/** The profile that a row holds, or the defaults when there is none. */
export const profileIn = (ctx: Context, row: Item | null | undefined): Profile =>
  row ? fromItem<Profile>(PROFILE, row) : defaultProfile(ctx.userId)

/**
 * Changes the profile, creating it when this is the first change.
 * @throws 412 for another version than If-Match names, 400 when the preferences grow too large.
 */
export const changeProfile = (ctx: Context, patch: ProfilePatch): Promise<Profile> =>
  untilCommitted(ctx, async () => {
    const before = await loadProfile(ctx, true)
    checkIfMatch(ctx, before)
    const change = patchProfile(before, patch, ctx.now())
    return change ? { changes: [change], result: change.after, upsert: true } : { changes: [], result: before }
  })

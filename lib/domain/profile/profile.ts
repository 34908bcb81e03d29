import { invalidField } from '../../platform/errors.ts'
import { type Change, create, nextChangeAt, update } from '../../platform/events/change.ts'
import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { defaultsOf, replacementOf } from '../entity-fields.ts'
import { MAX_PREFERENCES_BYTES, mergePreferences, preferencesBytes } from './preferences.ts'
import { type Mode, profileFields } from './profile.fields.ts'
import type { Profile, UpdateProfile } from './profile.schema.ts'

const defaults = defaultsOf(profileFields)

/** One per person; its id is the person's. */
export const PROFILE: Kind<Profile> = {
  name: 'profile',
  label: 'Profile',
  counted: false,
  defaults,
  sk: () => sk.profile(),
}

/** The profile of a person who has none stored yet. Version 0 means not stored. */
export const defaultProfile = (userId: string): Profile => {
  const never = new Date(0).toISOString()
  return { ...defaults, id: userId, userId, version: 0, createdAt: never, updatedAt: never }
}

/** The fields that may change: those that people send, the address from the identity provider, and the mode. */
export type ProfilePatch = UpdateProfile & { email?: string | undefined; mode?: Mode | undefined }

/**
 * The profile with `patch`, created when there is none yet; null when nothing changes. `now`: epoch ms.
 * @throws 400 naming preferences when they exceed their limit.
 */
export const patchProfile = (before: Profile, patch: ProfilePatch, now: number): Change<Profile> | null => {
  const { preferences, ...rest } = patch
  const fields = { ...rest, ...(preferences && { preferences: merged(before, preferences) }) }
  if (before.version > 0) return update(PROFILE, before, fields, nextChangeAt(before, now))
  const { version: _, createdAt: __, updatedAt: ___, ...start } = before
  return create(PROFILE, { ...start, ...fields }, now)
}

/** The body of a PUT as a patch of the profile: what is not sent goes back to its default, and preferences go. */
export const profileReplacement = (before: Profile, input: UpdateProfile): UpdateProfile => {
  const gone = Object.fromEntries(Object.keys(before.preferences).map((name) => [name, null]))
  return { ...replacementOf(profileFields, input), preferences: { ...gone, ...input.preferences } }
}

const merged = (before: Profile, patch: Profile['preferences']): Profile['preferences'] => {
  const preferences = mergePreferences(before.preferences, patch)
  if (preferencesBytes(preferences) <= MAX_PREFERENCES_BYTES) return preferences
  throw invalidField('preferences', `All preferences together must not exceed ${MAX_PREFERENCES_BYTES} bytes of JSON`)
}

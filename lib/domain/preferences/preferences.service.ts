import type { Context } from '../../platform/context.ts'
import { untilCommitted } from '../../platform/events/mutate.ts'
import type { Claim } from '../../platform/idempotency.ts'
import type { Mode } from '../profile/profile.fields.ts'
import { loadProfile, loadProfileToChange } from '../profile/profile.service.ts'
import { patchProfile } from '../profile/profile.ts'
import { SUB_CATEGORIES } from '../vocabulary.ts'

/** 'work' until the person chooses another mode. One read. */
export const readMode = async (ctx: Context): Promise<{ mode: Mode }> => ({ mode: (await loadProfile(ctx)).mode })

/** Returns null, as clients of this route expect. */
export const setMode = (ctx: Context, mode: Mode, claim?: Claim | null): Promise<null> =>
  untilCommitted(
    ctx,
    async () => {
      const change = patchProfile(await loadProfileToChange(ctx), { mode }, ctx.now())
      return { changes: change ? [change] : [], result: null, upsert: true }
    },
    claim,
  )

/** The areas of life with their sub-categories, in the order in which clients show them. */
export const areas = Object.entries(SUB_CATEGORIES).map(([name, subCategories]) => ({
  name: name as keyof typeof SUB_CATEGORIES,
  subCategories: [...subCategories],
}))

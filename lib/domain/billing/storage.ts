import type { Room } from '../../platform/events/stored-bytes.ts'
import { VersionConflict } from '../../platform/events/write.ts'
import { entitlementOf, limitOf, overLimit } from './entitlements.ts'
import { loadStorage, releaseEnded } from './storage.repository.ts'

/**
 * The room of a person's plan for what is stored outside the table. Its limit costs the one read of the tier, and nothing where
 * the request knows it; what is used is read only where there is no room.
 */
export const STORAGE: Room = {
  limit: (ctx) => limitOf(ctx, 'storageBytes'),
  refusal: async (ctx, bytes) => {
    const entitlement = await entitlementOf(ctx)
    const { used, ended } = await loadStorage(ctx)
    if (ended.length > 0) await releaseEnded(ctx, ended)
    if (ended.length > 0 || used + bytes <= entitlement.limits.storageBytes) return new VersionConflict()
    return overLimit(403, entitlement, { meter: 'storageBytes', used, resetsAt: null }, ctx.now())
  },
}

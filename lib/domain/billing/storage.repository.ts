import type { Context } from '../../platform/context.ts'
import { commit } from '../../platform/events/commit.ts'
import type { StoredBytes } from '../../platform/events/stored-bytes.ts'
import { putWrite, removeWrite, staleRead, VersionConflict, type Write } from '../../platform/events/write.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'

/** Room that an announced upload may still fill. `until`: epoch seconds; the row stays until somebody gives it free. */
type Hold = { SK: string; bytes: number; until: number }

/** What the person stores and holds, in bytes, with the holds that have ended. One query. */
export const loadStorage = async (ctx: Context): Promise<{ used: number; ended: Hold[] }> => {
  const rows = await partition(ctx).range(sk.storage(), { consistent: true })
  const used = Number(rows.find(({ SK }) => SK === sk.storage())?.used ?? 0)
  const holds = rows.filter(({ SK }) => String(SK).startsWith(sk.storageHold(''))) as Hold[]
  return { used, ended: holds.filter(({ until }) => until * 1_000 <= ctx.now()) }
}

/** How many bytes the person stores, without what is held for nothing. */
export const readStoredBytes = async (ctx: Context): Promise<number> => {
  const { used, ended } = await loadStorage(ctx)
  return used - ended.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Holds room for an upload until a time, epoch ms; goes with what announces it. */
export const holdWrite = (ctx: Context, uploadId: string, stored: StoredBytes, until: number): Write => ({
  ...putWrite(ctx, sk.storageHold(uploadId), { bytes: stored.bytes, until: Math.ceil(until / 1_000) }),
  stored,
})

/** Gives free what is held for an upload, in the transaction that uses it. */
export const releaseWrites = async (ctx: Context, uploadId: string): Promise<Write[]> => {
  const SK = sk.storageHold(uploadId)
  const hold = (await partition(ctx).get(SK, { consistent: true })) as Hold | null
  return hold ? [releaseWrite(ctx, { ...hold, SK })] : []
}

const releaseWrite = (ctx: Context, { SK, bytes }: Hold): Write => ({
  ...removeWrite(ctx, SK, staleRead),
  stored: { bytes: -bytes, room: null },
})

/** Of one transaction. */
const CHUNK = 90

/** Gives free what was held for uploads until now: their forms have ended. May be repeated. */
export const releaseEnded = async (ctx: Context, ended: Hold[]): Promise<void> => {
  const writes = ended.slice(0, CHUNK).map((hold) => releaseWrite(ctx, hold))
  await commit(ctx, { changes: [], writes, result: null }).catch((error) => {
    if (!(error instanceof VersionConflict)) throw error
  })
}

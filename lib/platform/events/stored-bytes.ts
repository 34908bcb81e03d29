import type { Context } from '../context.ts'
import { sk } from '../table/keys.ts'
import { keyed, staleRead, type Write } from './write.ts'

/** How much a person may store outside the table. */
export type Room = {
  /** Bytes in all. Asked only where a transaction stores more than before. */
  limit: (ctx: Context) => Promise<number>
  /** Why `bytes` more do not fit: the error for the caller, or VersionConflict where they fit by now. */
  refusal: (ctx: Context, bytes: number) => Promise<Error>
}

/** By how many bytes more or, negative, less. `room` null: they are stored whatever the limit. */
export type StoredBytes = { bytes: number; room: Room | null }

/** There is no room for what a transaction stores. */
export class NoRoom extends Error {
  readonly refusal: (ctx: Context) => Promise<Error>
  constructor(room: Room, bytes: number) {
    super(`No room for ${bytes} bytes`)
    this.refusal = (ctx) => room.refusal(ctx, bytes)
  }
}

/** What the parts of a transaction store together; null where that stays the same. */
export const growthOf = (parts: { stored?: StoredBytes | null }[]): StoredBytes | null => {
  const all = parts.flatMap(({ stored }) => stored ?? [])
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0)
  const room = all.find((one) => one.bytes > 0 && one.room)?.room ?? null
  return bytes === 0 ? null : { bytes, room }
}

/**
 * Counts the bytes in the transaction that names or frees them, so the count is exact whatever runs at the same time. One
 * conditional update, without a read of the count. @throws NoRoom for more than the limit by itself
 */
export const bytesWrite = async (ctx: Context, { bytes, room }: StoredBytes): Promise<Write> => {
  const update = { ...keyed(ctx, sk.storage()), UpdateExpression: 'ADD used :bytes' }
  if (bytes < 0 || !room)
    return { item: { Update: { ...update, ExpressionAttributeValues: { ':bytes': bytes } } }, refused: staleRead }
  const limit = await room.limit(ctx)
  if (bytes > limit) throw new NoRoom(room, bytes)
  return {
    item: {
      Update: {
        ...update,
        ConditionExpression: 'attribute_not_exists(used) OR used <= :most',
        ExpressionAttributeValues: { ':bytes': bytes, ':most': limit - bytes },
      },
    },
    refused: () => new NoRoom(room, bytes),
  }
}

import type { Context } from '../../../platform/context.ts'
import { ABSENT, putWrite, staleRead, type Write } from '../../../platform/events/write.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { wallClock } from '../../time/zone.ts'

const SECOND_MS = 1_000
/** Ids that are looked at from the present second on. */
const LOOKED_AT = 120

/**
 * The id of a note by the time it is written at, YYYYMMDDHHmmss in the person's zone, and the write that makes it nobody
 * else's: the first second from now on that none of the person's notes has. A lost race is decided again.
 */
export const nextZettelId = async (
  ctx: Context,
  zone: string,
  noteId: string,
): Promise<{ id: string; write: Write }> => {
  const wall = wallClock(ctx.now(), zone)
  const ids = Array.from({ length: LOOKED_AT }, (_, i) => zettelIdAt(wall + i * SECOND_MS))
  const [first = '', last = ''] = [ids[0], ids.at(-1)]
  const rows = await partition(ctx).range({ from: sk.zettel(first), to: sk.zettel(last) }, { consistent: true })
  const taken = new Set(rows.map(({ SK }) => String(SK)))
  const id = ids.find((one) => !taken.has(sk.zettel(one))) ?? zettelIdAt(wall + LOOKED_AT * SECOND_MS)
  return { id, write: zettelWrite(ctx, id, noteId) }
}

/** Makes an id a note's and nobody else's; a lost race where it is taken. */
export const zettelWrite = (ctx: Context, id: string, noteId: string): Write =>
  putWrite(ctx, sk.zettel(id), { to: noteId }, ABSENT, staleRead)

/** `wall`: local time as epoch ms. */
export const zettelIdAt = (wall: number): string => new Date(wall).toISOString().replace(/\D/g, '').slice(0, 14)

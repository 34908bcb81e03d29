import type { Context } from '../../platform/context.ts'
import { commit } from '../../platform/events/commit.ts'
import { putWrite, removeWrite } from '../../platform/events/write.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import { deleted } from '../fields.ts'
import { NoteDraft } from './preferences.schema.ts'

/**
 * The draft of a note, one per person; the last save wins. It has no events, because each save would add the
 * whole text to the log for ever. The finished note has events.
 */

/** The draft, or null. One read. */
export const readNoteDraft = async (ctx: Context): Promise<NoteDraft | null> => {
  const item = await partition(ctx).get(sk.noteDraft())
  if (!item) return null
  const { PK: _pk, SK: _sk, ...draft } = item
  return NoteDraft.parse(draft)
}

export const saveNoteDraft = (ctx: Context, draft: NoteDraft, claim?: Claim | null): Promise<NoteDraft> =>
  commit(ctx, { changes: [], writes: [putWrite(ctx, sk.noteDraft(), draft)], result: draft }, claim)

/** Deletes the draft. Harmless when there is none. */
export const deleteNoteDraft = (ctx: Context) =>
  commit(ctx, {
    changes: [],
    writes: [removeWrite(ctx, sk.noteDraft())],
    result: deleted('notes'),
  })

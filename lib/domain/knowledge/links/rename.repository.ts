import type { Context } from '../../../platform/context.ts'
import { untilCommitted } from '../../../platform/events/mutate.ts'
import { putWrite, removeWrite, type Write } from '../../../platform/events/write.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { titleKey } from './link-target.ts'

/** A title that an item no longer has, and by which texts may still link to it. `mark`: a ULID of when that began. */
export type Rename = { title: string; mark: string }

/** Says that the links by a title are to be rewritten; written in the transaction that changes the title. */
export const renameWrite = (ctx: Context, id: string, title: string): Write =>
  putWrite(ctx, sk.vaultRename(id, titleKey(title)), { title, mark: ctx.newId() })

export const loadRenames = async (ctx: Context, id: string): Promise<Rename[]> =>
  (await partition(ctx).range(sk.vaultRenames(id), { consistent: true })) as Rename[]

export const removeRename = (ctx: Context, id: string, { title }: Rename): Promise<null> =>
  untilCommitted(ctx, async () => ({
    changes: [],
    writes: [removeWrite(ctx, sk.vaultRename(id, titleKey(title)))],
    result: null,
  }))

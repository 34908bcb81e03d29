import type { Context } from '../../../platform/context.ts'
import { untilCommitted } from '../../../platform/events/mutate.ts'
import { putWrite, removeWrite, type Write } from '../../../platform/events/write.ts'
import { newJob } from '../../../platform/jobs/job-rows.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { titleKey } from './link-target.ts'
import { RENAME_LINKS } from './rename.job.ts'

/**
 * A title that an item no longer has, and by which texts may still link to it. `mark`: a ULID of when that began. `jobId`: the job
 * that goes on with it when the request dies.
 */
export type Rename = { title: string; mark: string; jobId: string }

/** Says that the links by a title are to be rewritten, in the transaction that changes the title; the schedule sees that it is done. */
export const renameWrites = (ctx: Context, id: string, title: string): Write[] => {
  const { job, write } = newJob(ctx, RENAME_LINKS, { itemId: id })
  return [putWrite(ctx, sk.vaultRename(id, titleKey(title)), { title, mark: ctx.newId(), jobId: job.id }), write]
}

export const loadRenames = async (ctx: Context, id: string): Promise<Rename[]> =>
  (await partition(ctx).range(sk.vaultRenames(id), { consistent: true })) as Rename[]

/** Takes a rename away that is done, with its job unless that is the one which did it. */
export const removeRename = (
  ctx: Context,
  id: string,
  { title, jobId }: Rename,
  doneBy: string | null,
): Promise<null> =>
  untilCommitted(ctx, async () => ({
    changes: [],
    writes: [
      removeWrite(ctx, sk.vaultRename(id, titleKey(title))),
      ...(jobId && jobId !== doneBy ? [removeWrite(ctx, sk.job(jobId))] : []),
    ],
    result: null,
  }))

import { inParallel } from '../../platform/batches.ts'
import type { Context } from '../../platform/context.ts'
import { isUncounted, readCounters } from '../../platform/counters.ts'
import { AppError } from '../../platform/errors.ts'
import type { Delivery } from '../../platform/stream/stream-lambda.ts'
import type { StreamRow } from '../../platform/stream/stream-row.ts'
import { sk } from '../../platform/table/keys.ts'
import { followBlocks } from '../calendar/focus/follow-blocks.service.ts'
import { followRow } from '../goals/follow.service.ts'
import { kindOfRow } from '../kinds/lookup.ts'
import { noteVaultChanges } from '../knowledge/search/index/note-changes.ts'
import { backlinksOf } from '../links/backlinks.ts'
import { rebuildIndex, updateIndex } from '../search/search-index.ts'
import { purge } from '../trash/purge.ts'
import { finishRestoration } from '../trash/restoration.ts'
import { finishDeletion } from '../trash/trash.service.ts'
import { countRows } from './counters.ts'

/** People handled at once: their partitions do not meet. */
const PARALLEL = 8
/** Whoever has more entities when the stream first meets them gets an index by `npm run reindex`. */
const MOST_AT_FIRST = 2_000

/**
 * Brings everything that is derived from a batch of rows up to date. Resolves to how many rows are done: all.
 * @throws the first failure, once everybody else is done; a repeat changes nothing for them.
 */
export const projectRows = async (rows: StreamRow[], delivery: Delivery): Promise<number> => {
  const people = Map.groupBy(rows, ({ userId }) => userId).entries()
  const project = async ([userId, own]: [string | null, StreamRow[]]) => {
    if (userId) await projectPerson(userId, own, delivery)
  }
  await inParallel(people, PARALLEL, project, { goOn: true })
  return rows.length
}

const projectPerson = async (userId: string, rows: StreamRow[], delivery: Delivery): Promise<void> => {
  const { deadline } = delivery
  const counters = await readCounters(userId, deadline)
  // Without counters the stream meets the person for the first time: that makes the index whole from the beginning.
  if (isUncounted(counters)) await rebuildIndex(userId, deadline, MOST_AT_FIRST)
  await updateIndex(userId, rows, deadline)
  const ctx: Context = { ...delivery, userId, source: 'sync', agent: 'projections', address: null, ifMatch: null }
  for (const row of rows) {
    await finishWhatIsPending(ctx, row)
    await followRow(ctx, row)
  }
  await followBlocks(ctx, rows)
  await noteVaultChanges(ctx, rows)
  await countRows(userId, counters, rows, deadline)
}

/**
 * Finishes what was cut short, even while its caller is still at work: a deletion or restoration with more links than
 * one transaction holds, and links that were made while their target was being deleted. What leaves the trash by its age
 * takes its own rows along.
 */
const finishWhatIsPending = async (ctx: Context, { sk: key, action, before, after }: StreamRow) => {
  const [, moved = '', entitySk = ''] = MOVED.exec(key) ?? []
  const kind = kindOfRow(entitySk)
  const row = after ?? before
  if (!kind || !row || action === 'MODIFY') return
  const id = String(row.id)
  if (moved === sk.restoration('')) return void (await finishRestoration(ctx, kind, id))
  const isOver = Number(row.expiresAt) * 1_000 <= ctx.now()
  if (action === 'REMOVE') return isOver ? purge(ctx, kind, id) : undefined
  const isPending = (row.trash as { pending?: boolean } | undefined)?.pending
  if (isOver || (!isPending && (await backlinksOf(ctx, kind, id)).length === 0)) return
  await finishDeletion(ctx, kind, id).catch((error) => {
    if (!(error instanceof AppError) || error.status !== 409) throw error // restored meanwhile: nothing is left to do
  })
}

const MOVED = new RegExp(`^(${sk.trash('')}|${sk.restoration('')})(.*)$`)

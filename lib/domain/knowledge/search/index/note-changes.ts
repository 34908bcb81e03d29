import { isDeepStrictEqual } from 'node:util'
import type { Context } from '../../../../platform/context.ts'
import { startFunction } from '../../../../platform/invocation/start-function.ts'
import { errorFacts, log } from '../../../../platform/log/log.ts'
import { type Item, partition } from '../../../../platform/partition.ts'
import type { StreamRow } from '../../../../platform/stream/stream-row.ts'
import { sk } from '../../../../platform/table/keys.ts'
import { COURSE } from '../../courses/course.ts'
import { VAULT_ITEM } from '../../items/item.kind.ts'

const ITEMS = sk.entities(VAULT_ITEM.name)
const COURSES = sk.entities(COURSE.name)

/** The fields by which something is found: a review of a card changes none of them. */
const FIELDS = ['title', 'content', 'longContent', 'front', 'back', 'tags', 'areaId', 'topic', 'description'] as const

/** Starting takes milliseconds; whoever waits longer starts nothing. */
const START_MS = 2_000

/**
 * Notes which entities of the vault the index has to take up, and starts the worker that does it. What it does not take up, because it
 * cannot be started, the next change or the next search has taken up. May be repeated.
 */
export const noteVaultChanges = async (ctx: Context, rows: readonly StreamRow[]): Promise<void> => {
  const changed = rows.filter(isChanged)
  if (changed.length === 0) return
  const noted = changed.map((row) => [sk.unindexed(row.sequence, row.sk), {}] as const)
  await partition(ctx).writeDerived(new Map(noted))
  await startIndexing(ctx)
}

const isChanged = ({ sk: key, before, after }: StreamRow): boolean => {
  if (!key.startsWith(ITEMS) && !key.startsWith(COURSES)) return false
  return !before || !after || !isDeepStrictEqual(found(before), found(after))
}

const found = (row: Item): unknown[] => [
  ...FIELDS.map((name) => row[name]),
  ((row.modules ?? []) as Item[]).map(({ id, title, description }) => [id, title, description]),
]

/** Starts the worker for a person's index. A failure is logged: nobody's request depends on it. */
export const startIndexing = async ({ userId, deadline, requestId }: Context): Promise<void> => {
  const until = Math.min(deadline, Date.now() + START_MS)
  await startFunction('knowledge-search', { userId }, until).catch((error) =>
    log('error', 'vault indexing not started', { requestId, ...errorFacts(error) }),
  )
}

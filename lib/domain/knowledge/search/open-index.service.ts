import type { Context } from '../../../platform/context.ts'
import { ulidsFrom } from '../../../platform/ids.ts'
import { partition } from '../../../platform/partition.ts'
import { LAST, sk, startingWith } from '../../../platform/table/keys.ts'
import { buildSegment } from './index/build-segment.ts'
import { SOURCES } from './index/document.ts'
import type { IndexStores } from './index/index-store.ts'
import { loadDocuments } from './index/load-documents.ts'
import { startIndexing } from './index/note-changes.ts'
import { opened, openSegment, type ReadableSegment, SegmentGone } from './index/read-segment.ts'
import { isWhole, loadIndex, loadUnindexed, type VaultIndex } from './index/vault-index.repository.ts'

/** A person's index as one query sees it. The last of the segments is what has changed since the others were made. */
export type OpenIndex = { index: VaultIndex; segments: ReadableSegment[]; isWhole: boolean }

/** Changes that the index has not taken up: of more, the newest count until the worker has caught up. */
const MAX_UNINDEXED = 200
/** By then the stream has noted what changed. */
const NOTED_AFTER_MS = 60_000
const MAX_EVENTS = 100
/** Without an index, the newest of each kind. */
const MAX_FIRST = 200
/** A provider of vectors that failed is asked again after this time. */
const TRY_AGAIN_MS = 300_000

/**
 * The index, with what has changed and is not in it: a change is found by the first search after it. Starts the worker where it is
 * behind. Reads the changes first, then the index, because the worker forgets them once they are in it.
 */
export const openIndex = async (ctx: Context, stores: IndexStores): Promise<OpenIndex> => {
  const [noted, recent] = await Promise.all([
    loadUnindexed(ctx, { limit: MAX_UNINDEXED, newest: true }),
    recentlyChanged(ctx),
  ])
  for (let attempt = 0; ; attempt++) {
    const { index, isBusy } = await loadIndex(ctx, ctx.now())
    const whole = isWhole(index)
    const first = whole ? [] : await newestEntities(ctx)
    const isBehind = noted.entities.length > 0 || (whole ? lacksVectors(index, ctx.now()) : first.length > 0)
    try {
      const [stored, tail] = await Promise.all([
        Promise.all(index.segments.map((one) => openSegment(stores, one))),
        loadDocuments(ctx, stores, [...new Set([...noted.entities, ...recent, ...first])]),
        isBehind && !isBusy ? startIndexing(ctx) : null,
      ])
      return { index, segments: [...stored, opened(buildSegment(tail))], isWhole: whole }
    } catch (error) {
      if (!(error instanceof SegmentGone) || attempt === 2) throw error
    }
  }
}

const lacksVectors = ({ missing, triedAt }: VaultIndex, now: number): boolean =>
  missing > 0 && triedAt + TRY_AGAIN_MS <= now

/** Sort keys of what changed in the last minute, which the stream may not have noted yet. */
const recentlyChanged = async (ctx: Context): Promise<string[]> => {
  const range = { from: sk.event(ulidsFrom(ctx.now() - NOTED_AFTER_MS)), to: sk.events() + LAST }
  const { items } = await partition(ctx).page({ ...range, limit: MAX_EVENTS, descending: true }, { consistent: true })
  return items
    .map(({ entityType, entityId }) => sk.entity(String(entityType), String(entityId)))
    .filter((key) => SOURCES.some((prefix) => key.startsWith(prefix)))
}

const newestEntities = async (ctx: Context): Promise<string[]> => {
  const newest = (prefix: string) =>
    partition(ctx).page({ ...startingWith(prefix), limit: MAX_FIRST, descending: true })
  const pages = await Promise.all(SOURCES.map(newest))
  return pages.flatMap(({ items }) => items.map(({ SK }) => String(SK)))
}

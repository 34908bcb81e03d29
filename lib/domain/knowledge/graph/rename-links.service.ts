import * as z from 'zod'
import { chunked } from '../../../platform/batches.ts'
import type { Context } from '../../../platform/context.ts'
import { checkDeadline } from '../../../platform/deadline.ts'
import { type Change, nextChangeAt, update } from '../../../platform/events/change.ts'
import { find, loadMany, untilCommitted } from '../../../platform/events/mutate.ts'
import { requireVersion, type Write } from '../../../platform/events/write.ts'
import { jobRunner } from '../../../platform/jobs/job.ts'
import { sk } from '../../../platform/table/keys.ts'
import type { ContentStore } from '../content/content-store.ts'
import { loadContent, storeContent } from '../content/long-content.ts'
import { MAX_CONTENT_BYTES, type VaultItem } from '../items/item.fields.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import type { AnyVaultItem } from '../items/item.schema.ts'
import { changeItem, readItem } from '../items/item.service.ts'
import type { UpdateItem } from '../items/item-input.schema.ts'
import { settleLinks, textLinks } from '../items/item-links.service.ts'
import { backlinkRowsOf } from '../links/link-rows.repository.ts'
import { sameTitle, titleKey } from '../links/link-target.ts'
import { RENAME_LINKS } from '../links/rename.job.ts'
import { loadRenames, type Rename, removeRename } from '../links/rename.repository.ts'
import { nameInLink, withRenamedLinks } from '../links/rename.ts'
import { itemsTitled, keysThatExist } from '../links/title.repository.ts'

/** Texts that are rewritten in one transaction, if it holds them: 4 MB, of which each takes up to 300 KB. */
const TOGETHER = 8
const MOST_ITEMS = 95

/**
 * Changes an item and, with its title, the texts that link to it by the title it had. When the process dies meanwhile, or its time is
 * over, a job goes on where it stopped. @throws 404, 412, 400 naming a field that the item's type does not have, 503 at the deadline
 */
export const changeLinkedItem = async (
  ctx: Context,
  store: ContentStore,
  id: string,
  body: UpdateItem,
): Promise<AnyVaultItem> => {
  const item = await changeItem(ctx, store, id, body)
  if (body.title === undefined) return item
  const { rewritten } = await finishRenames(ctx, store, id)
  return rewritten.has(id) ? readItem(ctx, store, id) : item
}

/** Goes on with renames that no request finished. */
export const renameLinks = (store: ContentStore) =>
  jobRunner(RENAME_LINKS, z.object({}), async (ctx, { input, jobId, until, progress }) => {
    const { isDone, rewritten } = await finishRenames(ctx, store, input.itemId, { until, doneBy: jobId })
    const done = progress.done + rewritten.size
    return isDone
      ? { result: { rewritten: done }, progress: { done, total: done } }
      : { place: {}, progress: { done, total: null } }
  })

type Pace = { until: number; doneBy: string | null }

/**
 * Rewrites the links by titles that an item had, until a time (epoch ms). May be repeated. Resolves to the items whose texts it
 * changed. `doneBy`: the job that asks for it.
 */
const finishRenames = async (
  ctx: Context,
  store: ContentStore,
  id: string,
  { until, doneBy }: Pace = { until: Number.POSITIVE_INFINITY, doneBy: null },
): Promise<{ isDone: boolean; rewritten: Set<string> }> => {
  const rewritten = new Set<string>()
  for (const rename of await loadRenames(ctx, id)) {
    const rewrite = await rewriterOf(ctx, store, id, rename)
    const holders = await backlinkRowsOf(ctx, titleKey(rename.title), { consistent: true })
    const ids = rewrite ? holders.map(({ source }) => source) : []
    for (const chunk of chunked(ids, TOGETHER)) {
      checkDeadline(ctx.deadline)
      if (ctx.now() >= until) return { isDone: false, rewritten }
      for (const one of (await rewrite?.(chunk)) ?? []) rewritten.add(one)
    }
    await removeRename(ctx, id, rename, doneBy)
  }
  return { isDone: true, rewritten }
}

/** Null: a later item has the title by now, and links by it mean that one. */
const rewriterOf = async (ctx: Context, store: ContentStore, id: string, { title, mark }: Rename) => {
  const other = (await itemsTitled(ctx, [title], { consistent: true })).get(sameTitle(title))
  if (other && other.target > mark) return null
  const holders = await backlinkRowsOf(ctx, titleKey(title), { consistent: true })
  const taken = await keysThatExist(ctx, new Set(holders.flatMap(({ longer }) => longer.flat())))
  const rewrite = async (sources: string[]): Promise<string[]> => {
    const done = await untilCommitted(ctx, async () => {
      const target = await find(ctx, VAULT_ITEM, id, { consistent: true })
      if (!target) return { changes: [], result: [] }
      const renamed = (text: string) => withRenamedLinks(text, title, nameInLink(target), (key) => taken.has(key))
      const parts = await rewrittenTexts(ctx, store, sources, renamed)
      const changes = parts.map(({ change }) => change)
      const writes = parts.flatMap((part) => part.writes)
      if (parts.length > 1 && 2 * changes.length + writes.length >= MOST_ITEMS) return { changes: [], result: null }
      const guard = requireVersion(ctx, sk.entity(VAULT_ITEM.name, id), target.version)
      return {
        changes,
        writes: parts.length > 0 ? [...writes, guard] : [],
        result: changes.map(({ after }) => after.id),
      }
    })
    if (done === null) {
      const half = Math.ceil(sources.length / 2)
      return [...(await rewrite(sources.slice(0, half))), ...(await rewrite(sources.slice(half)))]
    }
    for (const one of done) await settleLinks(ctx, store, one)
    return done
  }
  return rewrite
}

type Rewritten = { change: Change<VaultItem>; writes: Write[] }

/** A rename is never left half done for a few bytes more. */
const whateverTheLimit = (change: Change<VaultItem>): Change<VaultItem> => ({
  ...change,
  stored: change.stored && { ...change.stored, room: null },
})

/** Of some items, those whose text changes. One that would be too long stays as it is. */
const rewrittenTexts = async (
  ctx: Context,
  store: ContentStore,
  ids: string[],
  renamed: (text: string) => string,
): Promise<Rewritten[]> => {
  const parts: Rewritten[] = []
  for (const item of await loadMany(ctx, VAULT_ITEM, ids, { consistent: true })) {
    const before = (await loadContent(ctx, store, item)) ?? ''
    const text = renamed(before)
    if (text === before || Buffer.byteLength(text) > MAX_CONTENT_BYTES) continue
    const at = nextChangeAt(item, ctx.now())
    const change = update(VAULT_ITEM, item, await storeContent(ctx, store, text), at, 'links_renamed')
    if (change)
      parts.push({ change: whateverTheLimit(change), writes: (await textLinks(ctx, change.after, text)).writes })
  }
  return parts
}

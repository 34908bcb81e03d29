import type { Context } from '../../platform/context.ts'
import { checkDeadline } from '../../platform/deadline.ts'
import { conflict, entityRef, notFound, ownerDeleted } from '../../platform/errors.ts'
import {
  type Backlink,
  type Change,
  itemsOf,
  nextChangeAt,
  remove,
  restore,
  type Trash,
} from '../../platform/events/change.ts'
import { MAX_TRANSACTION_ITEMS } from '../../platform/events/commit.ts'
import { type AlsoRestored, type Entity, type Kind, keyOfId, skOf } from '../../platform/events/kind.ts'
import { checkIfMatch, findAt, load, loadTrashed, untilCommitted } from '../../platform/events/mutate.ts'
import { fieldValue } from '../../platform/events/stored.ts'
import { requireWrite } from '../../platform/events/write.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { listPage, type Page, type Paging } from '../../platform/lists/list.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { deleted } from '../fields.ts'
import { kindNamed, kindOfRow } from '../kinds/lookup.ts'
import { backlinksOf } from '../links/backlinks.ts'
import { titleOf } from '../text/title.ts'
import { relink } from './relink.ts'
import {
  CHUNK,
  chunksOf,
  finishRestoration,
  firstOf,
  linksBack,
  possibleLinks,
  restorationWrite,
} from './restoration.ts'
import { settledWrite } from './trash.repository.ts'
import type { TrashRow } from './trash.schema.ts'

/** Links remembered for the way back: an item holds 400 KB, the entity is in it too, and a link takes about 60 bytes. */
const MAX_REMEMBERED = 5_000
const remembered = (backlinks: Backlink[], entity: Entity): Backlink[] =>
  backlinks.slice(0, Math.min(MAX_REMEMBERED, Math.floor((398_000 - Buffer.byteLength(JSON.stringify(entity))) / 70)))

/**
 * Moves an entity to the trash and takes its id out of everything that points at it. One transaction where it fits;
 * else the entity goes first and the rest follows in transactions that a repeat of the call finishes.
 * @throws 404, 412. A second deletion of what is gone is a 404, unless it finishes the first.
 */
export const deleteEntity = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  id: string,
  read?: () => Promise<E>,
) => {
  const resumed = await untilCommitted(ctx, async () => {
    const entity = await (read?.() ?? load(ctx, kind, id, { consistent: true })).catch(
      rethrowUnlessPending(ctx, kind, id),
    )
    if (!entity) return { changes: [], result: true }
    checkIfMatch(ctx, entity)
    const at = nextChangeAt(entity, ctx.now())
    const backlinks = await backlinksOf(ctx, kind, id)
    const others = backlinks.length <= CHUNK ? await relink(ctx, backlinks, id, false, at) : []
    const whole = { changes: [remove(kind, entity, at, { backlinks }) as Change, ...others], result: false }
    if (backlinks.length <= CHUNK && itemsOf(whole.changes) < MAX_TRANSACTION_ITEMS) return whole
    const kept = { backlinks: remembered(backlinks, entity), pending: true }
    return { changes: [remove(kind, entity, at, kept)], result: true }
  })
  if (resumed) await finishDeletion(ctx, kind, id)
  return deleted(id)
}

/**
 * Takes a deleted entity's id out of what still points at it. May be repeated at any time, by anyone.
 * @throws 409 when it is in the trash no longer: then what points at it does so rightly.
 */
export const finishDeletion = async <E extends Entity>(ctx: Context, kind: Kind<E>, id: string): Promise<void> => {
  const place = sk.trash(keyOfId(kind, id))
  for (const chunk of chunksOf(await backlinksOf(ctx, kind, id))) {
    checkDeadline(ctx.deadline)
    await untilCommitted(ctx, async () => {
      const changes = await relink(ctx, chunk, id, false, ctx.now())
      return { changes, writes: [requireWrite(ctx, place, restoredMeanwhile(kind, id))], result: null }
    })
  }
  await untilCommitted(ctx, async () => ({
    changes: [],
    writes: [settledWrite(ctx, place, restoredMeanwhile(kind, id))],
    result: null,
  }))
}

const restoredMeanwhile = (kind: { name: string }, id: string) => () =>
  conflict('It has been restored meanwhile', {
    type: 'wrong_state',
    loc: [kind.name],
    entity: { entityType: kind.name, entityId: id },
  })

/**
 * Brings an entity back, with the links it had to and from what still exists, and what else its kind changes. More
 * links than fit one transaction follow in others, which the stream or a repeat of the call finishes.
 * @throws 404, 409 when its place is taken or what it belongs to is deleted.
 */
export const restoreEntity = async (ctx: Context, entityType: string, id: string, claim?: Claim | null) => {
  const kind = kindNamed(entityType)
  if (!kind) throw notFound('Deleted entity')
  const resumed = !kind.sk && (await finishRestoration(ctx, kind, id))
  if (resumed) return { id, entityType, version: (await load(ctx, kind, id, { consistent: true })).version }
  const place = await trashedSk(ctx, kind, id)
  const { trash } = await loadTrashed(ctx, kind, place)
  if (trash.pending) await finishDeletion(ctx, kind, id)
  const backlinks = trash.backlinks ?? []
  const first = firstOf(backlinks)
  let left: Backlink[] = []
  const restored = await untilCommitted(
    ctx,
    async () => {
      const { entity } = await loadTrashed(ctx, kind, place)
      const other = kind.reusableKey && (await findAt(ctx, kind, skOf(kind, entity), { consistent: true }))
      if (other) throw inItsPlace(kind, other)
      const { patch, guards } = await possibleLinks(ctx, kind, entity)
      const change = restore(kind, entity, patch, nextChangeAt(entity, ctx.now()))
      const back = await linksBack(ctx, first, id)
      const more = await alsoRestored(ctx, kind, change)
      const result = { id, entityType, version: change.after.version }
      const together = [change, ...back.changes, ...more.changes]
      const others = [...guards, ...back.writes, ...more.writes]
      const fits = itemsOf(together) + others.length + 2 <= MAX_TRANSACTION_ITEMS
      left = fits ? backlinks.filter((link) => !first.includes(link)) : backlinks
      const changes = fits ? together : [change, ...more.changes]
      const writes = [...(fits ? others : [...guards, ...more.writes]), ...restorationWrite(ctx, kind, id, left)]
      return { changes, writes, result }
    },
    claim,
  )
  if (left.length > 0) await finishRestoration(ctx, kind, id)
  return restored
}

const inItsPlace = (kind: Kind<Entity>, other: Entity) =>
  conflict(`There is another ${kind.label.toLowerCase()} in its place`, {
    type: 'exists',
    loc: [kind.name],
    entity: entityRef(kind, other),
  })

/** What belongs to something comes back only while that is there; its kind may change more with it. */
const alsoRestored = async (ctx: Context, kind: Kind<Entity>, change: Change): Promise<AlsoRestored> => {
  const more = await kind.onRestore?.(ctx, change)
  const { changes = [], writes = [] } = more ?? {}
  if (!kind.parent) return { changes, writes }
  const { kind: owner, field } = kind.parent
  const ownerId = String(fieldValue(change.after, field))
  const gone = () => ownerDeleted(owner, ownerId)
  return { changes, writes: [...writes, requireWrite(ctx, sk.entity(owner, ownerId), gone)] }
}

/** What is in the trash, by key. */
export const listTrash = (ctx: Context, paging: Paging): Promise<Page<TrashRow>> =>
  listPage(ctx, { name: 'trash', range: startingWith(sk.trash('')), read: toRow }, paging)

const toRow = (item: Item): TrashRow => {
  const kind = kindOfRow(String(item.SK).slice(sk.trash('').length))
  return {
    id: String(item.id),
    entityType: kind?.name ?? '',
    title: kind ? titleOf(kind, item) : String(item.id),
    deletedAt: (item.trash as Trash).deletedAt,
    expiresAt: new Date(Number(item.expiresAt) * 1_000).toISOString(),
  }
}

const rethrowUnlessPending =
  <E extends Entity>(ctx: Context, kind: Kind<E>, id: string) =>
  async (error: unknown): Promise<null> => {
    const trashed = await loadTrashed(ctx, kind, keyOfId(kind, id)).catch(() => null)
    if (trashed?.trash.pending) return null
    throw error
  }

/** Where a deleted entity lies: under its id, or (kinds whose key is something else) found by it. */
const trashedSk = async (ctx: Context, kind: Kind<Entity>, id: string): Promise<string> => {
  if (!kind.sk) return keyOfId(kind, id)
  const range = startingWith(sk.trash(skOf(kind, { id: '' } as Entity).split('#')[0] ?? ''))
  const rows = await partition(ctx).range(range, { consistent: true })
  const found = rows.find((row) => row.id === id)
  if (!found) throw notFound(kind.label)
  return String(found.SK).slice(sk.trash('').length)
}

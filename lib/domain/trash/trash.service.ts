import type { Context } from '../../platform/context.ts'
import { type AppError, conflict, notFound } from '../../platform/errors.ts'
import {
  type Backlink,
  type Change,
  idsIn,
  nextChangeAt,
  remove,
  restore,
  type Trash,
} from '../../platform/events/change.ts'
import { keyed, MAX_TRANSACTION_ITEMS, type Write } from '../../platform/events/commit.ts'
import { type Entity, type Kind, keyOfId, type Relation, skOf } from '../../platform/events/kind.ts'
import { checkIfMatch, findAt, load, loadMany, loadTrashed, untilCommitted } from '../../platform/events/mutate.ts'
import { sk, userPk } from '../../platform/table/keys.ts'
import { listPage, type Page, type Paging } from '../../platform/table/list.ts'
import { type Item, queryAll, startingWith } from '../../platform/table/table.ts'
import { deleted } from '../fields.ts'
import { backlinksOf, relink } from '../links/backlinks.ts'
import { acyclicEdge } from '../links/graph.ts'
import { kindNamed } from './kinds.ts'
import type { TrashRow } from './trash.schema.ts'

/** Entities that one transaction takes out of their links: each is an item, an event and up to two rows. */
const CHUNK = 20
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

/** Takes a deleted entity's id out of what still points at it. May be repeated at any time, by anyone. */
export const finishDeletion = async (ctx: Context, kind: { name: string }, id: string): Promise<void> => {
  const links = await backlinksOf(ctx, kind, id)
  for (const chunk of chunks(links)) {
    await untilCommitted(ctx, async () => ({ changes: await relink(ctx, chunk, id, false, ctx.now()), result: null }))
  }
  await untilCommitted(ctx, async () => ({
    changes: [],
    writes: [settledWrite(ctx, sk.trash(keyOfId(kind, id)))],
    result: null,
  }))
}

/** What else a restored entity changes, in the same transaction: a log counts in its metric again. */
export type Along = (ctx: Context, restored: Change) => Promise<{ changes: Change[]; writes: Write[] }>

const nothing: Along = async () => ({ changes: [], writes: [] })

/** Brings an entity back, with the links it had to and from what still exists. @throws 404, 409 when its place is taken. */
export const restoreEntity = async (ctx: Context, entityType: string, id: string, along: Along = nothing) => {
  const kind = kindNamed(entityType)
  if (!kind) throw notFound('Deleted entity')
  const place = await trashedSk(ctx, kind, id)
  const { trash } = await loadTrashed(ctx, kind, place)
  if (trash.pending) await finishDeletion(ctx, kind, id)
  // Edges of acyclic relations come back after the entity: each must see those before it to find a cycle.
  const { edges = [], links = [] } = Object.groupBy(trash.backlinks ?? [], (one) =>
    isAcyclic(one) ? 'edges' : 'links',
  )
  const [first = [], ...rest] = [...(links.length > 0 ? chunks(links) : [[]]), ...edges.map((edge) => [edge])]
  const restored = await untilCommitted(ctx, async () => {
    const { entity } = await loadTrashed(ctx, kind, place)
    if (kind.keyRecurs && (await findAt(ctx, kind, skOf(kind, entity), { consistent: true })))
      throw conflict(`There is another ${kind.label.toLowerCase()} in its place`)
    const { patch, guards } = await possibleLinks(ctx, kind, entity)
    const change = restore(kind, entity, patch, nextChangeAt(entity, ctx.now()))
    const back = await linksBack(ctx, first, kind, id)
    const more = await along(ctx, change)
    const result = { id, entityType, version: change.after.version }
    const changes = [change, ...back.changes, ...more.changes]
    return { changes, writes: [...guards, ...back.writes, ...more.writes], result }
  })
  for (const chunk of rest) {
    await untilCommitted(ctx, async () => ({ ...(await linksBack(ctx, chunk, kind, id)), result: null }))
  }
  return restored
}

/** What is in the trash, by key. */
export const listTrash = (ctx: Context, paging: Paging): Promise<Page<TrashRow>> =>
  listPage(ctx, { name: 'trash', range: startingWith(sk.trash('')), read: toRow }, paging)

const toRow = (item: Item): TrashRow => ({
  id: String(item.id),
  entityType: String(item.SK).split('#')[1]?.toLowerCase() ?? '',
  title: String(item.title ?? item.name ?? item.date ?? item.id),
  deletedAt: (item.trash as Trash).deletedAt,
  expiresAt: new Date(Number(item.expiresAt) * 1_000).toISOString(),
})

const rethrowUnlessPending =
  <E extends Entity>(ctx: Context, kind: Kind<E>, id: string) =>
  async (error: unknown): Promise<null> => {
    const trashed = await loadTrashed(ctx, kind, keyOfId(kind, id)).catch(() => null)
    if (trashed?.trash.pending) return null
    throw error
  }

const settledWrite = (ctx: Context, SK: string): Write => ({
  item: {
    Update: {
      ...keyed(ctx, SK),
      UpdateExpression: 'REMOVE #trash.#pending',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeNames: { '#trash': 'trash', '#pending': 'pending' },
    },
  },
  refused: () => conflict('It has been restored meanwhile'),
})

/** Where a deleted entity lies: under its id, or (kinds whose key is something else) found by it. */
const trashedSk = async (ctx: Context, kind: Kind<Entity>, id: string): Promise<string> => {
  if (!kind.sk) return keyOfId(kind, id)
  const range = startingWith(sk.trash(skOf(kind, { id: '' } as Entity).split('#')[0] ?? ''))
  const rows = await queryAll({ pk: userPk(ctx.userId), ...range }, { deadline: ctx.deadline, consistent: true })
  const found = rows.find((row) => row.id === id)
  if (!found) throw notFound(kind.label)
  return String(found.SK).slice(sk.trash('').length)
}

/** The links an entity can have again: to what exists, and closing no cycle. */
const possibleLinks = async (
  ctx: Context,
  kind: Kind<Entity>,
  entity: Entity,
): Promise<{ patch: Partial<Entity>; guards: Write[] }> => {
  const patch: Record<string, unknown> = {}
  const guards: Write[] = []
  for (const relation of (kind.relations ?? []) as Relation<Entity>[]) {
    const wanted = idsIn(entity[relation.field])
    const targets = await loadMany(ctx, { name: relation.target, label: '', defaults: {} }, wanted, {
      consistent: true,
    })
    const ids: string[] = []
    for (const { id } of targets) {
      const guard =
        relation.acyclic &&
        (await acyclicEdge(ctx, kind, relation.field, { source: entity.id, target: id }).catch(nullWhenCyclic))
      if (guard) guards.push(guard)
      if (guard !== null) ids.push(id)
    }
    if (ids.length < wanted.length)
      patch[relation.field] = Array.isArray(entity[relation.field]) ? ids : (ids[0] ?? null)
  }
  return { patch, guards }
}

/** What puts a restored entity's id back into those that pointed at it, but for what would close a cycle by now. */
const linksBack = async (
  ctx: Context,
  chunk: Backlink[],
  kind: Kind<Entity>,
  id: string,
): Promise<{ changes: Change[]; writes: Write[] }> => {
  const open: Backlink[] = []
  const guards: Write[] = []
  for (const link of chunk) {
    const source = kindNamed(link.kind)
    const edge = { source: link.id, target: id }
    const guard =
      source && isAcyclic(link)
        ? await acyclicEdge(ctx, source, link.field as keyof Entity & string, edge).catch(nullWhenCyclic)
        : undefined
    if (guard) guards.push(guard)
    if (guard !== null) open.push(link)
  }
  const changes = await relink(ctx, open, id, true, ctx.now())
  return { changes, writes: changes.length > 0 ? guards : [] }
}

const isAcyclic = ({ kind, field }: Backlink): boolean =>
  kindNamed(kind)?.relations?.some((relation) => (relation.field as string) === field && relation.acyclic) ?? false

const nullWhenCyclic = (error: unknown): null => {
  if ((error as AppError).status !== 409) throw error
  return null
}

const chunks = (links: Backlink[]): Backlink[][] =>
  Array.from({ length: Math.ceil(links.length / CHUNK) }, (_, i) => links.slice(i * CHUNK, (i + 1) * CHUNK))

const itemsOf = (changes: Change[]): number =>
  changes.reduce(
    (count, { remove: gone, linked, unlinked }) =>
      count + (gone ? 3 : 2) + linked.length * 2 + unlinked.flatMap(({ rows }) => rows).length,
    0,
  )

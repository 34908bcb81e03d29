import { chunked } from '../../platform/batches.ts'
import type { Context } from '../../platform/context.ts'
import { checkDeadline } from '../../platform/deadline.ts'
import type { AppError } from '../../platform/errors.ts'
import type { Backlink, Change } from '../../platform/events/change.ts'
import { type Entity, type Kind, keyOfId } from '../../platform/events/kind.ts'
import { find, loadMany, untilCommitted } from '../../platform/events/mutate.ts'
import { pathOf, targetsOf, withoutTarget } from '../../platform/events/relation.ts'
import { putWrite, removeWrite, type Write } from '../../platform/events/write.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import { kindNamed } from '../kinds/lookup.ts'
import { acyclicEdge } from '../links/graph.ts'
import { relink } from './relink.ts'

/** Entities that one transaction links or unlinks: each is an item, an event and up to two rows. */
export const CHUNK = 20

/** Links in chunks that fit one transaction each. */
export const chunksOf = (links: Backlink[]): Backlink[][] => chunked(links, CHUNK)

/** The links that can come back with their target: edges of acyclic relations need it there to find a cycle. */
export const firstOf = (backlinks: Backlink[]): Backlink[] =>
  backlinks.filter((link) => !isAcyclic(link)).slice(0, CHUNK)

/** The links in the order and portions they come back in: edges one by one, for each must see those before it. */
const inOrder = (backlinks: Backlink[]): Backlink[][] => {
  const { edges = [], links = [] } = Object.groupBy(backlinks, (one) => (isAcyclic(one) ? 'edges' : 'links'))
  return [...chunksOf(links), ...edges.map((edge) => [edge])]
}

/** The row that says which links are to follow, written with the entity; none when nothing is to follow. */
export const restorationWrite = (ctx: Context, kind: { name: string }, id: string, backlinks: Backlink[]): Write[] =>
  backlinks.length > 0 ? [putWrite(ctx, sk.restoration(keyOfId(kind, id)), { id, backlinks })] : []

/**
 * Puts a restored entity's id back where it is still missing. May be repeated at any time, by anyone. Resolves to false
 * when nothing was left to do, or the entity was deleted again.
 */
export const finishRestoration = async (ctx: Context, kind: Kind<Entity>, id: string): Promise<boolean> => {
  const SK = sk.restoration(keyOfId(kind, id))
  const row = await partition(ctx).get(SK, { consistent: true })
  if (!row) return false
  const isThere = async () => (await find(ctx, kind, id, { consistent: true })) !== null
  for (const chunk of inOrder(row.backlinks as Backlink[])) {
    checkDeadline(ctx.deadline)
    if (!(await isThere())) break
    await untilCommitted(ctx, async () => ({ ...(await linksBack(ctx, chunk, id)), result: null })).catch(
      async (error) => {
        if (await isThere()) throw error
      },
    )
  }
  await untilCommitted(ctx, async () => ({ changes: [], writes: [removeWrite(ctx, SK)], result: null }))
  return isThere()
}

/** The links an entity can have again: to what exists, and closing no cycle. */
export const possibleLinks = async (
  ctx: Context,
  kind: Kind<Entity>,
  entity: Entity,
): Promise<{ patch: Partial<Entity>; guards: Write[] }> => {
  const patch: Record<string, unknown> = {}
  const guards = new Map<string, Write>()
  for (const relation of kind.relations ?? []) {
    const wanted = targetsOf(relation, entity)
    const targets = await loadMany(ctx, { name: relation.target, label: '', defaults: {} }, wanted, {
      consistent: true,
    })
    const ids: string[] = []
    for (const { id } of targets) {
      const guard =
        relation.acyclic &&
        (await acyclicEdge(ctx, kind, relation.field, { source: entity.id, target: id }).catch(nullWhenCyclic))
      if (guard) keepFirst(guards, pathOf(relation), guard)
      if (guard !== null) ids.push(id)
    }
    for (const lost of wanted.filter((target) => !ids.includes(target)))
      patch[relation.field] = withoutTarget(relation, { ...entity, ...patch }, lost)
  }
  return { patch, guards: [...guards.values()] }
}

/** A transaction holds one guard of a graph: the first that was read, so that it covers all that was walked after it. */
const keepFirst = (guards: Map<string, Write>, graph: string, guard: Write): void => {
  if (!guards.has(graph)) guards.set(graph, guard)
}

/** What puts a restored entity's id back into those that pointed at it, but for what is full or would close a cycle. */
export const linksBack = async (
  ctx: Context,
  chunk: Backlink[],
  id: string,
): Promise<{ changes: Change[]; writes: Write[] }> => {
  const open: Backlink[] = []
  const guards = new Map<string, Write>()
  for (const link of chunk) {
    const source = kindNamed(link.kind)
    const edge = { source: link.id, target: id }
    const guard =
      source && isAcyclic(link) ? await acyclicEdge(ctx, source, link.field, edge).catch(nullWhenCyclic) : undefined
    if (guard) keepFirst(guards, `${link.kind} ${link.field}`, guard)
    if (guard !== null) open.push(link)
  }
  const changes = await relink(ctx, open, id, true, ctx.now())
  return { changes, writes: changes.length > 0 ? [...guards.values()] : [] }
}

const isAcyclic = ({ kind, field }: Backlink): boolean =>
  kindNamed(kind)?.relations?.some((relation) => pathOf(relation) === field && relation.acyclic) ?? false

const nullWhenCyclic = (error: unknown): null => {
  if ((error as AppError).status !== 409) throw error
  return null
}

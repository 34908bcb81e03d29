import type { Context } from '../../platform/context.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { type Entity, type Kind, keyOfId } from '../../platform/events/kind.ts'
import { loadMany } from '../../platform/events/mutate.ts'
import { idsIn } from '../../platform/events/relation.ts'
import { fieldValue, fromItem } from '../../platform/events/stored.ts'
import { ABSENT, hasVersion, putWrite, type Write } from '../../platform/events/write.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'

/** A walk that meets more entities than this gives up: nobody can read such a graph. */
const MAX_NODES = 2_000

/**
 * The row that goes with every new edge of an acyclic relation. It has a version, so two edges that would close a
 * cycle together cannot both be committed: the second walks the graph again. `version`: 0 before the first edge.
 */
type Guard = { SK: string; version: number }

const guardKey = (kind: { name: string }, field: string): string => sk.guard(`${kind.name}-${field}`)

const guardFrom = (SK: string, row: Item | null | undefined): Guard => ({ SK, version: Number(row?.version ?? 0) })

/** Requires that nobody has added an edge since the guard was read, and says that one is added now. */
export const guardWrite = (ctx: Context, { SK, version }: Guard): Write =>
  putWrite(ctx, SK, { version: version + 1 }, version > 0 ? hasVersion(version) : ABSENT)

/** An entity and the guard of one of its relations: one consistent round trip. @throws 404 */
export const loadWithGuard = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  id: string,
  field: string,
): Promise<{ entity: E; guard: Guard }> => {
  const keys = { entity: keyOfId(kind, id), guard: guardKey(kind, field) }
  const rows = await partition(ctx).getMany([keys.entity, keys.guard], { consistent: true })
  const rowAt = (SK: string) => rows.find((row) => row.SK === SK)
  const item = rowAt(keys.entity)
  if (!item) throw notFound(kind.label)
  return { entity: fromItem(kind, item), guard: guardFrom(keys.guard, rowAt(keys.guard)) }
}

/** Whether a path along `field` leads from `from` to `to`. One round trip for each step away. */
export const reaches = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  field: string,
  from: string,
  to: string,
): Promise<boolean> => {
  const seen = new Set<string>()
  for (let layer = [from]; layer.length > 0; ) {
    if (layer.includes(to)) return true
    for (const id of layer) seen.add(id)
    if (seen.size > MAX_NODES)
      throw conflict(`More than ${MAX_NODES} linked entities`, { type: 'limit_reached', loc: [kind.name, field] })
    const entities = await loadMany(ctx, kind, layer, { consistent: true })
    layer = [...new Set(entities.flatMap((entity) => idsIn(fieldValue(entity, field))))].filter((id) => !seen.has(id))
  }
  return false
}

type Edge = { source: string; target: string }

/** What a new edge `source -> target` needs in its transaction. @throws 409 when it would close a cycle. */
export const acyclicEdge = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  field: string,
  edge: Edge,
): Promise<Write> => {
  const SK = guardKey(kind, field)
  const guard = guardFrom(SK, await partition(ctx).get(SK, { consistent: true }))
  await requireAcyclic(ctx, kind, field, edge)
  return guardWrite(ctx, guard)
}

/** To be called after the guard was read, so that the guard covers all that was walked. @throws 409 for a cycle */
export const requireAcyclic = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  field: string,
  { source, target }: Edge,
): Promise<void> => {
  if (await reaches(ctx, kind, field, target, source))
    throw conflict(`${kind.label} ${target} depends on this one already: that would be a cycle`, {
      type: 'cycle',
      loc: [kind.name, field],
      entity: { entityType: kind.name, entityId: target },
    })
}

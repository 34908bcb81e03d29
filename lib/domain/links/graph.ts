import type { Context } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import type { Entity, Kind } from '../../platform/events/kind.ts'
import { loadMany } from '../../platform/events/mutate.ts'
import { idsIn } from '../../platform/events/relation.ts'
import { fieldValue } from '../../platform/events/stored.ts'
import { ABSENT, hasVersion, putWrite, VersionConflict, type Write } from '../../platform/events/write.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'

/** A walk that meets more entities than this gives up: nobody can read such a graph. */
const MAX_NODES = 2_000

/**
 * The row that goes with every new edge of an acyclic relation. It has a version, so two edges that would close a
 * cycle together cannot both be committed: the second walks the graph again.
 */
export const guardWrite = async (ctx: Context, graph: string): Promise<Write> => {
  const known = await partition(ctx).get(sk.guard(graph), { consistent: true })
  const version = Number(known?.version ?? 0)
  return putWrite(
    ctx,
    sk.guard(graph),
    { version: version + 1 },
    known ? hasVersion(version) : ABSENT,
    () => new VersionConflict(),
  )
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
    if (seen.size > MAX_NODES) throw conflict(`More than ${MAX_NODES} linked entities`)
    const entities = await loadMany(ctx, kind, layer, { consistent: true })
    layer = [...new Set(entities.flatMap((entity) => idsIn(fieldValue(entity, field))))].filter((id) => !seen.has(id))
  }
  return false
}

/** What a new edge `source -> target` needs in its transaction. @throws 409 when it would close a cycle. */
export const acyclicEdge = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  field: string,
  edge: { source: string; target: string },
): Promise<Write> => {
  const guard = await guardWrite(ctx, `${kind.name}-${field}`)
  if (await reaches(ctx, kind, field, edge.target, edge.source))
    throw conflict(`${kind.label} ${edge.target} depends on this one already: that would be a cycle`)
  return guard
}

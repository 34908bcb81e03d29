import type { Context } from '../../platform/context.ts'
import { type Backlink, type Change, nextChangeAt, update } from '../../platform/events/change.ts'
import type { Entity } from '../../platform/events/kind.ts'
import { loadMany } from '../../platform/events/mutate.ts'
import { relationAt, withoutTarget, withTarget } from '../../platform/events/relation.ts'
import { kindNamed } from '../kinds/lookup.ts'

/**
 * The changes that take `targetId` out of the fields that hold it (or put it back where there is room), one per entity
 * that still exists, however many of its fields are concerned. `at`: epoch ms.
 */
export const relink = async (
  ctx: Context,
  backlinks: Backlink[],
  targetId: string,
  linked: boolean,
  now: number,
): Promise<Change[]> => {
  const changes: Change[] = []
  for (const [name, links] of Map.groupBy(backlinks, (link) => link.kind)) {
    const kind = kindNamed(name)
    if (!kind) continue
    const entities = await loadMany(
      ctx,
      kind,
      links.map(({ id }) => id),
      { consistent: true },
    )
    for (const entity of entities) {
      const patch: Record<string, unknown> = {}
      for (const { field: path, parts } of links.filter(({ id }) => id === entity.id)) {
        const relation = relationAt(kind, path)
        if (!relation) continue
        const current = { ...entity, ...patch }
        patch[relation.field] = linked
          ? withTarget(relation, current, { targetId, parts })
          : withoutTarget(relation, current, targetId)
      }
      const type = linked ? 'linked' : 'unlinked'
      const change = update(kind, entity, patch as Partial<Entity>, nextChangeAt(entity, now), type)
      if (change) changes.push(change)
    }
  }
  return changes
}

import type { Context } from '../../platform/context.ts'
import { type Backlink, type Change, idsIn, nextChangeAt, update } from '../../platform/events/change.ts'
import type { Entity, Kind } from '../../platform/events/kind.ts'
import { loadMany } from '../../platform/events/mutate.ts'
import { sk, userPk } from '../../platform/table/keys.ts'
import { queryAll, startingWith } from '../../platform/table/table.ts'
import { kindNamed } from '../trash/kinds.ts'

/** Who points at an entity, and in which field: its link rows. */
export const backlinksOf = async (ctx: Context, kind: { name: string }, id: string): Promise<Backlink[]> => {
  const prefixes = [sk.linksTo(kind.name, id), ...(kind.name === 'task' ? [sk.dependents(id)] : [])]
  const pages = await Promise.all(
    prefixes.map((prefix) =>
      queryAll({ pk: userPk(ctx.userId), ...startingWith(prefix) }, { deadline: ctx.deadline, consistent: true }),
    ),
  )
  return pages.flat().map((row) => ({ kind: String(row.sourceType), id: String(row.source), field: String(row.field) }))
}

/**
 * The changes that take `targetId` out of the fields that hold it (or put it back), one per entity that still
 * exists, however many of its fields are concerned. `at`: epoch ms.
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
      const fields = links.filter(({ id }) => id === entity.id).map(({ field }) => field)
      const patch = Object.fromEntries(fields.map((field) => [field, toggled(kind, entity, field, targetId, linked)]))
      const change = update(
        kind,
        entity,
        patch as Partial<Entity>,
        nextChangeAt(entity, now),
        linked ? 'linked' : 'unlinked',
      )
      if (change) changes.push(change)
    }
  }
  return changes
}

/** The field's new value: a list keeps its order; a single id that points elsewhere by now stays. */
const toggled = (kind: Kind<Entity>, entity: Entity, field: string, targetId: string, linked: boolean): unknown => {
  const value = (entity as Record<string, unknown>)[field]
  const many = Array.isArray((kind.defaults as Record<string, unknown>)[field])
  const others = idsIn(value).filter((id) => id !== targetId)
  if (many) return linked ? [...others, targetId] : others
  return linked ? (value ?? targetId) : value === targetId ? null : value
}

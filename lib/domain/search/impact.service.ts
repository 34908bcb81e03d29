import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { type Entity, type Kind, prefixOf } from '../../platform/events/kind.ts'
import { loadMany } from '../../platform/events/mutate.ts'
import { pathOf, targetsOf } from '../../platform/events/relation.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { partition } from '../../platform/partition.ts'
import { kindNamed } from '../kinds/lookup.ts'
import { backlinksOf } from '../links/backlinks.ts'
import { titleOf } from '../text/title.ts'
import type { Impact, ImpactLink } from './search.schema.ts'

/** What points at an entity and what it points at. @throws 404 for what is unknown, of another person or deleted. */
export const impactOf = async (ctx: Context, entityType: string, id: string): Promise<Impact> => {
  const kind = kindNamed(entityType)
  if (!kind) throw notFound('Entity')
  const [entity] = await entitiesOf(ctx, kind, [id])
  if (!entity) throw notFound(kind.label)
  const [backlinks, linksTo] = await Promise.all([backlinksOf(ctx, kind, id), targets(ctx, kind, entity)])
  const linkedFrom = await Promise.all(
    [...Map.groupBy(backlinks, (link) => link.kind)].map(([name, links]) =>
      titled(
        ctx,
        name,
        links.map(({ id: source, field }) => ({ id: source, field })),
      ),
    ),
  )
  return { entityType, id, title: titleOf(kind, entity), linkedFrom: linkedFrom.flat(), linksTo }
}

const targets = async (ctx: Context, kind: Kind<Entity>, entity: Entity): Promise<ImpactLink[]> => {
  const found = (kind.relations ?? []).map((relation) =>
    titled(
      ctx,
      relation.target,
      targetsOf(relation, entity).map((id) => ({ id, field: pathOf(relation) })),
    ),
  )
  return (await Promise.all(found)).flat()
}

/** Links to entities of one kind with what those are called; those that are gone are left out. */
const titled = async (ctx: Context, name: string, links: { id: string; field: string }[]): Promise<ImpactLink[]> => {
  const kind = kindNamed(name)
  if (!kind || links.length === 0) return []
  const ids = links.map(({ id }) => id)
  const titles = new Map((await entitiesOf(ctx, kind, ids)).map((entity) => [entity.id, titleOf(kind, entity)]))
  return links.flatMap(({ id, field }) => {
    const title = titles.get(id)
    return title === undefined ? [] : [{ entityType: name, id, title, field }]
  })
}

/** By key; where nothing leads from the id to the key, among all of the kind. */
const entitiesOf = async (ctx: Context, kind: Kind<Entity>, ids: string[]): Promise<Entity[]> => {
  if (!kind.sk || kind.pointer) return loadMany(ctx, kind, ids)
  const range = prefixOf(kind)
  const rows = await partition(ctx).range(range)
  return rows.filter(({ id }) => ids.includes(String(id))).map((row) => fromItem(kind, row))
}

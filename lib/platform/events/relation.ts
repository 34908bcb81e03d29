import type { Entity, Kind, Relation } from './kind.ts'
import type { Fields } from './stored.ts'

/** One of several things that a field holds, with the id of a target somewhere in it. */
type Part = { id: string } & Fields

/** The ids a relation field holds: a list, one id, or none. */
export const idsIn = (value: unknown): string[] => (Array.isArray(value) ? value : value ? [value] : []) as string[]

/** The targets of a relation, each once. */
export const targetsOf = <E extends Entity>({ field, within }: Relation<E>, entity: E): string[] => {
  if (!within) return idsIn(entity[field])
  return [...new Set(partsIn(entity, field).flatMap((part) => idsIn(part[within])))]
}

/** The relation's name among those of its kind: 'goalIds', 'successCriteria.linkedTaskId'. */
export const pathOf = <E extends Entity>({ field, within }: Relation<E>): string =>
  within ? `${field}.${within}` : field

export const relationAt = (kind: Kind<Entity>, path: string): Relation<Entity> | undefined =>
  ((kind.relations ?? []) as Relation<Entity>[]).find((relation) => pathOf(relation) === path)

/** What a relation's row for one target says of the source; of parts, which of them point at it. */
export const talesOf = <E extends Entity>(relation: Relation<E>, entity: E, targetId: string): Fields | undefined => {
  const { field, within, tells } = relation
  if (!within) return tells?.(entity)
  const parts = partsIn(entity, field).filter((part) => part[within] === targetId)
  return { parts: parts.map(({ id }) => id) }
}

/** The field without a target. */
export const without = (relation: Relation<Entity>, entity: Entity, targetId: string): unknown => {
  const { field, within } = relation
  if (within)
    return partsIn(entity, field).map((part) => (part[within] === targetId ? { ...part, [within]: null } : part))
  const value: unknown = entity[field]
  if (Array.isArray(value)) return value.filter((id) => id !== targetId)
  return value === targetId ? null : value
}

/**
 * The field with a target again. `parts`: those that pointed at it. What points elsewhere by now stays, and a list that
 * is full takes no more.
 */
export const withAgain = (
  relation: Relation<Entity>,
  entity: Entity,
  { targetId, parts = [] }: { targetId: string; parts?: string[] | undefined },
): unknown => {
  const { field, within, max = MAX_LINKS } = relation
  if (within)
    return partsIn(entity, field).map((part) =>
      parts.includes(part.id) && !part[within] ? { ...part, [within]: targetId } : part,
    )
  const value: unknown = entity[field]
  if (!Array.isArray(value)) return value ?? targetId
  return value.includes(targetId) || value.length >= max ? value : [...value, targetId]
}

/** Links in one list unless its relation says otherwise: with more, transactions that move them all would not fit. */
export const MAX_LINKS = 10

const partsIn = (entity: object, field: string): Part[] => ((entity as Fields)[field] ?? []) as Part[]

import type { Item } from '../table/table.ts'
import type { Entity, Kind, Relation } from './kind.ts'
import { type Fields, fieldValue } from './stored.ts'

/** One of several things that a field holds, with the id of a target somewhere in it. */
type Part = { id: string } & Fields

/** The ids a relation field holds: a list, one id, or none. */
export const idsIn = (value: unknown): string[] => (Array.isArray(value) ? value : value ? [value] : []) as string[]

/** The targets of a relation, each once. */
export const targetsOf = <E extends Entity>({ field, partField }: Relation<E>, entity: E): string[] => {
  if (!partField) return idsIn(fieldValue(entity, field))
  return [...new Set(partsIn(entity, field).flatMap((part) => idsIn(part[partField])))]
}

/** The relation's name among those of its kind: 'goalIds', 'successCriteria.linkedTaskId'. */
export const pathOf = <E extends Entity>({ field, partField }: Relation<E>): string =>
  partField ? `${field}.${partField}` : field

export const relationAt = (kind: Kind<Entity>, path: string): Relation<Entity> | undefined =>
  kind.relations?.find((relation) => pathOf(relation) === path)

/** What a link row for one target says about the source; of parts, which of them point at it. */
export const summaryOf = <E extends Entity>(relation: Relation<E>, entity: E, targetId: string): Fields | undefined => {
  const { field, partField, summary } = relation
  if (!partField) return summary?.(entity)
  const parts = partsIn(entity, field).filter((part) => part[partField] === targetId)
  return { parts: parts.map(({ id }) => id) }
}

/** Link rows keep the summary under the name it had first, so that no stored row has to be rewritten. */
export const SUMMARY_ATTRIBUTE = 'tells'

export const summaryIn = (row: Item): Fields => (row[SUMMARY_ATTRIBUTE] ?? {}) as Fields

/** What a link row holds: which field of which source points at which target. */
export type LinkRow = { field: string; source: string; sourceType: string; target: string }

export const linkRow = (link: LinkRow, summary: Fields | undefined): Item => ({
  ...link,
  ...(summary && { [SUMMARY_ATTRIBUTE]: summary }),
})

/** The field without a target. */
export const withoutTarget = (relation: Relation<Entity>, entity: Entity, targetId: string): unknown => {
  const { field, partField } = relation
  if (partField)
    return partsIn(entity, field).map((part) => (part[partField] === targetId ? { ...part, [partField]: null } : part))
  const value = fieldValue(entity, field)
  if (Array.isArray(value)) return value.filter((id) => id !== targetId)
  return value === targetId ? null : value
}

/**
 * The field with a target again. `parts`: those that pointed at it. What points elsewhere by now stays, and a list that
 * is full takes no more.
 */
export const withTarget = (
  relation: Relation<Entity>,
  entity: Entity,
  { targetId, parts = [] }: { targetId: string; parts?: string[] | undefined },
): unknown => {
  const { field, partField, max = MAX_LINKS } = relation
  if (partField)
    return partsIn(entity, field).map((part) =>
      parts.includes(part.id) && !part[partField] ? { ...part, [partField]: targetId } : part,
    )
  const value = fieldValue(entity, field)
  if (!Array.isArray(value)) return value ?? targetId
  return value.includes(targetId) || value.length >= max ? value : [...value, targetId]
}

/** Links in one list unless its relation says otherwise: with more, transactions that move them all would not fit. */
export const MAX_LINKS = 10

const partsIn = (entity: object, field: string): Part[] => (fieldValue(entity, field) ?? []) as Part[]

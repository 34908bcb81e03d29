import type { Event } from '../../platform/events/event.ts'
import { fold } from '../../platform/events/fold.ts'
import { type Entity, type Kind, skOf, trashSkOf } from '../../platform/events/kind.ts'
import { kindNamed } from '../kinds/lookup.ts'

/** An entity folded from its events, and the key of its row. */
export type Built = { kind: Kind<Entity>; entity: Entity; deleted: boolean; key: string }

/** The result of folding a log: entities, and errors in the log itself. */
export type Rebuilt = { built: Built[]; problems: string[] }

/** Folds a person's events, in any order and with repeats, to all their entities. */
export const rebuild = (events: Event[]): Rebuilt => {
  const built: Built[] = []
  const problems: string[] = []
  for (const [name, own] of Map.groupBy(events, ({ entityType, entityId }) => `${entityType} ${entityId}`)) {
    try {
      built.push(entityOf(own))
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`)
    }
  }
  return { built: built.sort((a, b) => (a.key < b.key ? -1 : 1)), problems }
}

const entityOf = (events: Event[]): Built => {
  const { entityType, fields, deleted } = fold(events)
  const kind = kindNamed(entityType)
  if (!kind) throw new Error('No kind of entity has this name')
  const entity = { ...kind.defaults, ...fields } as Entity
  return { kind, entity, deleted, key: deleted ? trashSkOf(kind, entity) : skOf(kind, entity) }
}

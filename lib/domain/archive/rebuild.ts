import type { Event } from '../../platform/events/event.ts'
import { fold } from '../../platform/events/fold.ts'
import { type Entity, type Kind, skOf, trashSkOf } from '../../platform/events/kind.ts'
import { kindNamed } from '../kinds/lookup.ts'

/** An entity as its events say it is, and where its row belongs. */
export type Built = { kind: Kind<Entity>; entity: Entity; deleted: boolean; key: string }

/** What a log says: entities, and what is wrong with the log itself. */
export type Rebuilt = { built: Built[]; problems: string[] }

/** Everything a person has, from their events in any order and with repeats. */
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

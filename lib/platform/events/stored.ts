import { isDeepStrictEqual } from 'node:util'
import type { Item } from '../table/table.ts'
import type { Entity, Kind } from './kind.ts'

export type Fields = Record<string, unknown>

/** What an entity has under a name. */
export const fieldValue = (entity: object, name: string): unknown => (entity as Fields)[name]

/** What belongs to the table and not to the entity. */
const OF_TABLE = new Set([
  ...['PK', 'SK', 'GSI1PK', 'GSI1SK', 'GSI2PK', 'GSI2SK', 'GSI3PK', 'GSI3SK'],
  ...['expiresAt', 'trash'],
])

/**
 * The entity an item holds, with the defaults of its kind for what is not stored. Its fields come in one order, because
 * the table gives them in any: thousands of rows of thousands of shapes take many times as long to make and to read.
 */
export const fromItem = <E extends Entity>(kind: Pick<Kind<E>, 'defaults'>, item: Item): E => {
  const entity: Fields = { ...kind.defaults }
  const others: string[] = []
  for (const name of Object.keys(item)) {
    if (OF_TABLE.has(name)) continue
    if (name in entity) entity[name] = item[name]
    else others.push(name)
  }
  for (const name of others.sort()) entity[name] = item[name]
  return entity as E
}

/** The fields of an entity that differ from the defaults of its kind: what is stored. */
export const compact = <E extends Entity>(kind: Kind<E>, entity: Partial<E>): Fields => {
  const defaults: Fields = kind.defaults
  return Object.fromEntries(
    Object.entries(entity).filter(([name, value]) => value !== undefined && !isDeepStrictEqual(value, defaults[name])),
  )
}

import { isDeepStrictEqual } from 'node:util'
import type { Item } from '../table/table.ts'
import type { Entity, Kind } from './kind.ts'

export type Fields = Record<string, unknown>

/** The entity an item holds, with the defaults of its kind for what is not stored. */
export const fromItem = <E extends Entity>(kind: Kind<E>, item: Item): E => {
  // What belongs to the table and not to the entity; the fastest way to leave it out of thousands of rows.
  const { PK, SK, GSI1PK, GSI1SK, GSI2PK, GSI2SK, GSI3PK, GSI3SK, expiresAt, trash, ...fields } = item
  return { ...kind.defaults, ...fields } as E
}

/** The fields of an entity that differ from the defaults of its kind: what is stored. */
export const compact = <E extends Entity>(kind: Kind<E>, entity: Partial<E>): Fields => {
  const defaults: Fields = kind.defaults
  return Object.fromEntries(
    Object.entries(entity).filter(([name, value]) => value !== undefined && !isDeepStrictEqual(value, defaults[name])),
  )
}

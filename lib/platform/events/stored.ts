import { isDeepStrictEqual } from 'node:util'
import type { Item } from '../table/table.ts'
import type { Entity, Kind } from './kind.ts'

export type Fields = Record<string, unknown>

const TABLE_ATTRIBUTE = /^(PK|SK|GSI\d[PS]K|expiresAt|trash)$/

/** The entity an item holds, with the defaults of its kind for what is not stored. */
export const fromItem = <E extends Entity>(kind: Kind<E>, item: Item): E => {
  const fields = Object.fromEntries(Object.entries(item).filter(([name]) => !TABLE_ATTRIBUTE.test(name)))
  return { ...kind.defaults, ...fields } as E
}

/** The fields of an entity that differ from the defaults of its kind: what is stored. */
export const compact = <E extends Entity>(kind: Kind<E>, entity: Partial<E>): Fields => {
  const defaults: Fields = kind.defaults
  return Object.fromEntries(
    Object.entries(entity).filter(([name, value]) => value !== undefined && !isDeepStrictEqual(value, defaults[name])),
  )
}

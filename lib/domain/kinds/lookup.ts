import { type Entity, type Kind, prefixOf } from '../../platform/events/kind.ts'
import { KINDS } from './kinds.ts'

const BY_NAME = new Map(KINDS.map((kind) => [kind.name, kind]))
const BY_PREFIX = new Map(KINDS.map((kind) => [prefixOf(kind), kind]))

export const kindNamed = (name: string): Kind<Entity> | undefined => BY_NAME.get(name)

/** The kind of the entity that a row holds, by its sort key; undefined for other rows, and for the one profile. */
export const kindOfRow = (key: string): Kind<Entity> | undefined => BY_PREFIX.get(key.slice(0, key.indexOf('#') + 1))

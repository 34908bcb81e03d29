import { type Entity, type Kind, skOf } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { KINDS } from '../trash/kinds.ts'

/** Kinds of which a person has one: nothing to count. */
const SINGLE = new Set(['profile'])

/** The beginning of every sort key of a kind: TASK#, and TXN# for one whose keys are not made of its name. */
export const prefixOf = (kind: Kind<Entity>): string => `${skOf(kind, { id: '' } as Entity).split('#')[0]}#`

const BY_PREFIX = new Map(KINDS.filter(({ name }) => !SINGLE.has(name)).map((kind) => [prefixOf(kind), kind]))

/** The kind of the entity that a row holds; undefined for rows of another sort. */
export const kindOfRow = (key: string): Kind<Entity> | undefined => BY_PREFIX.get(`${key.split('#', 1)[0]}#`)

/** The stream records that matter here: rows that hold entities, what comes into the trash and leaves it, and restorations. */
export const filterPatterns = (): Record<string, unknown>[] => [
  { dynamodb: { Keys: { SK: { S: [...BY_PREFIX.keys()].map((prefix) => ({ prefix })) } } } },
  { eventName: ['INSERT', 'REMOVE'], dynamodb: { Keys: { SK: { S: [{ prefix: sk.trash('') }] } } } },
  { eventName: ['INSERT'], dynamodb: { Keys: { SK: { S: [{ prefix: sk.restoration('') }] } } } },
]

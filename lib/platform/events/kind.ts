import type { Context } from '../context.ts'
import { sk } from '../table/keys.ts'
import type { Change } from './change.ts'
import type { Room } from './stored-bytes.ts'
import type { Tallies } from './tallies.ts'
import type { Write } from './write.ts'

/** What every entity of a person carries. Instants are ISO UTC; version counts its changes from 1. */
export type Entity = { id: string; userId: string; version: number; createdAt: string; updatedAt: string }

/** The names of an entity's own fields; any name for an entity of whatever kind (`Kind<Entity>`). */
type FieldOf<E extends Entity> = Entity extends E ? string : keyof E & string

/** A field of a source entity that holds ids of target entities; its rows are derived with every change. */
export type Relation<E extends Entity = never, Field extends string = FieldOf<E>> = {
  field: Field
  /** Where the field is a list of parts with ids of their own: the part's field that holds the target's id. */
  partField?: string
  /** How many links the list takes; 10 unless it says otherwise. */
  max?: number
  /** Kind of the target; its key is made of its id alone. */
  target: string
  /** Word for the target in messages: "Goal not found". */
  label: string
  /** The sort keys kept for one pair. */
  rows: (sourceId: string, targetId: string) => string[]
  /** The relation must stay free of cycles. */
  acyclic?: boolean
  /**
   * What its rows say about the source, so that whoever reads the target need not load it. Rewritten when it changes.
   * Rows of parts say which parts point at the target.
   */
  summary?(source: E): Record<string, unknown>
}

/** What else changes in the transaction that brings an entity back from the trash. */
export type AlsoRestored = { changes: Change[]; writes: Write[] }

/** An entity before and after something: null where it is not there. */
export type Step<E extends Entity = Entity> = { before: E | null; after: E | null }

export type SideRows<E extends Entity = never> = {
  write(ctx: Context, steps: Step<E>[]): Promise<Write[]>
}['write']

/** All that an entity of one kind is and can do, except for the rules of its own domain. */
export type Kind<E extends Entity, Field extends string = FieldOf<E>> = {
  /** The entityType of its events and links, also its key prefix in capitals. */
  name: string
  /** Word for it in messages: "Task not found". */
  label: string
  /** The field that names it. Search finds its words first. */
  title?: Field
  /** The field with the day that names it where it has no title. */
  day?: Field
  /** Fields whose words search finds after those of the title, in this order. A kind without `text` is not searched. */
  text?: Field[]
  /** False where a person has one of them, or they expire: there is nothing to count. */
  counted?: false
  /** Values that are not stored: a missing attribute reads as this. New fields need no migration. */
  defaults: Partial<E>
  /** Its sort key; made of the id unless the kind says otherwise. */
  sk?(entity: E): string
  /** Its key can be used again after a deletion, such as that of a day: in the trash the id is added to it. */
  reusableKey?: true
  /** Where its key is not made of its id: the sort key of a row, kept with every change, that says where it is. */
  pointer?: (id: string) => string
  /** What is deleted does not come back: nobody sees it in the trash. */
  isGoneWhenDeleted?: true
  /** Whether a row mirrors another system's entity: it is written without events, and made anew from there. */
  isMirrored?: (row: Record<string, unknown>) => boolean
  /** Rows that find it by something else than its key, by sort key. They come and go with it; none while it is in the trash. */
  lookupRows?(entity: E): Record<string, Record<string, unknown>>
  /** What it adds to rows that sum over entities: numbers by sort key and attribute. Nothing while it is in the trash. */
  tallies?(entity: E): Tallies
  /** Attributes of sparse indexes. */
  index?(entity: E): Record<string, string>
  relations?: Relation<E, Field>[]
  /** Beginnings of the keys of rows that say what points at it, besides its LINK rows. */
  backlinkRows?: (id: string) => string[]
  /**
   * What else its return from the trash changes: a log counts in its metric again. That its parent is there is checked
   * for every kind. @throws 409 when it cannot come back
   */
  onRestore?(ctx: Context, restored: Change<E>): Promise<AlsoRestored>
  /**
   * Rows that are written in one transaction with its entities and follow from them, such as the recent days of a habit, after
   * these steps. For undoing, where the other entities that a service changes are given back by their own events.
   */
  sideRows?: SideRows<E>
  /** It is written once and stays: undoing its creation books this instead. `at`: epoch ms. */
  reversed?(ctx: Context, created: E[], at: number): { changes: Change[]; writes: Write[] }
  /** What it is without when its creation is undone: what it was paid. */
  withoutPay?(entity: E): Partial<E>
  /**
   * What undoing does about it, if not giving its fields back. `kept`: it records that something happened, which stays true.
   * `refused`: another system has it too, or bytes that no event has.
   */
  undo?: 'kept' | 'refused'
  /** The entity that these belong to and are purged with: `field` holds its id, `rows` is the beginning of their keys. */
  parent?: { kind: string; field: Field; rows: (parentId: string) => string }
  /** When its row expires, an instant: it is then gone for good without a last event. Not counted. */
  expires?(entity: E): string
  /** What it stores outside the table: its bytes count while it is there, not in the trash, against the person's room. */
  stores?: { bytes(entity: E): number; room: Room }
  /** Rows that are derived from it and have no events of their own: purged with it. */
  derivedRows?: (id: string) => string[]
}

export const keyOfId = (kind: { name: string }, id: string): string => sk.entity(kind.name, id)

export const skOf = <E extends Entity>(kind: Kind<E>, entity: E): string =>
  kind.sk?.(entity) ?? keyOfId(kind, entity.id)

/** The table's TTL of an entity, epoch seconds; null for what stays. */
export const expiryOf = <E extends Entity>(kind: Kind<E>, entity: E): number | null =>
  kind.expires ? Math.floor(Date.parse(kind.expires(entity)) / 1_000) : null

/** The beginning of every sort key of a kind: TASK#, and TXN# for one whose keys are not made of its name. */
export const prefixOf = (kind: Kind<Entity>): string => `${skOf(kind, { id: '' } as Entity).split('#')[0]}#`

/** Where it lies once it is deleted. */
export const trashSkOf = <E extends Entity>(kind: Kind<E>, entity: E): string =>
  sk.trash(skOf(kind, entity) + (kind.reusableKey ? `#${entity.id}` : ''))

/** The relation rows of a field both of whose sides are found by LINK keys. */
export const linkRelation = <E extends Entity>(
  source: string,
  field: FieldOf<E>,
  target: string,
  label: string,
  more: Pick<Relation<E>, 'summary' | 'partField' | 'max'> = {},
): Relation<E> => ({
  field,
  target,
  label,
  ...more,
  rows: (sourceId, targetId) => [sk.link(target, targetId, source, sourceId)],
})

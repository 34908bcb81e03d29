import { isDeepStrictEqual } from 'node:util'
import type { Item } from '../table/table.ts'
import { type Entity, expiryOf, type Kind, skOf, trashSkOf } from './kind.ts'
import { pathOf, summaryOf, targetsOf } from './relation.ts'
import { compact, type Fields, fieldValue } from './stored.ts'
import type { StoredBytes } from './stored-bytes.ts'
import { type Tallies, tallyChange } from './tallies.ts'

export type Action = 'create' | 'update' | 'delete' | 'restore'

type Link = { rows: string[]; target: string; targetId: string; label: string; field: string; summary?: Fields }

/** One change of one entity: what its event says and what is written, with nothing left to decide. */
export type Change<E extends Entity = Entity> = {
  readonly after: E
  readonly entityType: string
  readonly label: string
  readonly action: Action
  /** Name of the event: 'task.completed'. */
  readonly type: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly data: Fields
  readonly previous: Fields | null
  /** The item that goes, with the version it must have. */
  readonly remove: { SK: string; version: number } | null
  /** The item that is written; `replaces` is the version it must have, null when it must not exist. */
  readonly put: { SK: string; item: Item; replaces: number | null }
  /** The row that says where the entity is, with the key it has from now on (null: it is gone); null where none is kept. */
  readonly pointer: { SK: string; to: string | null } | null
  /** Rows that find it by something else: those that are written, and those that go. */
  readonly lookups: { put: Record<string, Item>; gone: string[] }
  /** By how much it changes rows that sum over entities. */
  readonly tallies: Tallies
  readonly linked: Link[]
  readonly unlinked: Link[]
  /** Links that stay, and whose summary of the entity changes. */
  readonly resummarized: Link[]
  /** How many bytes more or, negative, less the entity stores outside the table; null for none. */
  readonly stored: StoredBytes | null
}

const DAY_S = 86_400
export const TRASH_DAYS = 30
const OWN = new Set(['id', 'userId', 'version', 'createdAt', 'updatedAt'])

/** The time of an entity's next change: never before, nor equal to, the time of its last. Epoch milliseconds. */
export const nextChangeAt = (entity: Entity, now: number): number => Math.max(now, Date.parse(entity.updatedAt) + 1)

/** A new entity. Its version is 1 and its times are `at`. */
export const create = <E extends Entity>(
  kind: Kind<E>,
  fields: Omit<E, 'version' | 'createdAt' | 'updatedAt'>,
  at: number,
  type = 'created',
): Change<E> => {
  const time = new Date(at).toISOString()
  const after = { ...kind.defaults, ...fields, version: 1, createdAt: time, updatedAt: time } as E
  const put = { SK: skOf(kind, after), item: itemOf(kind, after), replaces: null }
  return {
    ...basics(kind, after, 'create', type, at),
    data: payload(kind, after),
    previous: null,
    remove: null,
    put,
    pointer: pointerTo(kind, after, put.SK),
    lookups: lookupChange({}, lookupsOf(kind, after)),
    tallies: tallyChange(kind, null, after),
    linked: linksOf(kind, after),
    unlinked: [],
    resummarized: [],
    stored: storedBytes(kind, null, after),
  }
}

/** A changed entity, or null when `patch` changes nothing: then there is nothing to write and no event. */
export const update = <E extends Entity>(
  kind: Kind<E>,
  before: E,
  patch: Partial<E>,
  at: number,
  type = 'updated',
): Change<E> | null => {
  const names = Object.keys(patch).filter(
    (name) => !OWN.has(name) && !isDeepStrictEqual(fieldValue(patch, name), fieldValue(before, name)),
  )
  if (names.length === 0) return null
  const changed = Object.fromEntries(names.map((name) => [name, fieldValue(patch, name)]))
  const after = next({ ...before, ...changed }, before, at)
  const [oldSk, newSk] = [skOf(kind, before), skOf(kind, after)]
  const moved = oldSk !== newSk
  const [had, has] = [linksOf(kind, before), linksOf(kind, after)]
  return {
    ...basics(kind, after, 'update', type, at),
    data: changed,
    previous: Object.fromEntries(names.map((name) => [name, fieldValue(before, name) ?? null])),
    remove: moved ? { SK: oldSk, version: before.version } : null,
    put: { SK: newSk, item: itemOf(kind, after), replaces: moved ? null : before.version },
    pointer: moved ? pointerTo(kind, after, newSk) : null,
    lookups: lookupChange(lookupsOf(kind, before), lookupsOf(kind, after)),
    tallies: tallyChange(kind, before, after),
    linked: missingFrom(has, had),
    unlinked: missingFrom(had, has),
    resummarized: resummarized(has, had),
    stored: storedBytes(kind, before, after),
  }
}

/** What the trash keeps along with the entity. `backlinks`: who pointed at it, in which field, and in which of its parts. */
export type Trash = { deletedAt: string; backlinks?: Backlink[]; pending?: boolean }
export type Backlink = { kind: string; id: string; field: string; parts?: string[] }

/**
 * Moves an entity to the trash, where it stays for `days`; 0: nobody sees it again. `extra` is kept for the way back, and `patch`
 * is what it loses by going.
 */
export const remove = <E extends Entity>(
  kind: Kind<E>,
  before: E,
  at: number,
  extra: Omit<Trash, 'deletedAt'> = {},
  days = TRASH_DAYS,
  patch: Partial<E> = {},
): Change<E> => {
  const after = next({ ...before, ...patch }, before, at)
  const deletedAt = after.updatedAt
  const trash: Trash = { deletedAt, ...extra }
  const item = { ...compact(kind, after), trash, expiresAt: Math.floor(at / 1_000) + days * DAY_S }
  return {
    ...basics(kind, after, 'delete', 'deleted', at),
    data: { ...patch, deletedAt },
    previous: null,
    remove: { SK: skOf(kind, before), version: before.version },
    put: { SK: trashSkOf(kind, before), item, replaces: null },
    pointer: pointerTo(kind, before, null),
    lookups: lookupChange(lookupsOf(kind, before), {}),
    tallies: tallyChange(kind, before, null),
    linked: [],
    unlinked: linksOf(kind, before),
    resummarized: [],
    stored: storedBytes(kind, before, null),
  }
}

/** Brings an entity back from the trash; `patch` holds what cannot come back as it was (links to what is gone). */
export const restore = <E extends Entity>(kind: Kind<E>, trashed: E, patch: Partial<E>, at: number): Change<E> => {
  const after = next({ ...trashed, ...patch }, trashed, at)
  return {
    ...basics(kind, after, 'restore', 'restored', at),
    data: patch as Fields,
    previous: null,
    remove: { SK: trashSkOf(kind, trashed), version: trashed.version },
    put: { SK: skOf(kind, after), item: itemOf(kind, after), replaces: null },
    pointer: pointerTo(kind, after, skOf(kind, after)),
    lookups: lookupChange({}, lookupsOf(kind, after)),
    tallies: tallyChange(kind, null, after),
    linked: linksOf(kind, after),
    unlinked: [],
    resummarized: [],
    stored: storedBytes(kind, null, after),
  }
}

const basics = <E extends Entity>(kind: Kind<E>, after: E, action: Action, type: string, at: number) => ({
  after,
  entityType: kind.name,
  label: kind.label,
  action,
  type: `${kind.name}.${type}`,
  at,
})

const next = <E extends Entity>(fields: E, before: E, at: number): E => ({
  ...fields,
  version: before.version + 1,
  updatedAt: new Date(at).toISOString(),
})

const pointerTo = <E extends Entity>(kind: Kind<E>, { id }: E, to: string | null) =>
  kind.pointer ? { SK: kind.pointer(id), to } : null

const lookupsOf = <E extends Entity>(kind: Kind<E>, entity: E): Record<string, Item> => kind.lookupRows?.(entity) ?? {}

const lookupChange = (had: Record<string, Item>, has: Record<string, Item>): Change['lookups'] => ({
  put: Object.fromEntries(Object.entries(has).filter(([SK, row]) => !isDeepStrictEqual(had[SK], row))),
  gone: Object.keys(had).filter((SK) => !(SK in has)),
})

const itemOf = <E extends Entity>(kind: Kind<E>, entity: E): Item => {
  const expiresAt = expiryOf(kind, entity)
  return { ...compact(kind, entity), ...kind.index?.(entity), ...(expiresAt !== null && { expiresAt }) }
}

/** By how much a change of what is there changes what is stored outside the table. */
const storedBytes = <E extends Entity>(kind: Kind<E>, before: E | null, after: E | null): StoredBytes | null => {
  if (!kind.stores) return null
  const { bytes: of, room } = kind.stores
  const bytes = (after ? of(after) : 0) - (before ? of(before) : 0)
  return bytes === 0 ? null : { bytes, room }
}

const payload = <E extends Entity>(kind: Kind<E>, entity: E): Fields =>
  Object.fromEntries(Object.entries(compact(kind, entity)).filter(([name]) => !OWN.has(name)))

const linksOf = <E extends Entity>(kind: Kind<E>, entity: E): Link[] =>
  (kind.relations ?? []).flatMap((relation) =>
    targetsOf(relation, entity).map((targetId) => {
      const summary = summaryOf(relation, entity, targetId)
      const rows = relation.rows(entity.id, targetId)
      const { target, label } = relation
      return { rows, target, targetId, label, field: pathOf(relation), ...(summary && { summary }) }
    }),
  )

const missingFrom = (links: Link[], others: Link[]): Link[] => {
  const known = new Set(others.flatMap(({ rows }) => rows))
  return links.filter(({ rows }) => !rows.every((row) => known.has(row)))
}

const resummarized = (links: Link[], before: Link[]): Link[] => {
  const known = new Map(before.flatMap(({ rows, summary }) => (summary ? rows.map((row) => [row, summary]) : [])))
  return links.filter(({ rows, summary }) => {
    const previous = known.get(rows[0] ?? '')
    return previous !== undefined && !isDeepStrictEqual(previous, summary)
  })
}

/** How many items of a transaction changes take, links between them counted twice. */
export const itemsOf = (changes: Change[]): number =>
  changes.reduce(
    (count, { remove: gone, lookups, linked, unlinked, resummarized, stored }) =>
      count +
      (gone ? 3 : 2) +
      (stored ? 1 : 0) +
      Object.keys(lookups.put).length +
      lookups.gone.length +
      linked.length +
      [...linked, ...unlinked, ...resummarized].flatMap(({ rows }) => rows).length,
    0,
  )

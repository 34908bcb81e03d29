import { isDeepStrictEqual } from 'node:util'
import { TRASH_DAYS } from '../../platform/events/change.ts'
import { type Entity, expiryOf, type Kind } from '../../platform/events/kind.ts'
import { linkRow, pathOf, summaryOf, targetsOf } from '../../platform/events/relation.ts'
import { fieldValue, fromItem } from '../../platform/events/stored.ts'
import type { Item } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import { DAY_MS } from '../../platform/units.ts'
import { KINDS } from '../kinds/kinds.ts'
import { kindOfRow } from '../kinds/lookup.ts'
import { effect, sum, TRANSACTION } from '../wallet/ledger.ts'
import type { WalletTransaction } from '../wallet/wallet.schema.ts'
import type { Built } from './rebuild.ts'
import { recentDaysDrift } from './recent-days-drift.ts'

/** A difference between a stored row and the event log. `row` is a sort key. */
export type Drift = { row: string; problem: string }

type Rows = Map<string, Item>

/** All differences between a person's rows and the state folded from their events. `now` in epoch ms. */
export const driftOf = (built: Built[], rows: Rows, now: number): Drift[] => [
  ...entityDrift(built, rows, now),
  ...derivedDrift(built, rows),
  ...surplusRows(built, rows),
  ...recentDaysDrift(built, rows),
  ...walletDrift(built, rows),
  ...counterDrift(built, rows),
]

const entityDrift = (built: Built[], rows: Rows, now: number): Drift[] => {
  const forgotten = new Set(
    built.filter(({ entity, deleted }) => deleted && isForgotten(entity, now)).map(({ entity }) => entity.id),
  )
  return built.flatMap(({ kind, entity, deleted, key }) => {
    const item = rows.get(key)
    const parentId = kind.parent && fieldValue(entity, kind.parent.field)
    const isOver = kind.isGoneWhenDeleted || forgotten.has(entity.id) || forgotten.has(String(parentId))
    const mayBeGone = deleted && isOver
    if (!item) return mayBeGone || hasExpired(kind, entity, now) ? [] : [{ row: key, problem: 'is missing' }]
    const index = deleted ? {} : (kind.index?.(entity) ?? {})
    return [...fieldDrift(key, fromItem(kind, item), entity), ...fieldDrift(key, indexOf(item), index)]
  })
}

/** Expired rows are invisible to reads at once, although the TTL deletes them later. */
const hasExpired = (kind: Kind<Entity>, entity: Entity, now: number): boolean => {
  const expiresAt = expiryOf(kind, entity)
  return expiresAt !== null && expiresAt * 1_000 <= now
}

/** The TTL empties the trash and may be late. */
const isForgotten = ({ updatedAt }: Entity, now: number): boolean =>
  Date.parse(updatedAt) + TRASH_DAYS * DAY_MS <= now + DAY_MS

const indexOf = (item: Item): Item => Object.fromEntries(Object.entries(item).filter(([name]) => /^GSI\d/.test(name)))

const fieldDrift = (row: string, stored: object, wanted: object): Drift[] => {
  const [is, shouldBe] = [stored as Item, wanted as Item]
  return [...new Set([...Object.keys(is), ...Object.keys(shouldBe)])]
    .filter((name) => !isDeepStrictEqual(is[name] ?? null, shouldBe[name] ?? null))
    .map((name) => ({ row, problem: `${name} is ${show(is[name])}, its events say ${show(shouldBe[name])}` }))
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'absent'
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

/** The rows derived from entities: links, in both directions where there are two, and pointers to entities whose key is not their id. */
const derivedOf = (built: Built[]): Map<string, Item> => {
  const derived = new Map<string, Item>()
  for (const { kind, entity, deleted, key } of built) {
    if (deleted) continue
    if (kind.pointer) derived.set(kind.pointer(entity.id), { to: key })
    for (const relation of kind.relations ?? []) {
      for (const target of targetsOf(relation, entity)) {
        const link = linkRow(
          { field: pathOf(relation), source: entity.id, sourceType: kind.name, target },
          summaryOf(relation, entity, target),
        )
        for (const row of relation.rows(entity.id, target)) derived.set(row, link)
      }
    }
  }
  return derived
}

const derivedDrift = (built: Built[], rows: Rows): Drift[] =>
  [...derivedOf(built)].flatMap(([row, wanted]) => {
    const item = rows.get(row)
    if (!item) return [{ row, problem: 'is missing' }]
    const { PK: _pk, SK: _sk, createdAt: _at, ...stored } = item
    return fieldDrift(row, stored, wanted)
  })

const POINTERS = KINDS.flatMap(({ pointer }) => (pointer ? [pointer('')] : []))
const RELATIONS = KINDS.flatMap(({ relations = [] }) => relations)
/** LINK#, and the other prefixes of rows that relations write. */
const LINKS = new Set(RELATIONS.flatMap(({ rows }) => rows('', '')).map((row) => `${row.split('#')[0]}#`))
const UNCOUNTED = new Set(KINDS.filter(({ counted }) => counted === false).map(({ name }) => name))

/** Whether a row exists only because of an entity. */
const isKept = (row: string): boolean =>
  LINKS.has(row.slice(0, row.indexOf('#') + 1)) ||
  row.startsWith(sk.trash('')) ||
  row === sk.profile() ||
  kindOfRow(row) !== undefined ||
  POINTERS.some((prefix) => row.startsWith(prefix))

/** Whether a row, or the one that it points to, mirrors another system. */
const isMirrored = (rows: Rows, row: string): boolean => {
  const target = rows.get(row)?.to
  const key = typeof target === 'string' ? target : row
  return kindOfRow(key)?.isMirrored?.(rows.get(key) ?? {}) ?? false
}

const surplusRows = (built: Built[], rows: Rows): Drift[] => {
  const expected = new Set([...built.map(({ key }) => key), ...derivedOf(built).keys()])
  return [...rows.keys()]
    .filter((row) => isKept(row) && !expected.has(row) && !isMirrored(rows, row))
    .map((row) => ({ row, problem: 'is stored, but no event says so' }))
}

/** The sums of the wallet, computed from the ledger. */
export const walletOf = (built: Built[]): { balance: number; lifetimeEarned: number; lifetimeSpent: number } => {
  const ledger = built
    .filter(({ kind, deleted }) => kind.name === TRANSACTION.name && !deleted)
    .map(({ entity }) => entity as WalletTransaction)
  const effects = ledger.map(effect)
  return {
    balance: sum(ledger.map(({ amount }) => amount)),
    lifetimeEarned: sum(effects.map(({ earned }) => earned)),
    lifetimeSpent: sum(effects.map(({ spent }) => spent)),
  }
}

const walletDrift = (built: Built[], rows: Rows): Drift[] => {
  const { balance = 0, lifetimeEarned = 0, lifetimeSpent = 0 } = rows.get(sk.wallet()) ?? {}
  // The table adds decimals and may have more digits than a binary number: compare to the cent.
  const stored = { balance, lifetimeEarned, lifetimeSpent }
  const rounded = Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, sum([Number(value)])]))
  return fieldDrift(sk.wallet(), rounded, walletOf(built))
}

/** The number of entities of each kind that are not deleted. */
export const countsOf = (built: Built[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { kind, deleted } of built) if (!deleted) counts[kind.name] = (counts[kind.name] ?? 0) + 1
  return counts
}

/** A person without a counters row has no drift in it: the stream has not written it yet. */
const counterDrift = (built: Built[], rows: Rows): Drift[] => {
  const item = rows.get(sk.counters())
  if (!item) return []
  const { PK: _pk, SK: _sk, upTo: _upTo, ...stored } = item
  const counts = Object.fromEntries(Object.entries(countsOf(built)).filter(([kind]) => !UNCOUNTED.has(kind)))
  const nonZero = Object.fromEntries(Object.entries(stored).filter(([, count]) => count !== 0))
  return fieldDrift(sk.counters(), nonZero, counts)
}

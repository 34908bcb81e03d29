import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { missing } from './failures.ts'
import type { Offer } from './offer.ts'
import type { InvoiceLine, Kind, ObjectOf, StripeObject } from './wire-types.ts'

export type Remembered = { key: string; sent: string; status: number; body: string; at: number }
export type Delivery = { event: string; attempts: number; status: number | null; done: boolean }

type State = {
  objects: StripeObject[]
  /** Ids of customers that were deleted: Stripe still answers for them. */
  deleted: string[]
  /** Prorations that wait for the next invoice, by subscription. */
  pending: Record<string, InvoiceLine[]>
  /** By checkout session. */
  offers: Record<string, Offer>
  remembered: Remembered[]
  deliveries: Delivery[]
}

export type Store = ReturnType<typeof createStore>

const EMPTY: State = { objects: [], deleted: [], pending: {}, offers: {}, remembered: [], deliveries: [] }
const DAY_S = 86_400

export const seconds = (): number => Math.floor(Date.now() / 1000)
export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`

/** Everything the stand-in knows, in memory. `save` writes all of it to the file, where one is given. */
export const createStore = (file?: string) => {
  const state: State =
    file && existsSync(file) ? { ...EMPTY, ...JSON.parse(readFileSync(file, 'utf8')) } : structuredClone(EMPTY)
  const objects = new Map(state.objects.map((one) => [one.id, one]))
  const deleted = new Set(state.deleted)
  const remembered = new Map(state.remembered.filter(({ at }) => at > seconds() - DAY_S).map((one) => [one.key, one]))
  const deliveries = new Map(state.deliveries.map((one) => [one.event, one]))
  const isKind = <K extends Kind>(one: StripeObject | undefined, kind: K): one is ObjectOf<K> => one?.object === kind

  const find = <K extends Kind>(kind: K, id: string): ObjectOf<K> | undefined => {
    const one = objects.get(id)
    return isKind(one, kind) && !deleted.has(id) ? one : undefined
  }
  return {
    find,
    /** @throws StripeFailure resource_missing: 404, or 400 when a parameter named the object. */
    get: <K extends Kind>(kind: K, id: string, param?: string): ObjectOf<K> => {
      const one = find(kind, id)
      if (!one) throw missing(kind, id, param)
      return one
    },
    /** Lists may name a customer that was deleted, but not one that never existed. */
    known: (kind: Kind, id: string | undefined, param: string): void => {
      if (id !== undefined && !isKind(objects.get(id), kind)) throw missing(kind, id, param)
    },
    any: (id: string): StripeObject | undefined => objects.get(id),
    /** All of a kind, newest first. */
    all: <K extends Kind>(kind: K): ObjectOf<K>[] =>
      [...objects.values()].filter((one): one is ObjectOf<K> => isKind(one, kind) && !deleted.has(one.id)).reverse(),
    put: <T extends StripeObject>(one: T): T => {
      objects.set(one.id, one)
      return one
    },
    delete: (id: string): void => {
      deleted.add(id)
    },
    isDeleted: (id: string): boolean => deleted.has(id),
    pending: new Map(Object.entries(state.pending)),
    offers: new Map(Object.entries(state.offers)),
    remembered,
    deliveries,
    save(): void {
      if (!file) return
      const all: State = {
        objects: [...objects.values()],
        deleted: [...deleted],
        pending: Object.fromEntries(this.pending),
        offers: Object.fromEntries(this.offers),
        remembered: [...remembered.values()],
        deliveries: [...deliveries.values()],
      }
      writeFileSync(`${file}.new`, JSON.stringify(all))
      renameSync(`${file}.new`, file)
    },
  }
}

import type { Context } from './context.ts'
import { type DerivedRows, writeDerived } from './table/derived.ts'
import { startingWith, userPk } from './table/keys.ts'
import { getItem, getItems, type Item, queryAll, queryPage } from './table/table.ts'

export type { DerivedRows, Item }

/** Sort keys from one to another, both included, in their order or the last one first. */
type Bounds = { from: string; to: string; descending?: boolean }
/** Bounds, or what every key begins with. */
export type KeyRange = Bounds | string
/** `after`: the row after which to go on, as `next` of the page before says. */
export type PageRange = Bounds & { limit: number; after?: Item | undefined }

/** Reads may be eventually consistent unless the result decides a write. */
type Read = { consistent?: boolean }

/**
 * The rows of one person: nothing here can reach another's. Every method throws 503 when the deadline passes. What is
 * written goes through `commit` (events/commit.ts), except rows that can be derived again.
 */
export const partition = ({ userId, deadline }: Pick<Context, 'userId' | 'deadline'>) => {
  const pk = userPk(userId)
  const options = ({ consistent = false }: Read) => ({ deadline, consistent })
  return {
    /** One row, or null. */
    get: (SK: string, read: Read = {}): Promise<Item | null> => getItem({ PK: pk, SK }, options(read)),

    /** The rows that exist, in the order of their keys here; a round trip for each 100, side by side. */
    getMany: (keys: string[], read: Read = {}): Promise<Item[]> =>
      getItems(
        keys.map((SK) => ({ PK: pk, SK })),
        options(read),
      ),

    /** Every row of a range, page after page: for ranges that are small by nature. */
    range: (range: KeyRange, read: Read = {}): Promise<Item[]> => queryAll({ pk, ...boundsOf(range) }, options(read)),

    /** One page of a range. `next` is where to go on, or undefined at the end. */
    page: (page: PageRange, read: Read = {}): Promise<{ items: Item[]; next: Item | undefined }> =>
      queryPage({ pk, ...page }, options(read)),

    /** Writes rows that can be derived again from entities; null takes a row away. May be repeated. */
    writeDerived: (rows: DerivedRows): Promise<void> => writeDerived(userId, rows, deadline),
  }
}

const boundsOf = (range: KeyRange): Bounds => (typeof range === 'string' ? startingWith(range) : range)

import { inParallel } from '../../../platform/batches.ts'
import type { Context } from '../../../platform/context.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { sk, startingWith } from '../../../platform/table/keys.ts'
import { sameTitle, titleKey } from './link-target.ts'

/** What a row says of the item that has a title. */
export type Titled = { target: string; title: string; type: string; area: string }

/** With more titles than this, all titles of the person are read instead of one query for each. */
const SINGLE = 25
const PARALLEL = 8
/** Rows of a page: 1 MB ends it before. */
const PAGE = 10_000

/**
 * The items that links by some titles mean, by `sameTitle`. Of several items with one title it is the oldest: so a new note never
 * takes over links that people made before it. Titles that nobody has are missing.
 */
export const itemsTitled = async (
  ctx: Context,
  titles: Iterable<string>,
  read = { consistent: false },
): Promise<Map<string, Titled>> => {
  const wanted = new Set([...titles].map(sameTitle))
  if (wanted.size > SINGLE) return oldestOf((await allTitles(ctx, Number.POSITIVE_INFINITY, read)).rows, wanted)
  const found: Titled[] = []
  await inParallel(wanted, PARALLEL, async (title) => {
    found.push(...((await partition(ctx).range(sk.vaultTitles(titleKey(title)), read)) as Titled[]))
  })
  return oldestOf(found, wanted)
}

/** Those of some keys of titles that an item has. */
export const keysThatExist = async (ctx: Context, keys: Set<string>): Promise<Set<string>> => {
  if (keys.size > SINGLE) {
    const { rows } = await allTitles(ctx, Number.POSITIVE_INFINITY)
    return new Set(rows.map(({ title }) => titleKey(title)).filter((key) => keys.has(key)))
  }
  const found = new Set<string>()
  await inParallel(keys, PARALLEL, async (key) => {
    const { items } = await partition(ctx).page({ ...startingWith(sk.vaultTitles(key)), limit: 1 })
    if (items.length > 0) found.add(key)
  })
  return found
}

const oldestOf = (rows: Titled[], wanted: Set<string>): Map<string, Titled> => {
  const oldest = new Map<string, Titled>()
  for (const row of rows) {
    const title = sameTitle(row.title)
    const other = oldest.get(title)
    if (wanted.has(title) && (!other || row.target < other.target)) oldest.set(title, row)
  }
  return oldest
}

/** All titles, in at most so many pages of 1 MB. `isCut`: there are more. */
export const allTitles = async (ctx: Context, pages: number, read = { consistent: false }) => {
  const { rows, isCut } = await pagesOf(ctx, sk.vaultTitles(), pages, read)
  return { rows: rows as Titled[], isCut }
}

/** The rows of a range, in at most so many pages of 1 MB. */
export const pagesOf = async (
  ctx: Context,
  prefix: string,
  pages: number,
  read = { consistent: false },
): Promise<{ rows: Item[]; isCut: boolean }> => {
  const rows: Item[] = []
  let after: Item | undefined
  for (let page = 0; page < pages; page++) {
    const { items, next } = await partition(ctx).page({ ...startingWith(prefix), limit: PAGE, after }, read)
    rows.push(...items)
    after = next
    if (!next) break
  }
  return { rows, isCut: after !== undefined }
}

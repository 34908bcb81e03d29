import { inParallel } from '../../../platform/batches.ts'
import type { Context } from '../../../platform/context.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { sk, startingWith } from '../../../platform/table/keys.ts'
import { sameTitle, titleKey } from './link-target.ts'
import { meantByName, nameOf, type Titled } from './titled.ts'

/** With more titles than this, all titles of the person are read instead of one query for each. */
const SINGLE = 25
const PARALLEL = 8
/** Rows of a page: 1 MB ends it before. */
const PAGE = 10_000

/** The items that links by some titles or aliases mean, by `sameTitle`. Names that no item has are missing. */
export const itemsTitled = async (
  ctx: Context,
  titles: Iterable<string>,
  read = { consistent: false },
): Promise<Map<string, Titled>> => {
  const wanted = new Set([...titles].map(sameTitle))
  if (wanted.size > SINGLE) {
    const { rows } = await allTitles(ctx, Number.POSITIVE_INFINITY, read)
    return meantByName(rows.filter((row) => wanted.has(sameTitle(nameOf(row)))))
  }
  const found: Titled[] = []
  await inParallel(wanted, PARALLEL, async (title) => {
    found.push(...((await partition(ctx).range(sk.vaultTitles(titleKey(title)), read)) as Titled[]))
  })
  return meantByName(found)
}

/** Those of some keys of titles that an item has as its title or as an alias. */
export const keysThatExist = async (ctx: Context, keys: Set<string>): Promise<Set<string>> => {
  if (keys.size > SINGLE) {
    const { rows } = await allTitles(ctx, Number.POSITIVE_INFINITY)
    return new Set(rows.map((row) => titleKey(nameOf(row))).filter((key) => keys.has(key)))
  }
  const found = new Set<string>()
  await inParallel(keys, PARALLEL, async (key) => {
    const { items } = await partition(ctx).page({ ...startingWith(sk.vaultTitles(key)), limit: 1 })
    if (items.length > 0) found.add(key)
  })
  return found
}

/** All titles and aliases, in at most so many pages of 1 MB. `isCut`: there are more. */
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

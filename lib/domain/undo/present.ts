import type { Context } from '../../platform/context.ts'
import { type Entity, type Kind, keyOfId, prefixOf, skOf } from '../../platform/events/kind.ts'
import { find, findAt } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { fieldsAfter, type Touched } from './change-set.ts'

const PAGE = 1_000

/**
 * An entity of a change set as it is now, where the set left it: live or in the trash. Consistent. Null when it is not there. One
 * read, but for kinds whose keys are made of other fields than the id, unless the set says them: those are looked for.
 */
export const loadPresent = async (ctx: Context, kind: Kind<Entity>, touched: Touched): Promise<Entity | null> => {
  const { entityId: id } = touched
  if (touched.is === 'trashed') {
    if (kind.sk) return search(ctx, kind, id, sk.trash(prefixOf(kind)))
    return findAt(ctx, kind, sk.trash(keyOfId(kind, id)), { consistent: true })
  }
  if (!kind.sk || kind.pointer) return find(ctx, kind, id, { consistent: true })
  const made = { ...kind.defaults, ...fieldsAfter(touched), id, userId: ctx.userId } as Entity
  const there = await findAt(ctx, kind, skOf(kind, made), { consistent: true })
  return there?.id === id ? there : search(ctx, kind, id, prefixOf(kind))
}

/** Newest keys first: what is undone was seldom done long ago. */
const search = async (ctx: Context, kind: Kind<Entity>, id: string, prefix: string): Promise<Entity | null> => {
  const range = { ...startingWith(prefix), descending: true, limit: PAGE }
  for (let after: Item | undefined, isFirst = true; after || isFirst; isFirst = false) {
    const page = await partition(ctx).page({ ...range, after }, { consistent: true })
    const row = page.items.find((item) => item.id === id)
    if (row) return fromItem(kind, row)
    after = page.next
  }
  return null
}

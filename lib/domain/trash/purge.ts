import type { Context } from '../../platform/context.ts'
import { checkDeadline } from '../../platform/deadline.ts'
import { nextChangeAt, remove } from '../../platform/events/change.ts'
import { type Entity, type Kind, keyOfId } from '../../platform/events/kind.ts'
import { untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { KINDS } from '../kinds/kinds.ts'

/** Entities of one transaction: each is an item that is removed, one that waits for the TTL in the trash, and an event. */
const PORTION = 30

/**
 * Takes away for good what was an entity's own (the logs of a metric, the redemptions of a reward), once the entity has
 * left the trash by its age. Each has a last event, so that the log still says what there is. Nothing happens while the
 * entity is there or in the trash. May be repeated; a repeat goes on where it was cut short. @throws 503
 */
export const purge = async (ctx: Context, kind: Kind<Entity>, id: string): Promise<void> => {
  const owned = KINDS.filter(({ parent }) => parent?.kind === kind.name)
  const derived = kind.derivedRows?.(id) ?? []
  if ((owned.length === 0 && derived.length === 0) || (await isKept(ctx, keyOfId(kind, id)))) return
  for (const child of owned) while ((await purgeSome(ctx, child, id)) > 0) checkDeadline(ctx.deadline)
  await partition(ctx).writeDerived(new Map(derived.map((row) => [row, null])))
}

const isKept = async (ctx: Context, key: string): Promise<boolean> => {
  const keys = [key, sk.trash(key)]
  return (await partition(ctx).getMany(keys, { consistent: true })).length > 0
}

const purgeSome = (ctx: Context, child: Kind<Entity>, parentId: string): Promise<number> =>
  untilCommitted(ctx, async () => {
    const range = { ...startingWith(child.parent?.rows(parentId) ?? ''), limit: PORTION }
    const { items } = await partition(ctx).page(range, { consistent: true })
    const changes = items.map((item) => {
      const entity = fromItem(child, item)
      return remove(child, entity, nextChangeAt(entity, ctx.now()), {}, 0)
    })
    return { changes, result: changes.length }
  })

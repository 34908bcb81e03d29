import * as z from 'zod'
import type { Context } from '../../platform/context.ts'
import { conflict, entityRef, notFound } from '../../platform/errors.ts'
import { update } from '../../platform/events/change.ts'
import type { Entity, Kind } from '../../platform/events/kind.ts'
import { loadMany, mutateTo } from '../../platform/events/mutate.ts'
import { idsIn, MAX_LINKS } from '../../platform/events/relation.ts'
import { requireWrite } from '../../platform/events/write.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'

/** One pair: the source carries the target's id in a list field. */
export type Pair<E extends Entity> = {
  kind: Kind<E>
  id: string
  field: keyof E & string
  target: { kind: string; label: string; id: string }
}

/** The answer to a link. */
export const Linked = z
  .object({ entityType: z.string(), entityId: z.string(), targetType: z.string(), targetId: z.string() })
  .meta({ id: 'Linked' })
export type Linked = z.infer<typeof Linked>

/** Links two entities; doing it again changes nothing. @throws 404 when either is unknown, 409 when the list is full. */
export const link = <E extends Entity>(ctx: Context, pair: Pair<E>, claim?: Claim | null): Promise<Linked> => {
  const { kind, id, field, target } = pair
  const max = kind.relations?.find((relation) => relation.field === field)?.max ?? MAX_LINKS
  return mutateTo(
    ctx,
    kind,
    id,
    async (entity, at) => {
      const ids = idsIn(entity[field])
      if (ids.length >= max && !ids.includes(target.id))
        throw conflict(`A ${kind.name} can have ${max} ${field} at most`, {
          type: 'limit_reached',
          loc: [kind.name, field],
          entity: entityRef(kind, entity),
        })
      const change = ids.includes(target.id)
        ? null
        : update(kind, entity, { [field]: [...ids, target.id] } as Partial<E>, at, 'linked')
      const exists = requireWrite(ctx, sk.entity(target.kind, target.id), () => notFound(target.label))
      const result = { entityType: kind.name, entityId: id, targetType: target.kind, targetId: target.id }
      return { changes: change ? [change] : [], writes: [exists], result }
    },
    claim,
  )
}

/** Takes a link away; harmless when there is none. @throws 404 when either is unknown. */
export const unlink = <E extends Entity>(ctx: Context, { kind, id, field, target }: Pair<E>): Promise<void> =>
  mutateTo(ctx, kind, id, async (entity, at) => {
    const rest = idsIn(entity[field]).filter((one) => one !== target.id)
    const change = update(kind, entity, { [field]: rest } as Partial<E>, at, 'unlinked')
    if (change) return { changes: [change], result: undefined }
    if (!(await partition(ctx).get(sk.entity(target.kind, target.id)))) throw notFound(target.label)
    return { changes: [], result: undefined }
  })

/** The entities of a kind that point at a target, in the order of their ids. Two round trips. */
export const linkedTo = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  target: { kind: string; id: string },
): Promise<E[]> => {
  const prefix = sk.linksTo(target.kind, target.id, kind.name)
  const rows = await partition(ctx).range(prefix)
  return loadMany(
    ctx,
    kind,
    rows.map(({ SK }) => String(SK).slice(prefix.length)),
  )
}

import type { Context } from '../../../platform/context.ts'
import { create, update } from '../../../platform/events/change.ts'
import { load, mutate, untilCommitted } from '../../../platform/events/mutate.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { listPage, type Page } from '../../../platform/lists/list.ts'
import { sk, startingWith } from '../../../platform/table/keys.ts'
import { blankOf, newEntity, replacementOf, sent } from '../../entity-fields.ts'
import { keepWhere } from '../../list-filters.ts'
import { type Resource, resourceFields } from './resource.fields.ts'
import type { CreateResource, ResourceQuery, UpdateResource } from './resource.schema.ts'
import { RESOURCE } from './resource.ts'

/** @throws 400 naming the field, also for an item or an area that does not exist */
export const createResource = (ctx: Context, input: CreateResource, claim?: Claim | null): Promise<Resource> =>
  untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const fields = { ...blankOf(resourceFields), ...sent(input), ...newEntity(ctx.userId, ctx.newId(now), now) }
      const change = create(RESOURCE, fields, now)
      return { changes: [change], result: change.after }
    },
    claim,
  )

/** A page of resources in the order of creation. */
export const listResources = (
  ctx: Context,
  { page, pageSize, cursor, ...filters }: ResourceQuery,
): Promise<Page<Resource>> =>
  listPage(
    ctx,
    {
      name: `resources ${JSON.stringify(filters)}`,
      range: startingWith(sk.entities(RESOURCE.name)),
      read: (item) => fromItem(RESOURCE, item),
      ...keepWhere(filters),
      counted: RESOURCE.name,
    },
    { page, pageSize, cursor },
  )

/** @throws 404 */
export const readResource = (ctx: Context, id: string): Promise<Resource> => load(ctx, RESOURCE, id)

/** @throws 404, 412, 400 naming the field */
export const updateResource = (ctx: Context, id: string, patch: UpdateResource): Promise<Resource> =>
  mutate(ctx, RESOURCE, id, (before, at) => {
    const change = update(RESOURCE, before, sent(patch), at)
    return change && { changes: [change], result: change.after }
  })

/** Replaces every field: what is not sent goes back to its default. @throws 404, 412, 400 naming the field */
export const replaceResource = (ctx: Context, id: string, input: CreateResource): Promise<Resource> =>
  updateResource(ctx, id, replacementOf(resourceFields, input))

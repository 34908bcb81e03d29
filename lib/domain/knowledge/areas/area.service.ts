import type { Context } from '../../../platform/context.ts'
import { create, update } from '../../../platform/events/change.ts'
import { load, mutate, untilCommitted } from '../../../platform/events/mutate.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { listPage, type Page } from '../../../platform/lists/list.ts'
import { sk, startingWith } from '../../../platform/table/keys.ts'
import { blankOf, newEntity, replacementOf, sent } from '../../entity-fields.ts'
import { keepWhere } from '../../list-filters.ts'
import { areaFields, type ParaArea } from './area.fields.ts'
import type { AreaQuery, CreateArea, UpdateArea } from './area.schema.ts'
import { AREA } from './area.ts'

export const createArea = (ctx: Context, input: CreateArea, claim?: Claim | null): Promise<ParaArea> =>
  untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const fields = { ...blankOf(areaFields), ...sent(input), ...newEntity(ctx.userId, ctx.newId(now), now) }
      const change = create(AREA, fields, now)
      return { changes: [change], result: change.after }
    },
    claim,
  )

/** A page of areas in the order of creation. */
export const listAreas = (ctx: Context, { page, pageSize, cursor, ...filters }: AreaQuery): Promise<Page<ParaArea>> =>
  listPage(
    ctx,
    {
      name: `areas ${JSON.stringify(filters)}`,
      range: startingWith(sk.entities(AREA.name)),
      read: (item) => fromItem(AREA, item),
      ...keepWhere(filters),
      counted: AREA.name,
    },
    { page, pageSize, cursor },
  )

/** @throws 404 */
export const readArea = (ctx: Context, id: string): Promise<ParaArea> => load(ctx, AREA, id)

/** @throws 404, 412 */
export const updateArea = (ctx: Context, id: string, patch: UpdateArea): Promise<ParaArea> =>
  mutate(ctx, AREA, id, (before, at) => {
    const change = update(AREA, before, sent(patch), at)
    return change && { changes: [change], result: change.after }
  })

/** Replaces every field: what is not sent goes back to its default. @throws 404, 412 */
export const replaceArea = (ctx: Context, id: string, input: CreateArea): Promise<ParaArea> =>
  updateArea(ctx, id, replacementOf(areaFields, input))

import * as z from 'zod'
import { bodiesOf, entityOf } from '../../entity-schemas.ts'
import { Id, pageOf, paging } from '../../fields.ts'
import { trueOrFalse } from '../../list-filters.ts'
import { resourceFields } from './resource.fields.ts'

export const Resource = entityOf(resourceFields).meta({ id: 'Resource' })
export const ResourcePage = pageOf(Resource).meta({ id: 'ResourcePage' })
export const ResourceQuery = z.object({
  ...paging,
  topic: z.string().max(200).optional(),
  areaId: Id.optional(),
  noteId: Id.optional(),
  archived: trueOrFalse().optional(),
})
export type ResourceQuery = z.infer<typeof ResourceQuery>

export const {
  Create: CreateResource,
  Update: UpdateResource,
  Replace: ReplaceResource,
} = bodiesOf('Resource', resourceFields, {})
export type CreateResource = z.infer<typeof CreateResource>
export type UpdateResource = z.infer<typeof UpdateResource>

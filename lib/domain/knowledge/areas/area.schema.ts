import * as z from 'zod'
import { bodiesOf, entityOf } from '../../entity-schemas.ts'
import { pageOf, paging } from '../../fields.ts'
import { trueOrFalse } from '../../list-filters.ts'
import { areaFields } from './area.fields.ts'

export const ParaArea = entityOf(areaFields).meta({ id: 'ParaArea' })
export const ParaAreaPage = pageOf(ParaArea).meta({ id: 'ParaAreaPage' })
export const AreaQuery = z.object({ ...paging, archived: trueOrFalse().optional() })
export type AreaQuery = z.infer<typeof AreaQuery>

export const { Create: CreateArea, Update: UpdateArea, Replace: ReplaceArea } = bodiesOf('ParaArea', areaFields, {})
export type CreateArea = z.infer<typeof CreateArea>
export type UpdateArea = z.infer<typeof UpdateArea>

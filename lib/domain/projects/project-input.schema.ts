import * as z from 'zod'
import { MAX_LINKS } from '../../platform/events/relation.ts'
import { clearable, Ids, LocalDate, Text, Title } from '../fields.ts'
import { AnyPriority, Area, SubCategory } from '../vocabulary.ts'
import { ProjectStatus } from './project.schema.ts'

// Apart from the entity’s own schema: who only reads should not make what checks the input.

const writable = {
  name: Title(200),
  description: clearable(Text()),
  area: Area,
  subCategory: clearable(SubCategory),
  priority: AnyPriority,
  status: ProjectStatus,
  impact: z.number().int().min(1).max(5),
  startDate: clearable(LocalDate),
  targetEndDate: clearable(LocalDate),
  actualEndDate: clearable(LocalDate),
  notes: clearable(Text(50_000)),
  goalIds: Ids(MAX_LINKS),
}

export const UpdateProject = z.strictObject(writable).partial().meta({ id: 'UpdateProject' })
export type UpdateProject = z.infer<typeof UpdateProject>

export const CreateProject = UpdateProject.extend({ name: writable.name, area: Area.default('Operations') }).meta({
  id: 'CreateProject',
})
export type CreateProject = z.infer<typeof CreateProject>

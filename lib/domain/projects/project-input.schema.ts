import type * as z from 'zod'
import { bodiesOf } from '../entity-schemas.ts'
import { projectFields } from './project.fields.ts'

export const {
  Create: CreateProject,
  Update: UpdateProject,
  Replace: ReplaceProject,
} = bodiesOf('Project', projectFields, {})
export type CreateProject = z.infer<typeof CreateProject>
export type UpdateProject = z.infer<typeof UpdateProject>

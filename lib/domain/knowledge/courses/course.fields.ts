import * as z from 'zod'
import { areaLink, choice, line, text } from '../../common-fields.ts'
import { made, optional, required, type StoredOf } from '../../entity-fields.ts'
import { clearable, Title } from '../../fields.ts'

export const MAX_MODULES = 200
export const MAX_LESSONS = 1_000

const DifficultyLevel = z.enum(['beginner', 'intermediate', 'advanced', 'expert']).meta({ id: 'DifficultyLevel' })

/** A module as its course keeps it. */
export const StoredModule = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  createdAt: z.iso.datetime(),
  lessonIds: z.array(z.string()),
})
export type StoredModule = z.infer<typeof StoredModule>

export const courseFields = {
  title: line(),
  description: text(),
  topic: required(z.string(), () => Title(500)),
  areaId: areaLink(),
  difficulty: choice('beginner', DifficultyLevel),
  estimatedHours: optional(
    null,
    () => z.number().nullable(),
    () => clearable(z.number().min(0).max(10_000)),
  ),
  isAiGenerated: optional(
    false,
    () => z.boolean(),
    () => z.boolean(),
  ),
}

/** A course with its modules, in their order, and the lessons of each. */
export const storedCourseFields = { ...courseFields, modules: made([], () => z.array(StoredModule)) }
export type StoredCourse = StoredOf<typeof storedCourseFields>

import * as z from 'zod'
import { Text, Title } from '../../fields.ts'
import { Area } from '../../vocabulary.ts'

/** More lessons do not fit into the one transaction that stores a course with its outline. */
export const MAX_OUTLINE_LESSONS = 30

const OutlineLesson = z.strictObject({
  title: Title(500),
  estimatedMinutes: z.number().int().min(0).max(100_000).nullable().optional(),
})

/** The modules that a course is created with, and the lessons of each, whose texts follow. */
export const Outline = z
  .array(
    z.strictObject({
      title: Title(500),
      description: Text(20_000).nullable().optional(),
      lessons: z.array(OutlineLesson).max(MAX_OUTLINE_LESSONS).default([]),
    }),
  )
  .max(MAX_OUTLINE_LESSONS)
  .refine(
    (modules) => modules.flatMap(({ lessons }) => lessons).length <= MAX_OUTLINE_LESSONS,
    `At most ${MAX_OUTLINE_LESSONS} lessons are stored together with their course`,
  )
  .meta({ id: 'CourseOutline' })
export type Outline = z.infer<typeof Outline>

/** What the lessons of an outline are filed under. */
export const OutlineFields = {
  modules: Outline.optional(),
  area: Area.optional().describe('Of the lessons in modules; Operations without one'),
  tags: z.array(Title(100)).max(100).optional().describe('Of the lessons in modules; the topic without any'),
}

import * as z from 'zod'
import { bodiesOf, entityOf } from '../../entity-schemas.ts'
import { Id, pageOf, paging, Text, Title } from '../../fields.ts'
import { CourseLesson } from '../items/item.schema.ts'
import { courseFields } from './course.fields.ts'
import { OutlineFields } from './outline.schema.ts'

export const Course = entityOf(courseFields).meta({ id: 'Course' })
export type Course = z.infer<typeof Course>
export const CoursePage = pageOf(Course).meta({ id: 'CoursePage' })
export const CourseQuery = z.object({ ...paging, areaId: Id.optional() })
export type CourseQuery = z.infer<typeof CourseQuery>

const bodies = bodiesOf('Course', courseFields, {})
export const CreateCourse = bodies.Create.extend(OutlineFields).meta({ id: 'CreateCourse' })
export const UpdateCourse = bodies.Update
export type CreateCourse = z.infer<typeof CreateCourse>
export type UpdateCourse = z.infer<typeof UpdateCourse>

export const CourseModule = z
  .object({
    id: z.string(),
    courseId: z.string(),
    title: z.string(),
    description: z.string().nullable(),
    moduleIndex: z.number().int().describe('Its place in the course, from 0'),
    userId: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'CourseModule' })
export type CourseModule = z.infer<typeof CourseModule>

export const CreateModule = z
  .strictObject({ title: Title(500), description: Text(20_000).nullable().optional() })
  .meta({ id: 'CreateCourseModule' })
export type CreateModule = z.infer<typeof CreateModule>

export const CourseWithDetails = z
  .object({
    course: Course,
    version: z.number().int().describe('That of the course'),
    modules: z.array(z.object({ module: CourseModule, lessons: z.array(CourseLesson) })),
  })
  .meta({ id: 'CourseWithDetails' })
export type CourseWithDetails = z.infer<typeof CourseWithDetails>

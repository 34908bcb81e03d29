import { invalidField } from '../../../platform/errors.ts'
import type { Kind } from '../../../platform/events/kind.ts'
import { defaultsOf } from '../../entity-fields.ts'
import { areaRelation } from '../../links/area-relation.ts'
import { MAX_LESSONS, MAX_MODULES, type StoredCourse, type StoredModule, storedCourseFields } from './course.fields.ts'
import type { Course, CourseModule } from './course.schema.ts'

/** Modules are parts of their course. Lessons are vault items; the course says which are in which module. */
export const COURSE: Kind<StoredCourse> = {
  name: 'course',
  label: 'Course',
  title: 'title',
  text: ['topic', 'description'],
  defaults: defaultsOf(storedCourseFields),
  relations: [areaRelation('course')],
}

export const viewCourse = ({ modules: _, ...course }: StoredCourse): Course => course

export const viewModule = (course: StoredCourse, module: StoredModule): CourseModule => {
  const { id, title, description, createdAt } = module
  const moduleIndex = course.modules.indexOf(module)
  return { id, courseId: course.id, title, description, moduleIndex, userId: course.userId, createdAt }
}

/** @throws 400 when the course is full */
export const withModule = ({ modules }: StoredCourse, module: StoredModule): StoredModule[] => {
  if (modules.length >= MAX_MODULES) throw invalidField('title', `A course has ${MAX_MODULES} modules at most`)
  return [...modules, module]
}

/** @throws 400 naming moduleId when the course has no such module, 400 when it is full */
export const withLesson = ({ modules }: StoredCourse, moduleId: string, lessonId: string): StoredModule[] => {
  if (!modules.some(({ id }) => id === moduleId)) throw invalidField('moduleId', 'The course has no such module')
  if (modules.flatMap(({ lessonIds }) => lessonIds).length >= MAX_LESSONS)
    throw invalidField('moduleId', `A course has ${MAX_LESSONS} lessons at most`)
  return modules.map((one) => (one.id === moduleId ? { ...one, lessonIds: [...one.lessonIds, lessonId] } : one))
}

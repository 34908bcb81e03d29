import { type Context, isoAt } from '../../../platform/context.ts'
import { create, update } from '../../../platform/events/change.ts'
import { load, loadMany, mutate, mutateTo } from '../../../platform/events/mutate.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { listPage, type Page } from '../../../platform/lists/list.ts'
import { sk, startingWith } from '../../../platform/table/keys.ts'
import { sent } from '../../entity-fields.ts'
import { keepWhere } from '../../list-filters.ts'
import type { ContentStore } from '../content/content-store.ts'
import { storeContent } from '../content/long-content.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import { viewsOf } from '../items/item.list.ts'
import type { CourseLesson } from '../items/item.schema.ts'
import { newItem, viewItem } from '../items/item.ts'
import type { CreateLesson } from '../items/item-input.schema.ts'
import { settleLinks, textLinks } from '../items/item-links.service.ts'
import type {
  Course,
  CourseModule,
  CourseQuery,
  CourseWithDetails,
  CreateCourse,
  CreateModule,
  UpdateCourse,
} from './course.schema.ts'
import { COURSE, viewCourse, viewModule, withLesson, withModule } from './course.ts'
import { createOutlinedCourse } from './outline.ts'

/** A course, with the modules and lessons that are sent along in the same transaction. @throws 400 naming the field */
export const createCourse = (ctx: Context, input: CreateCourse, claim?: Claim | null): Promise<Course> => {
  const { modules = [], area, tags, ...fields } = input
  return createOutlinedCourse(
    ctx,
    { course: sent(fields), modules, area, tags },
    ({ course }) => viewCourse(course),
    claim,
  )
}

export const listCourses = (ctx: Context, { page, pageSize, cursor, ...filters }: CourseQuery): Promise<Page<Course>> =>
  listPage(
    ctx,
    {
      name: `courses ${JSON.stringify(filters)}`,
      range: startingWith(sk.entities(COURSE.name)),
      read: (item) => viewCourse(fromItem(COURSE, item)),
      ...keepWhere(filters),
      counted: COURSE.name,
    },
    { page, pageSize, cursor },
  )

/** A course with its modules in their order, and the lessons of each by lessonIndex. Two round trips. @throws 404 */
export const readCourse = async (ctx: Context, store: ContentStore, id: string): Promise<CourseWithDetails> => {
  const course = await load(ctx, COURSE, id)
  const ids = course.modules.flatMap(({ lessonIds }) => lessonIds)
  const items = await loadMany(ctx, VAULT_ITEM, ids)
  const lessons = (await viewsOf(ctx, store, items)).filter((item) => item.type === 'course_lesson')
  return {
    course: viewCourse(course),
    version: course.version,
    modules: course.modules.map((module) => ({
      module: viewModule(course, module),
      lessons: lessons.filter(({ moduleId }) => moduleId === module.id).sort((a, b) => a.lessonIndex - b.lessonIndex),
    })),
  }
}

/** @throws 404, 412, 400 naming the field */
export const updateCourse = async (ctx: Context, id: string, patch: UpdateCourse): Promise<Course> => {
  const course = await mutate(ctx, COURSE, id, (before, at) => {
    const change = update(COURSE, before, sent(patch), at)
    return change && { changes: [change], result: change.after }
  })
  return viewCourse(course)
}

/** A module behind the others. @throws 404 */
export const addModule = (
  ctx: Context,
  courseId: string,
  { title, description = null }: CreateModule,
  claim?: Claim | null,
): Promise<CourseModule> =>
  mutateTo(
    ctx,
    COURSE,
    courseId,
    async (course, at) => {
      const module = { id: ctx.newId(at), title, description, createdAt: isoAt(at), lessonIds: [] }
      const change = update(COURSE, course, { modules: withModule(course, module) }, at, 'module_added')
      if (!change) throw new Error('A new module changes its course')
      return { changes: [change], result: viewModule(change.after, module) }
    },
    claim,
  )

/** A lesson, which is a vault item, in a module of the course. @throws 404, 400 naming moduleId */
export const addLesson = async (
  ctx: Context,
  store: ContentStore,
  courseId: string,
  { content = null, ...input }: CreateLesson,
  claim?: Claim | null,
): Promise<CourseLesson> => {
  const stored = await storeContent(ctx, store, content)
  const added = await mutateTo(
    ctx,
    COURSE,
    courseId,
    async (course, at) => {
      const id = ctx.newId(at)
      const fields = { ...sent(input), ...stored, courseId, aiGenerated: course.isAiGenerated }
      const lesson = create(VAULT_ITEM, newItem('course_lesson', fields, { userId: ctx.userId, id, now: at }), at)
      const change = update(COURSE, course, { modules: withLesson(course, input.moduleId, id) }, at, 'lesson_added')
      const changes = change ? [lesson, change] : [lesson]
      const { writes } = await textLinks(ctx, lesson.after, content, { isNew: true })
      return { changes, writes, result: viewItem(lesson.after, content) as CourseLesson }
    },
    claim,
  )
  await settleLinks(ctx, store, added.id)
  return added
}

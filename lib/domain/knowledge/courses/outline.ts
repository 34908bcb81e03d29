import { type Context, isoAt } from '../../../platform/context.ts'
import { type Change, create } from '../../../platform/events/change.ts'
import { untilCommitted } from '../../../platform/events/mutate.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { blankOf, newEntity, sent } from '../../entity-fields.ts'
import type { Area } from '../../vocabulary.ts'
import type { VaultItem } from '../items/item.fields.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import { newItem } from '../items/item.ts'
import { type StoredCourse, type StoredModule, storedCourseFields } from './course.fields.ts'
import { COURSE } from './course.ts'
import type { Outline } from './outline.schema.ts'

type OutlinedCourse = {
  course: Partial<StoredCourse> & Pick<StoredCourse, 'title' | 'topic'>
  modules: Outline
  area?: Area | undefined
  tags?: string[] | undefined
}

/** A course as it was stored, and its lessons in their order. */
export type StoredOutline = { course: StoredCourse; lessons: VaultItem[] }

/**
 * Stores a course with its modules and lessons in one transaction, so that there is never a part of it. `answer`: what a repeat of
 * the request gets.
 */
export const createOutlinedCourse = <R>(
  ctx: Context,
  outlined: OutlinedCourse,
  answer: (stored: StoredOutline) => R,
  claim?: Claim | null,
): Promise<R> =>
  untilCommitted(
    ctx,
    async () => {
      const stored = outlineChanges(ctx, outlined)
      const { course, lessons } = stored
      const changes: Change[] = [course, ...lessons]
      return { changes, result: answer({ course: course.after, lessons: lessons.map(({ after }) => after) }) }
    },
    claim,
  )

const outlineChanges = (ctx: Context, { course: fields, modules, area, tags }: OutlinedCourse) => {
  const now = ctx.now()
  const courseId = ctx.newId(now)
  const filed = { area: area ?? 'Operations', tags: tags ?? [fields.topic.toLowerCase().slice(0, 100).toWellFormed()] }
  const aiGenerated = fields.isAiGenerated === true
  const parts = modules.map(({ title, description = null, lessons }) => {
    const moduleId = ctx.newId(now)
    const items = lessons.map((lesson, lessonIndex) => {
      const own = { ...sent(lesson), ...filed, courseId, moduleId, lessonIndex, aiGenerated }
      const item = newItem('course_lesson', own, { userId: ctx.userId, id: ctx.newId(now), now })
      return create(VAULT_ITEM, item, now)
    })
    const lessonIds = items.map(({ after }) => after.id)
    const module: StoredModule = { id: moduleId, title, description, createdAt: isoAt(now), lessonIds }
    return { module, items }
  })
  const stored = { ...blankOf(storedCourseFields), ...sent(fields), modules: parts.map(({ module }) => module) }
  const course = create(COURSE, { ...stored, ...newEntity(ctx.userId, courseId, now) }, now)
  return { course, lessons: parts.flatMap(({ items }) => items) }
}

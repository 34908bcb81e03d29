import { type Context, withSource } from '../../platform/context.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { viewCourse, viewModule } from '../knowledge/courses/course.ts'
import { createOutlinedCourse, type StoredOutline } from '../knowledge/courses/outline.ts'
import { answer } from './ai.service.ts'
import { type AiData, answeredBy } from './ai-data.ts'
import { courseSkeleton, type OutlinedAnswer, type SkeletonInput } from './features/courses/course-skeleton.ts'
import type { Models } from './model.ts'

/**
 * The outline of a course. With `save` it is stored, the course with all its modules and lessons or nothing of it; the answer
 * then has the ids of what was stored. @throws what `answer` throws
 */
export const generateCourse = async (
  ctx: Context,
  models: Models,
  input: SkeletonInput,
  claim?: Claim | null,
): Promise<AiData<OutlinedAnswer>> => {
  const outlined = await answer(ctx, models, courseSkeleton, input, input.save ? null : claim)
  if (!input.save) return outlined
  const { result, ...by } = outlined
  const { title, description, topic, difficulty, estimatedHours } = result.course
  const course = { title, description, topic, difficulty, estimatedHours, isAiGenerated: true }
  const modules = result.modules.map(({ module, lessons }) => ({
    title: module.title,
    description: module.description,
    lessons: lessons.map((lesson) => ({ title: lesson.title, estimatedMinutes: Math.round(lesson.estimatedMinutes) })),
  }))
  return createOutlinedCourse(
    withSource(ctx, 'ai'),
    { course, modules },
    (stored) => answeredBy(asStored(result, stored), by),
    claim,
  )
}

/** The same outline with the ids and times of what was stored. */
const asStored = (outline: OutlinedAnswer, { course, lessons }: StoredOutline): OutlinedAnswer => ({
  course: { ...outline.course, ...viewCourse(course), description: outline.course.description, ...asGenerated(course) },
  modules: course.modules.map((module, i) => ({
    module: { ...viewModule(course, module), description: module.description ?? '' },
    lessons: (outline.modules[i]?.lessons ?? []).map((lesson, place) => ({
      ...lesson,
      id: lessons.find(({ id }) => id === module.lessonIds[place])?.id,
    })),
  })),
})

const asGenerated = ({ estimatedHours }: StoredOutline['course']) => ({
  estimatedHours: estimatedHours ?? 0,
  isAiGenerated: true as const,
})

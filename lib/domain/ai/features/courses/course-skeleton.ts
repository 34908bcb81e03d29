import * as z from 'zod'
import { Text } from '../../../fields.ts'
import { MAX_OUTLINE_LESSONS } from '../../../knowledge/courses/outline.schema.ts'
import type { Moment } from '../../../time/moment.ts'
import { feature } from '../../feature.ts'
import { Line, Name } from '../../parts.ts'
import { Difficulty } from './course-parts.ts'

const Lesson = z.object({ title: z.string().min(1).max(300), estimatedMinutes: z.number().min(1).max(600) })
const Module = z.object({
  title: z.string().min(1).max(300),
  description: Line,
  lessons: z.array(Lesson).min(1).max(20),
})
const Answer = z
  .object({
    title: z.string().min(1).max(300),
    description: Line,
    modules: z.array(Module).min(1).max(12),
  })
  .refine(
    ({ modules }) => modules.flatMap(({ lessons }) => lessons).length <= MAX_OUTLINE_LESSONS,
    `At most ${MAX_OUTLINE_LESSONS} lessons in all`,
  )

const stored = { id: z.string(), userId: z.string(), createdAt: z.iso.datetime() }

const Course = z.object({
  ...stored,
  updatedAt: z.iso.datetime(),
  title: z.string(),
  description: Line,
  topic: z.string(),
  difficulty: Difficulty,
  estimatedHours: z.number(),
  isAiGenerated: z.literal(true),
})
const Output = z.object({
  course: Course,
  modules: z.array(
    z.object({
      module: z.object({
        ...stored,
        courseId: z.string(),
        title: z.string(),
        description: Line,
        moduleIndex: z.number(),
      }),
      lessons: z.array(Lesson.extend({ id: z.string().optional().describe('Where the course was saved') })),
    }),
  ),
})
export type OutlinedAnswer = z.infer<typeof Output>

const Input = z.strictObject({
  topic: Name,
  assessmentResponses: z.record(z.string().max(100), Text(1_000)).default({}),
  targetDifficulty: Difficulty,
  save: z.boolean().default(false).describe('Stores the course with its modules and lessons'),
})
export type SkeletonInput = z.infer<typeof Input>
type Facts = Omit<SkeletonInput, 'save'> & { userId: string }

/** Nothing is stored here: ids only distinguish the parts of this answer. */
const finish = (answer: z.infer<typeof Answer>, facts: Facts, _core: unknown, { now }: Moment): OutlinedAnswer => {
  const { title, description, modules } = answer
  const { topic, targetDifficulty: difficulty, userId } = facts
  const createdAt = new Date(now).toISOString()
  const own = { userId, createdAt }
  const minutes = modules.flatMap(({ lessons }) => lessons).reduce((sum, one) => sum + one.estimatedMinutes, 0)
  const estimatedHours = Math.round(minutes / 6) / 10
  const isAiGenerated = true as const
  return {
    course: {
      ...own,
      id: DRAFT,
      updatedAt: createdAt,
      title,
      description,
      topic,
      difficulty,
      estimatedHours,
      isAiGenerated,
    },
    modules: modules.map(({ lessons, ...module }, i) => ({
      module: { ...own, id: `${DRAFT}-${i + 1}`, courseId: DRAFT, ...module, moduleIndex: i },
      lessons,
    })),
  }
}

const DRAFT = 'draft'

/** The outline of a course: modules and lessons without their text. */
export const courseSkeleton = feature<SkeletonInput, Facts, z.infer<typeof Answer>, OutlinedAnswer>({
  name: 'courseSkeleton',
  choice: 'noteGenerate',
  summary: 'Outline a course',
  input: Input,
  output: Output,
  ttlSeconds: 86_400,
  read: async ({ userId }, { save: _, ...input }): Promise<Facts> => ({ ...input, userId }),
  model: {
    version: 2,
    tier: 'strong',
    maxTokens: 3_000,
    task: 'Outline a course on the topic for somebody who answered the assessment like this: 3 to 6 modules of 2 to 5 lessons each, at most 30 lessons in all, from what they know to the target difficulty.',
    answer: Answer,
    finish,
  },
})

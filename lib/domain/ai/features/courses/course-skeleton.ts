import * as z from 'zod'
import { Text } from '../../../fields.ts'
import { asSent, feature } from '../../feature.ts'
import { Line, Name } from '../../parts.ts'
import { Difficulty } from './course-parts.ts'

const Lesson = z.object({ title: z.string().min(1).max(300), estimatedMinutes: z.number().min(1).max(600) })
const Module = z.object({
  title: z.string().min(1).max(300),
  description: Line,
  lessons: z.array(Lesson).min(1).max(20),
})
const Answer = z.object({
  title: z.string().min(1).max(300),
  description: Line,
  modules: z.array(Module).min(1).max(12),
})

const Course = z.object({
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
      module: z.object({ title: z.string(), description: Line, moduleIndex: z.number() }),
      lessons: z.array(Lesson),
    }),
  ),
})

/** What a course holds, before any of it is written. Nothing is stored, so nothing has an id. */
export const courseSkeleton = feature({
  name: 'courseSkeleton',
  choice: 'noteGenerate',
  summary: 'Outline a course',
  input: z.object({
    topic: Name,
    assessmentResponses: z.record(z.string().max(100), Text(1_000)).default({}),
    targetDifficulty: Difficulty,
  }),
  output: Output,
  ttlSeconds: 86_400,
  read: asSent,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 3_000,
    task: 'Outline a course on the topic for somebody who answered the assessment like this: 3 to 6 modules of 2 to 5 lessons each, from what they know to the target difficulty.',
    answer: Answer,
    finish: ({ title, description, modules }, { topic, targetDifficulty }) => {
      const minutes = modules.flatMap(({ lessons }) => lessons).reduce((sum, one) => sum + one.estimatedMinutes, 0)
      const estimatedHours = Math.round(minutes / 6) / 10
      return {
        course: {
          title,
          description,
          topic,
          difficulty: targetDifficulty,
          estimatedHours,
          isAiGenerated: true as const,
        },
        modules: modules.map(({ lessons, ...module }, i) => ({ module: { ...module, moduleIndex: i }, lessons })),
      }
    },
  },
})

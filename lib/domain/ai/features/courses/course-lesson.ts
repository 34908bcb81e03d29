import * as z from 'zod'
import { asSent, feature } from '../../feature.ts'
import { Long, Name } from '../../parts.ts'
import { Difficulty } from './course-parts.ts'

const Place = z.number().int().min(0).max(1_000)

/** The text of a lesson, in Markdown. */
export const courseLesson = feature({
  name: 'courseLesson',
  choice: 'noteGenerate',
  summary: 'Write a lesson of a course',
  input: z.strictObject({
    courseTitle: Name,
    moduleTitle: Name,
    lessonTitle: Name,
    lessonIndex: Place,
    totalLessons: Place,
    difficulty: Difficulty,
  }),
  output: Long,
  ttlSeconds: 86_400,
  read: asSent,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 5_000,
    task: 'Write this lesson in Markdown, 600 to 1,200 words: what one will learn, explanations with examples, an exercise, and what to remember. Only this lesson, not those around it.',
    answer: z.object({ content: Long.min(1) }),
    finish: ({ content }) => content,
  },
})

import * as z from 'zod'
import { asSent, feature } from '../../feature.ts'
import { Line, Name } from '../../parts.ts'
import { Difficulty } from './course-parts.ts'

const fields = {
  questionText: z.string().min(20).max(1_000),
  questionType: z.enum(['yes_no', 'multiple_choice']),
  options: z.array(Line).min(2).max(8),
}

/** Questions that show what somebody already knows. */
export const coursePreAssessment = feature({
  name: 'coursePreAssessment',
  choice: 'noteGenerate',
  summary: 'Ask what somebody knows before a course',
  input: z.strictObject({ topic: Name, targetDifficulty: Difficulty }),
  output: z.object({ questions: z.array(z.object({ id: z.string(), ...fields })) }),
  ttlSeconds: 86_400,
  read: asSent,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_500,
    task: 'Write 5 to 7 questions that tell what the person knows about the topic already, for a course of this difficulty. A yes_no question has the options Yes and No.',
    answer: z.object({ questions: z.array(z.object(fields)).min(5).max(7) }),
    finish: ({ questions }) => ({ questions: questions.map((question, i) => ({ id: `q${i + 1}`, ...question })) }),
  },
})

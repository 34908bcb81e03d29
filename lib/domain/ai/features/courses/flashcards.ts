import * as z from 'zod'
import { Id, Text } from '../../../fields.ts'
import { asSent, feature } from '../../feature.ts'
import { Line, Name, Written } from '../../parts.ts'

const Card = z.object({ front: Line.min(1), back: Line.min(1) })
const Answer = z.object({ cards: z.array(Card).min(1).max(50) })
const Count = z.number().int().min(1).max(50).default(5)

const model = {
  version: 1,
  tier: 'fast' as const,
  maxTokens: 3_000,
  task: 'Make "count" flashcards of the text: one fact each, a question on the front that has one answer, the answer on the back. Only what the text says.',
  answer: Answer,
}

/** Flashcards for learning a lesson. */
export const flashcardsFromLesson = feature({
  name: 'flashcardsFromLesson',
  choice: 'noteSummarize',
  summary: 'Make flashcards of a lesson',
  input: z.strictObject({
    lessonId: Id.optional(),
    lessonTitle: Text(500).optional(),
    lessonContent: Written,
    count: Count,
  }),
  output: z.array(Card),
  ttlSeconds: 86_400,
  read: asSent,
  model: { ...model, finish: ({ cards }, { count }) => cards.slice(0, count) },
})

/** Flashcards for learning a text. */
export const flashcardsFromText = feature({
  name: 'flashcardsFromText',
  choice: 'noteSummarize',
  summary: 'Make flashcards of a text',
  input: z.strictObject({ title: Name, content: Written, count: Count }),
  output: z.array(Card),
  ttlSeconds: 86_400,
  read: asSent,
  model: { ...model, finish: ({ cards }, { count }) => cards.slice(0, count) },
})

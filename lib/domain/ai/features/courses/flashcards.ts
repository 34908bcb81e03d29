import * as z from 'zod'
import { Id, Text } from '../../../fields.ts'
import { cardsIn } from '../../core/flashcards.ts'
import { type NoteFacts, readNote } from '../../facts/note-facts.ts'
import { feature, type VaultContext } from '../../feature.ts'
import { hasText, Line, Name, TEXT_REQUIRED, Written } from '../../parts.ts'

const Card = z.object({ front: Line.min(1), back: Line.min(1) })
const Answer = z.object({ cards: z.array(Card).min(1).max(50) })
const Count = z.number().int().min(1).max(50).default(5)

type Facts = NoteFacts & { count: number }

/** Cards that the text has by itself; null where it has none. */
const core = ({ content, count }: Facts) => {
  const cards = cardsIn(content, count)
  return cards.length > 0 ? cards : null
}

const model = {
  version: 2,
  tier: 'fast' as const,
  maxTokens: 3_000,
  task: 'Make "count" flashcards of the text: one fact each, a question on the front that has one answer, the answer on the back. Only what the text says. "computed" are cards that it has by itself: keep those that are good.',
  answer: Answer,
  finish: ({ cards }: z.infer<typeof Answer>, { count }: Facts) => cards.slice(0, count),
}

/** Flashcards for learning a lesson. */
export const flashcardsFromLesson = feature({
  name: 'flashcardsFromLesson',
  choice: 'noteSummarize',
  summary: 'Make flashcards of a lesson',
  input: z
    .strictObject({
      lessonId: Id.optional().describe('A stored lesson, read where no lessonContent is sent'),
      lessonTitle: Text(500).optional(),
      lessonContent: Written.optional(),
      count: Count,
    })
    .refine(({ lessonId, lessonContent }) => lessonId !== undefined || lessonContent !== undefined, {
      path: ['lessonContent'],
      error: 'Either lessonContent or lessonId is required',
    }),
  output: z.array(Card),
  ttlSeconds: 86_400,
  read: async (ctx: VaultContext, { lessonId, lessonTitle, lessonContent, count }): Promise<Facts> => ({
    ...(await readNote(ctx, { noteId: lessonId, title: lessonTitle, content: lessonContent })),
    count,
  }),
  core,
  model,
})

/** Flashcards for learning a text, or any item of the vault. */
export const flashcardsFromText = feature({
  name: 'flashcardsFromText',
  choice: 'noteSummarize',
  summary: 'Make flashcards of a text or a note',
  input: z
    .strictObject({
      title: Name.optional(),
      content: Written.optional(),
      noteId: Id.optional().describe('An item of the vault, read where no content is sent'),
      count: Count,
    })
    .refine(hasText, TEXT_REQUIRED),
  output: z.array(Card),
  ttlSeconds: 86_400,
  read: async (ctx: VaultContext, { count, ...note }): Promise<Facts> => ({ ...(await readNote(ctx, note)), count }),
  core,
  model,
})

import * as z from 'zod'
import { Id, Text, Title } from '../fields.ts'
import { Area, Priority, SubCategory } from '../vocabulary.ts'

/** Schemas shared by the answers of many features. The bounds keep a model's answer to what a screen can show. */
export const Confidence = z.number().min(0).max(1)
export const Level = z.enum(['low', 'medium', 'high'])
export const Severity = z.enum(['low', 'medium', 'high', 'critical'])
export const Strength = z.enum(['weak', 'moderate', 'strong'])
export const Percent = z.number().min(0).max(100)
export const Line = z.string().max(2_000)
export const Lines = z.array(Line).max(30)
export const Long = z.string().max(60_000)

/** A day, YYYY-MM-DD. */
export const Day = z.iso.date()

/** A suggested task that could be created as it is. The person decides. */
export const TaskIdea = z.object({
  title: z.string().min(1).max(500),
  description: Line.optional(),
  area: Area,
  subCategory: SubCategory.optional(),
  priority: Priority,
  size: z.number().min(1).max(10_000).optional().describe('Minutes'),
})
export type TaskIdea = z.infer<typeof TaskIdea>

/** Text written by a person, as it was sent. */
export const Written = Text(50_000).refine((text) => text.trim() !== '', 'Must not be blank')
export const Name = Title(500)

/** Which note is meant: the text that was sent or, without one, an item of the vault. */
export const noteInput = {
  content: Written.optional(),
  title: Text(500).optional(),
  noteId: Id.optional().describe('An item of the vault, read where no content is sent'),
}

export const hasText = ({ content, noteId }: { content?: string | undefined; noteId?: string | undefined }): boolean =>
  content !== undefined || noteId !== undefined

export const TEXT_REQUIRED = { path: ['content'], error: 'Either content or noteId is required' }

/** A note as it was sent or as it is stored. */
export const NoteInput = z.strictObject(noteInput).refine(hasText, TEXT_REQUIRED)

/** `finish` for answers that need no change. */
export const asAnswered = <A>(answer: A): A => answer

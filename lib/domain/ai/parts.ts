import * as z from 'zod'
import { Text, Title } from '../fields.ts'
import { Area, Priority, SubCategory } from '../vocabulary.ts'

/** Pieces that the answers of many features are made of. Bounds keep what a model says within what a screen shows. */
export const Confidence = z.number().min(0).max(1)
export const Level = z.enum(['low', 'medium', 'high'])
export const Severity = z.enum(['low', 'medium', 'high', 'critical'])
export const Strength = z.enum(['weak', 'moderate', 'strong'])
export const Percent = z.number().min(0).max(100)
export const Line = z.string().max(2_000)
export const Lines = z.array(Line).max(30)
export const Long = z.string().max(60_000)

/** A day, or nothing that looks like one. */
export const Day = z.iso.date()

/** A task that could be created as it stands: the person decides. */
export const TaskIdea = z.object({
  title: z.string().min(1).max(500),
  description: Line.optional(),
  area: Area,
  subCategory: SubCategory.optional(),
  priority: Priority,
  size: z.number().min(1).max(10_000).optional().describe('Minutes'),
})
export type TaskIdea = z.infer<typeof TaskIdea>

/** Text that a person has written, as it is sent. */
export const Written = Text(50_000).refine((text) => text.trim() !== '', 'Must not be blank')
export const Name = Title(500)

/** A note as it is sent; the title may be left out. */
export const SentNote = z.strictObject({ content: Written, title: Text(500).optional() })

/** For answers that are given as they are. */
export const asAnswered = <A>(answer: A): A => answer

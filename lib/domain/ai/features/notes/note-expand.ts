import * as z from 'zod'
import { Area } from '../../../vocabulary.ts'
import { readNote } from '../../facts/note-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, hasText, Lines, Long, noteInput, TEXT_REQUIRED } from '../../parts.ts'

const Expanded = z.object({ expandedContent: Long, addedSections: Lines, improvements: Lines, confidence: Confidence })

/** A longer version of a note. */
export const noteExpand = feature({
  name: 'noteExpand',
  choice: 'noteExpand',
  summary: 'Expand a note',
  input: z.strictObject({ ...noteInput, area: Area.optional() }).refine(hasText, TEXT_REQUIRED),
  output: Expanded,
  ttlSeconds: 86_400,
  read: readNote,
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 6_000,
    task: 'Expand the note in Markdown: keep everything it says and its voice, explain what is only hinted at, add what is missing. Name the sections you added.',
    answer: Expanded,
    finish: asAnswered,
  },
})

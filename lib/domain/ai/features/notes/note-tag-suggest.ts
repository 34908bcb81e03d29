import * as z from 'zod'
import { Text } from '../../../fields.ts'
import { readNote } from '../../facts/note-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, hasText, Line, noteInput, TEXT_REQUIRED } from '../../parts.ts'

const Tags = z.object({
  suggestedTags: z.array(z.object({ tag: z.string().min(1).max(60), relevance: Confidence, reasoning: Line })).max(15),
  confidence: Confidence,
})

/** Tags for a note. */
export const noteTagSuggest = feature({
  name: 'noteTagSuggest',
  choice: 'noteTagSuggest',
  summary: 'Suggest tags for a note',
  input: z
    .strictObject({ ...noteInput, existingTags: z.array(Text(200)).max(200).default([]) })
    .refine(hasText, TEXT_REQUIRED),
  output: Tags,
  ttlSeconds: 86_400,
  read: readNote,
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 800,
    task: 'Suggest up to 8 tags for the note that it does not have yet: short, lower case, as one would look for it.',
    answer: Tags,
    finish: asAnswered,
  },
})

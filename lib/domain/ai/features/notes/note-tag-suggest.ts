import * as z from 'zod'
import { Text } from '../../../fields.ts'
import { asSent, feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, Written } from '../../parts.ts'

const Tags = z.object({
  suggestedTags: z.array(z.object({ tag: z.string().min(1).max(60), relevance: Confidence, reasoning: Line })).max(15),
  confidence: Confidence,
})

/** Tags for a note. */
export const noteTagSuggest = feature({
  name: 'noteTagSuggest',
  choice: 'noteTagSuggest',
  summary: 'Suggest tags for a note',
  input: z.strictObject({
    content: Written,
    title: Text(500).optional(),
    existingTags: z.array(Text(200)).max(200).default([]),
  }),
  output: Tags,
  ttlSeconds: 86_400,
  read: asSent,
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 800,
    task: 'Suggest up to 8 tags for the note that it does not have yet: short, lower case, as one would look for it.',
    answer: Tags,
    finish: asAnswered,
  },
})

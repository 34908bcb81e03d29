import * as z from 'zod'
import { Area, SUB_CATEGORIES } from '../../../vocabulary.ts'
import { readNote } from '../../facts/note-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, NoteInput } from '../../parts.ts'

const Suggestion = z.object({
  suggestedArea: Area,
  reasoning: Line,
  alternativeAreas: z.array(z.object({ area: Area, confidence: Confidence })).max(5),
  confidence: Confidence,
})

/** The area of life a note belongs to. */
export const noteAreaSuggest = feature({
  name: 'noteAreaSuggest',
  choice: 'noteAreaSuggest',
  summary: 'Find the area of life a note belongs to',
  input: NoteInput,
  output: Suggestion,
  ttlSeconds: 86_400,
  read: readNote,
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 500,
    task: `Say which area of life the note belongs to. The areas, with what they hold: ${JSON.stringify(SUB_CATEGORIES)}`,
    answer: Suggestion,
    finish: asAnswered,
  },
})

import * as z from 'zod'
import { readNote } from '../../facts/note-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Lines, NoteInput, Percent } from '../../parts.ts'

const Analysis = z.object({
  keyPoints: Lines,
  sentiment: z.enum(['positive', 'neutral', 'negative']),
  readabilityScore: Percent,
  completeness: z.object({ score: Percent, missingElements: Lines, suggestions: Lines }),
  confidence: Confidence,
})

/** What a note says, and what is missing from it. */
export const noteAnalyze = feature({
  name: 'noteAnalyze',
  choice: 'noteAnalyze',
  summary: 'Analyze a note',
  input: NoteInput,
  output: Analysis,
  ttlSeconds: 86_400,
  read: readNote,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_500,
    task: 'Analyze the note: its key points, its mood, how easily it reads (0 to 100), how complete it is (0 to 100) and what is missing.',
    answer: Analysis,
    finish: asAnswered,
  },
})

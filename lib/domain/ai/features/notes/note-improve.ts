import * as z from 'zod'
import { readNote } from '../../facts/note-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, Long, NoteInput } from '../../parts.ts'

const Improved = z.object({
  improvedContent: Long,
  changes: z.array(z.object({ type: z.enum(['grammar', 'structure', 'clarity', 'flow']), description: Line })).max(40),
  confidence: Confidence,
})

/** A better written version of a note. */
export const noteImprove = feature({
  name: 'noteImprove',
  choice: 'noteImprove',
  summary: 'Improve how a note reads',
  input: NoteInput,
  output: Improved,
  ttlSeconds: 86_400,
  read: readNote,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 6_000,
    task: 'Improve grammar, structure, clarity and flow of the note without changing what it says. List what you changed.',
    answer: Improved,
    finish: asAnswered,
  },
})

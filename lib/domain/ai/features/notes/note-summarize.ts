import * as z from 'zod'
import { readNote } from '../../facts/note-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Lines, Long, NoteInput } from '../../parts.ts'

const Answer = z.object({ summary: Long, keyPoints: Lines, confidence: Confidence })

const words = (text: string): number => text.split(/\s+/).filter(Boolean).length

/** A summary of a note. The number of words is counted, not asked of a model. */
export const noteSummarize = feature({
  name: 'noteSummarize',
  choice: 'noteSummarize',
  summary: 'Summarize a note',
  input: NoteInput,
  output: Answer.extend({ wordCount: z.number(), summaryWordCount: z.number() }),
  ttlSeconds: 86_400,
  read: readNote,
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 1_500,
    task: 'Summarize the note in at most a fifth of its length, and list its key points.',
    answer: Answer,
    finish: (answer, { content }) => ({
      ...answer,
      wordCount: words(content),
      summaryWordCount: words(answer.summary),
    }),
  },
})

import * as z from 'zod'
import { Area } from '../../../vocabulary.ts'
import { asSent, feature } from '../../feature.ts'
import { asAnswered, Confidence, Lines, Long, SentNote } from '../../parts.ts'

const Expanded = z.object({ expandedContent: Long, addedSections: Lines, improvements: Lines, confidence: Confidence })

/** A longer version of a note. */
export const noteExpand = feature({
  name: 'noteExpand',
  choice: 'noteExpand',
  summary: 'Expand a note',
  input: SentNote.extend({ area: Area.optional() }),
  output: Expanded,
  ttlSeconds: 86_400,
  read: asSent,
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 6_000,
    task: 'Expand the note in Markdown: keep everything it says and its voice, explain what is only hinted at, add what is missing. Name the sections you added.',
    answer: Expanded,
    finish: asAnswered,
  },
})

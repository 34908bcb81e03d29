import * as z from 'zod'
import { Area } from '../../../vocabulary.ts'
import { asSent, feature } from '../../feature.ts'
import { asAnswered, Confidence, Lines, Long, Name } from '../../parts.ts'

const Generated = z.object({ generatedContent: Long, structure: Lines, keyTopics: Lines, confidence: Confidence })

/** The first draft of a note. */
export const noteGenerate = feature({
  name: 'noteGenerate',
  choice: 'noteGenerate',
  summary: 'Write the first draft of a note',
  input: z.strictObject({ title: Name, area: Area }),
  output: Generated,
  ttlSeconds: 86_400,
  read: asSent,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 4_000,
    task: 'Write the first draft of a note with this title in Markdown: what is known about it, in sections, with open questions at the end. Say where you are unsure.',
    answer: Generated,
    finish: asAnswered,
  },
})

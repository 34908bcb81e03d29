import * as z from 'zod'
import { readSpan, SpanInput } from '../../facts/logbook-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Level, Line, Lines } from '../../parts.ts'

const Sentiment = z.object({
  overallSentiment: z.enum(['very negative', 'negative', 'neutral', 'positive', 'very positive']),
  sentimentScore: z.number().min(-1).max(1),
  emotionalThemes: z
    .array(z.object({ theme: Line, frequency: z.enum(['rare', 'occasional', 'frequent']), context: Line }))
    .max(12),
  sentimentTrend: z.enum(['declining', 'stable', 'improving']),
  concerningPatterns: z.array(z.object({ pattern: Line, severity: Level, suggestion: Line })).max(10),
  positiveMoments: Lines,
  confidence: Confidence,
})

/** The mood of the logbook. */
export const sentimentAnalysis = feature({
  name: 'sentimentAnalysis',
  choice: 'sentimentAnalysis',
  summary: 'Read the mood of the logbook',
  input: SpanInput,
  output: Sentiment,
  ttlSeconds: 86_400,
  read: readSpan,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_200,
    task: 'Read the mood of "entries" over time: sentimentScore is -1 to 1. Be careful with what worries: suggest talking to somebody rather than a diagnosis.',
    answer: Sentiment,
    finish: asAnswered,
  },
})

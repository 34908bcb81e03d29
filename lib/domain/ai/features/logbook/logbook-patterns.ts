import * as z from 'zod'
import { logbookPatterns as patternsOf } from '../../core/logbook-patterns.ts'
import { readSpan, SpanInput } from '../../facts/logbook-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Level, Line, Lines, Strength } from '../../parts.ts'

const Trend = z.enum(['declining', 'stable', 'improving'])
export const LogbookPatterns = z.object({
  patterns: z
    .array(z.object({ pattern: Line, frequency: Line, significance: Level, examples: Lines, insights: Line }))
    .max(12),
  trends: z.object({ energyTrend: Trend.optional(), moodTrend: Trend.optional(), productivityTrend: Trend.optional() }),
  correlations: z.array(z.object({ factor1: Line, factor2: Line, relationship: Line, strength: Strength })).max(10),
  recommendations: Lines,
  confidence: Confidence,
})

/** Patterns in the logbook. */
export const logbookPatterns = feature({
  name: 'logbookPatterns',
  choice: 'logbookPatterns',
  summary: 'Find patterns in the logbook',
  input: SpanInput,
  output: LogbookPatterns,
  ttlSeconds: 86_400,
  read: readSpan,
  core: ({ entries }) => patternsOf(entries),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_500,
    task: 'Find what comes back in "entries": themes, days of the week, what goes with high or low energy and mood.',
    answer: LogbookPatterns,
    finish: asAnswered,
  },
})

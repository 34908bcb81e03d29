import * as z from 'zod'
import { goalForecast } from '../../core/goal-forecast.ts'
import { feature } from '../../feature.ts'
import { Day, Level, Line, Lines, Percent } from '../../parts.ts'
import { readStoredGoal, StoredGoalInput } from './goal-input.ts'

const Answer = z.object({
  probability: Percent,
  expectedDate: Day.optional(),
  confidenceLevel: Level,
  factors: z.object({ positive: Lines, negative: Lines }),
  recommendations: Lines,
  reasoning: Line,
})

const CONFIDENCE = { low: 0.3, medium: 0.6, high: 0.85 }

const withConfidence = (answer: z.infer<typeof Answer>) => ({
  ...answer,
  confidence: CONFIDENCE[answer.confidenceLevel],
})

/** Whether a goal will be reached, and when. */
export const achievementForecast = feature({
  name: 'achievementForecast',
  choice: 'achievementForecast',
  summary: 'Forecast whether and when a goal is reached',
  input: StoredGoalInput,
  output: Answer.extend({ confidence: z.number() }),
  ttlSeconds: 86_400,
  read: readStoredGoal,
  core: (facts, moment) => {
    const forecast = goalForecast(facts, moment)
    return forecast && withConfidence(forecast)
  },
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_200,
    task: 'Forecast how probable it is (0 to 100) that "goal" is reached by its target date, and when it is to be expected at the present pace. Name what speaks for it and against it.',
    answer: Answer,
    finish: withConfidence,
  },
})

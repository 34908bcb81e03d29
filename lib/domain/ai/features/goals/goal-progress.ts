import * as z from 'zod'
import { goalCoaching } from '../../core/goal-coaching.ts'
import { feature } from '../../feature.ts'
import { Confidence, Level, Line, Lines, Percent } from '../../parts.ts'
import { readStoredGoal, StoredGoalInput } from './goal-input.ts'

const Coaching = z.object({
  overallAssessment: Line,
  specificAdvice: z
    .array(
      z.object({
        area: z.enum(['tasks', 'metrics', 'habits', 'criteria']),
        action: Line,
        reasoning: Line,
        priority: Level,
      }),
    )
    .max(10),
  motivationalMessage: Line,
  nextSteps: Lines,
  confidence: Confidence,
})

const Trajectory = z.enum(['ahead', 'on-track', 'behind', 'stalled'])

/** Where a goal stands and what to do next. */
export const goalProgress = feature({
  name: 'goalProgress',
  choice: 'goalProgress',
  summary: 'Coach the progress of a goal',
  input: StoredGoalInput,
  output: Coaching.extend({ currentProgress: Percent, trajectory: Trajectory }),
  ttlSeconds: 3_600,
  read: readStoredGoal,
  core: (facts) => goalCoaching(facts),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_500,
    task: 'Say honestly how "goal" is going, by its progress and what is linked to it, and what to do next: advice on tasks, metrics, habits and criteria.',
    answer: Coaching,
    finish: (answer, facts) => {
      const { currentProgress, trajectory } = goalCoaching(facts)
      return { ...answer, currentProgress, trajectory }
    },
  },
})

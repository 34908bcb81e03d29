import * as z from 'zod'
import { dailyDigest as digestOf } from '../../core/daily-digest.ts'
import { type DayFacts, DayInput, readDay } from '../../facts/logbook-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line, Lines } from '../../parts.ts'

const Answer = z.object({
  summary: Line,
  highlights: z
    .array(z.object({ type: z.enum(['accomplishment', 'learning', 'challenge', 'insight']), description: Line }))
    .max(12),
  momentum: z.enum(['declining', 'stable', 'building']),
  tomorrowFocus: Lines,
  confidence: Confidence,
})
export const Digest = Answer.extend({
  metrics: z.object({
    tasksCompleted: z.number(),
    habitsLogged: z.number(),
    energyAverage: z.number().optional(),
    moodSummary: z.string().optional(),
  }),
})

/** The figures are counted from data, never by a model. */
const figuresOf = ({ date, entries, tasksDone, habitsLogged }: DayFacts) => {
  const entry = entries.find((one) => one.date === date)
  return {
    tasksCompleted: tasksDone.length,
    habitsLogged,
    ...(entry?.energyLevel != null && { energyAverage: entry.energyLevel }),
    ...(entry?.mood != null && { moodSummary: entry.mood }),
  }
}

/** A short summary of a day. */
export const dailyDigest = feature({
  name: 'dailyDigest',
  choice: 'dailyDigest',
  summary: 'Sum up a day',
  input: DayInput,
  output: Digest,
  ttlSeconds: 3_600,
  read: readDay,
  core: (facts) => ({ ...digestOf(facts), metrics: figuresOf(facts) }),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_000,
    task: 'Sum up "date" in a few sentences from its entry and the tasks done, name highlights, and what to take up the day after. Momentum compares with the days before.',
    answer: Answer,
    finish: (answer, facts) => ({ ...answer, metrics: figuresOf(facts) }),
  },
})

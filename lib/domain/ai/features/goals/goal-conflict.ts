import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { Id, ignored } from '../../../fields.ts'
import type { Goal } from '../../../goals/goal.schema.ts'
import { goalConflicts } from '../../core/goal-conflicts.ts'
import { openGoals } from '../../facts/goal-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line, Lines, Percent, Severity } from '../../parts.ts'

const Pair = z.object({
  goal1Id: z.string(),
  goal2Id: z.string(),
  conflictType: z.enum(['time', 'resource', 'priority', 'values', 'dependencies']),
  description: Line,
  severity: Severity,
  resolution: Line,
})
const Rating = z.enum(['sustainable', 'challenging', 'unsustainable'])
const Answer = z.object({
  isOvercommitted: z.boolean(),
  overcommitmentScore: Percent,
  conflicts: z.array(Pair).max(20),
  estimatedWeeklyHours: z.number().min(0).max(168),
  sustainabilityRating: Rating,
  recommendations: Lines,
  confidence: Confidence,
})
type Answer = z.infer<typeof Answer>

const Output = z.object({
  hasConflicts: z.boolean(),
  isOvercommitted: z.boolean(),
  overcommitmentScore: Percent,
  conflicts: z.array(
    Pair.extend({ goal1Title: z.string(), goal2Title: z.string(), goalId: z.string(), goalTitle: z.string() }),
  ),
  capacityAnalysis: z.object({
    totalActiveGoals: z.number(),
    highPriorityGoals: z.number(),
    estimatedWeeklyHours: z.number(),
    sustainabilityRating: Rating,
  }),
  overallAssessment: Line,
  recommendations: Lines,
  confidence: Confidence,
})

/** Fields that clients send with a goal's id. They are ignored: the stored goal is read. */
const SENT_ALONG = ['title', 'description', 'timeHorizon', 'priority', 'status', 'area', 'targetDate'] as const

const Input = z.strictObject({
  goals: z
    .array(z.strictObject({ id: Id, ...ignored(...SENT_ALONG) }))
    .max(100)
    .optional()
    .describe('All open goals by default'),
})

/** The stored goals of the person: only the ids of the goals that were sent count. */
const readFacts = async (ctx: Context, { goals }: z.infer<typeof Input>) => {
  const open = await openGoals(ctx)
  const wanted = goals && goals.length > 0 ? new Set(goals.map(({ id }) => id)) : null
  return { goals: wanted ? open.filter(({ id }) => wanted.has(id)) : open }
}

const finish = (answer: Answer, { goals }: { goals: Goal[] }) => {
  const titles = new Map(goals.map(({ id, title }) => [id, title]))
  const conflicts = answer.conflicts.flatMap((one) => {
    const [goal1Title, goal2Title] = [titles.get(one.goal1Id), titles.get(one.goal2Id)]
    if (goal1Title === undefined || goal2Title === undefined || one.goal1Id === one.goal2Id) return []
    return [{ ...one, goal1Title, goal2Title, goalId: one.goal1Id, goalTitle: goal1Title }]
  })
  const { estimatedWeeklyHours, sustainabilityRating, ...rest } = answer
  return {
    ...rest,
    hasConflicts: conflicts.length > 0,
    conflicts,
    capacityAnalysis: {
      totalActiveGoals: goals.length,
      highPriorityGoals: goals.filter(({ priority }) => priority === 'P1' || priority === 'P2').length,
      estimatedWeeklyHours,
      sustainabilityRating,
    },
    overallAssessment: answer.recommendations[0] ?? 'Nothing stands in the way of anything else',
  }
}

/** Goals that conflict with each other. */
export const goalConflict = feature({
  name: 'goalConflict',
  choice: 'goalConflict',
  summary: 'Find conflicts between goals',
  input: Input,
  output: Output,
  ttlSeconds: 86_400,
  read: readFacts,
  core: (facts) => finish(goalConflicts(facts.goals), facts),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 2_000,
    task: 'Find pairs of goals that compete for time, money or attention, or that contradict each other, and say how to resolve it. Judge whether all of them together are too much: overcommitmentScore 0 to 100.',
    answer: Answer,
    finish,
  },
})

import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { LocalDate } from '../../../fields.ts'
import { readWeek } from '../../../reviews/weekly-review.service.ts'
import { readSpan } from '../../facts/logbook-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line, Lines } from '../../parts.ts'

const Achievement = z.object({
  description: Line,
  impact: z.enum(['small', 'moderate', 'significant']),
  category: Line,
})
const Answer = z.object({
  weekSummary: Line,
  achievements: z.array(Achievement).max(12),
  challenges: z.array(z.object({ description: Line, lessons: Line, futureAction: Line })).max(12),
  insights: Lines,
  nextWeekFocus: z.array(z.object({ area: Line, objective: Line, actions: Lines })).max(8),
  confidence: Confidence,
})
const Review = Answer.extend({
  metrics: z.object({ weeklyProgress: Line, habitConsistency: Line, energyPattern: Line, moodPattern: Line }),
})

const Input = z.strictObject({ date: LocalDate.optional().describe('A day of the week; today by default') })

const readFacts = async (ctx: Context, { date }: z.infer<typeof Input>) => {
  const week = await readWeek(ctx, date)
  const { entries } = await readSpan(ctx, { endDate: week.weekEnd, days: 7 })
  return { week, entries }
}
type Facts = Awaited<ReturnType<typeof readFacts>>

const figuresOf = ({ week, entries }: Facts) => {
  const moods = entries.flatMap(({ mood }) => (mood === null ? [] : [mood]))
  return {
    weeklyProgress: `${week.tasksCompleted} of ${week.tasksPlanned} planned tasks done`,
    habitConsistency: `${week.habitConsistency} %`,
    energyPattern: week.averageEnergy === null ? 'Not logged' : `${week.averageEnergy} of 10 on average`,
    moodPattern: moods.length === 0 ? 'Not logged' : moods.join(', '),
  }
}

/** Lessons and actions for the findings of a week, matched by the findings' wording in lib/domain/reviews. */
const ADVICE: [RegExp, { lessons: string; futureAction: string }][] = [
  [
    /overdue$/u,
    {
      lessons: 'More was promised than there was time for',
      futureAction: 'Give the overdue tasks new days, or drop them',
    },
  ],
  [
    /not done$/u,
    { lessons: 'The week held more than it could', futureAction: 'Plan fewer tasks, the important ones first' },
  ],
  [/blocked$/u, { lessons: 'They cannot move without somebody', futureAction: 'Ask for what each of them waits for' }],
  [/^Habit at/u, { lessons: 'It asked for more than the week gave', futureAction: 'Make it smaller for a week' }],
  [/^Low energy/u, { lessons: 'Such days carry less', futureAction: 'Keep the mornings after them light' }],
  [/^No logbook/u, { lessons: 'There is nothing to look back at', futureAction: 'Write one line each evening' }],
]
const NO_ADVICE = { lessons: 'It stood out in this week', futureAction: 'Look at it at the start of the next' }

const adviceOn = (description: string) => ADVICE.find(([words]) => words.test(description))?.[1] ?? NO_ADVICE

/** The week's figures as the sentences of a review. */
const core = (facts: Facts): z.infer<typeof Review> => {
  const { tasksCompleted, tasksPlanned, habitConsistency, keyWins, areasForImprovement, nextWeekPriorities } =
    facts.week
  const isQuiet = tasksPlanned === 0 && keyWins.length === 0
  return {
    weekSummary: `${tasksCompleted} of ${tasksPlanned} planned tasks done, habits kept to ${habitConsistency} %.`,
    achievements: keyWins.map((description) => ({
      description,
      impact: description.startsWith('Goal') ? 'significant' : description.startsWith('Project') ? 'moderate' : 'small',
      category: description.split(' ')[0] ?? '',
    })),
    challenges: areasForImprovement.map((description) => ({ description, ...adviceOn(description) })),
    insights: [],
    metrics: figuresOf(facts),
    nextWeekFocus: nextWeekPriorities.map((objective) => ({ area: 'Tasks', objective, actions: [] })),
    confidence: isQuiet ? 0.4 : 0.9,
  }
}

/** A review of the week: the figures are computed, a model may word them. */
export const weeklyReview = feature({
  name: 'weeklyReview',
  choice: 'weeklyReview',
  summary: 'Review the week',
  input: Input,
  output: Review,
  ttlSeconds: 3_600,
  read: readFacts,
  core,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 2_000,
    task: 'Review the week: what was achieved, what was hard and what there is to learn from it, and what to focus on next week. Figures are computed: take them as they are.',
    answer: Answer,
    finish: (answer, facts) => ({ ...answer, metrics: figuresOf(facts) }),
  },
})

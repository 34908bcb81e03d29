import * as z from 'zod'
import { Text } from '../../../fields.ts'
import { asSent, feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, Name } from '../../parts.ts'

const Points = z.number().min(0).max(1e9)

const Input = z.strictObject({
  title: Name,
  description: Text().nullish(),
  category: Text(100),
  existingRewards: z
    .array(z.strictObject({ title: Text(500), pointCost: Points, category: Text(100) }))
    .max(500)
    .optional(),
  typicalTaskPoints: z.strictObject({ min: Points, max: Points, average: Points }).optional(),
})

const Cost = z.object({ pointCost: z.number().int().min(1).max(1_000_000), reasoning: Line, confidence: Confidence })

/** How many tasks of 30 minutes a reward of each category is worth, and what such a task pays (P3: 30 × 10 × 1.2). */
const TASKS: Record<string, number> = { 'Quick Treat': 1, 'Daily Delight': 3, 'Big Unlock': 20 }
const TASK_POINTS = 360

const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2
}

/** The median cost of the rewards in the same category; without any, the points of that many tasks. Rounded to tens. */
const core = ({ category, existingRewards = [], typicalTaskPoints }: z.infer<typeof Input>): z.infer<typeof Cost> => {
  const alike = existingRewards.filter((one) => one.category === category).map(({ pointCost }) => pointCost)
  const perTask = typicalTaskPoints?.average || TASK_POINTS
  const tasks = TASKS[category] ?? 5
  const cost = alike.length > 0 ? median(alike) : perTask * tasks
  return {
    pointCost: Math.min(1_000_000, Math.max(10, Math.round(cost / 10) * 10)),
    reasoning:
      alike.length > 0
        ? `The median of ${alike.length} other ${category} ${alike.length === 1 ? 'reward' : 'rewards'}`
        : `About ${tasks} ${tasks === 1 ? 'task' : 'tasks'} of ${Math.round(perTask)} points`,
    confidence: alike.length > 2 ? 0.8 : 0.5,
  }
}

/** What a reward should cost. */
export const rewardCost = feature({
  name: 'rewardCost',
  choice: 'effortEstimation',
  summary: 'Suggest what a reward costs',
  input: Input,
  output: Cost,
  ttlSeconds: 86_400,
  read: asSent,
  core,
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 500,
    task: 'Suggest what the reward should cost in points: a treat that takes little costs a task or two, what is big and rare costs weeks of work. Stay in line with the other rewards.',
    answer: Cost,
    finish: asAnswered,
  },
})

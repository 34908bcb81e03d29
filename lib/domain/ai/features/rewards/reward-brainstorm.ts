import * as z from 'zod'
import { Text } from '../../../fields.ts'
import { RewardCategory } from '../../../rewards/reward.fields.ts'
import { asSent, feature } from '../../feature.ts'
import { Line } from '../../parts.ts'

const Idea = z.object({
  title: z.string().min(1).max(200),
  description: Line,
  category: RewardCategory,
  suggestedPointCost: z.number().int().min(1).max(1_000_000),
})

/** Rewards worth working for. */
export const rewardBrainstorm = feature({
  name: 'rewardBrainstorm',
  choice: 'effortEstimation',
  summary: 'Think of rewards',
  input: z.strictObject({
    existingRewards: z
      .array(z.strictObject({ title: Text(500), category: Text(100) }))
      .max(500)
      .default([]),
    userInterests: Text(2_000).nullish(),
    count: z.number().int().min(1).max(20).default(8),
  }),
  output: z.array(Idea),
  ttlSeconds: 3_600,
  read: asSent,
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 2_000,
    task: 'Think of "count" rewards the person would like and does not have yet, of several categories. A Quick Treat costs 50 to 300 points, a Daily Delight 300 to 1,000, a Big Unlock 2,000 and more.',
    answer: z.object({ ideas: z.array(Idea).min(1).max(20) }),
    finish: ({ ideas }, { count }) => ideas.slice(0, count),
  },
})

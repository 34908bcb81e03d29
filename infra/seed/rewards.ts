import { redeem } from '../../lib/domain/rewards/redemption.service.ts'
import { createReward } from '../../lib/domain/rewards/reward.service.ts'
import type { CreateReward } from '../../lib/domain/rewards/reward-input.schema.ts'
import { AppError } from '../../lib/platform/errors.ts'
import { type Lane, madeId, type Step, type Story } from './story.ts'

const REWARDS: readonly CreateReward[] = [
  { title: 'Good coffee', category: 'Quick Treat', pointCost: 600, icon: '☕', maxRedemptionsPerDay: 1 },
  { title: 'An hour of games', category: 'Daily Delight', pointCost: 900, icon: '🎮', maxRedemptionsPerDay: 2 },
  { title: 'Cinema', category: 'Custom', pointCost: 3_500, icon: '🎬', cooldownHours: 72 },
  { title: 'A new book', category: 'Custom', pointCost: 4_500, icon: '📚', cooldownHours: 168 },
  { title: 'Day at the spa', category: 'Big Unlock', pointCost: 20_000, icon: '♨️', cooldownHours: 720 },
  { title: 'Weekend in the mountains', category: 'Big Unlock', pointCost: 60_000, icon: '⛰️', cooldownHours: 2_160 },
]

const PER_DAY = 0.25

export const rewardSteps = ({ days, made, at }: Story): Lane =>
  REWARDS.map((reward) => ({
    at: at(days[0] ?? '', 6),
    run: async (ctx) => made.set(reward.title, (await createReward(ctx, reward)).id),
  }))

/** Redeems a reward now and then. */
export const purchaseSteps = (story: Story): Lane =>
  story.days.slice(14).flatMap((day): Step[] => {
    if (!story.happens(PER_DAY)) return []
    const { title } = story.pick(REWARDS)
    return [{ at: story.at(day, 20), run: (ctx) => redeem(ctx, madeId(story, title), {}).catch(unlessRefused) }]
  })

/** Too expensive or in cooldown: then the person waits. */
const unlessRefused = (error: unknown): void => {
  if (!(error instanceof AppError) || error.status !== 409) throw error
}

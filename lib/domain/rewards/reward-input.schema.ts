import type * as z from 'zod'
import { bodiesOf } from '../entity-schemas.ts'
import { rewardFields } from './reward.fields.ts'

export const {
  Create: CreateReward,
  Update: UpdateReward,
  Replace: ReplaceReward,
} = bodiesOf('Reward', rewardFields, {})
export type CreateReward = z.infer<typeof CreateReward>
export type UpdateReward = z.infer<typeof UpdateReward>

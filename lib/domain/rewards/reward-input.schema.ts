import * as z from 'zod'
import { clearable, Text, Title } from '../fields.ts'
import { MAX_PER_DAY, RewardCategory, RewardStatus } from './reward.schema.ts'

// Apart from the entity’s own schema: who only reads should not make what checks the input.

const ImageUrl = z
  .string()
  .max(2_000)
  .regex(/^(https?:\/\/|\/)[^\s]+$/, 'Must be an http or https address, or a path')

const writable = {
  title: Title(),
  description: clearable(Text()),
  category: RewardCategory,
  pointCost: z.number().min(0).max(1_000_000).multipleOf(0.01),
  icon: clearable(Title(40)),
  imageUrl: clearable(ImageUrl),
  isAutomated: z.boolean(),
  automationInstructions: clearable(Text()),
  cooldownHours: clearable(z.number().min(0).max(87_600)),
  maxRedemptionsPerDay: clearable(z.number().int().min(1).max(MAX_PER_DAY)),
  status: RewardStatus,
}

export const UpdateReward = z.strictObject(writable).partial().meta({ id: 'UpdateReward' })
export type UpdateReward = z.infer<typeof UpdateReward>

export const CreateReward = UpdateReward.extend({
  title: writable.title,
  category: writable.category,
  pointCost: writable.pointCost,
}).meta({ id: 'CreateReward' })
export type CreateReward = z.infer<typeof CreateReward>

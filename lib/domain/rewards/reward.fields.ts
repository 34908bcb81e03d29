import * as z from 'zod'
import { choice, flag, givenText, line, madeInstant, madeText, shortText, text } from '../common-fields.ts'
import { described, given, optional, required } from '../entity-fields.ts'
import { clearable } from '../fields.ts'

export const RewardCategory = z
  .enum(['Quick Treat', 'Daily Delight', 'Big Unlock', 'Custom'])
  .meta({ id: 'RewardCategory' })
export const RewardStatus = z.enum(['Active', 'Locked', 'Archived']).meta({ id: 'RewardStatus' })

/** Redemptions of one day are counted among those that are kept at hand (recent-redemptions.ts). */
export const MAX_PER_DAY = 100

const Points = z.number()
const imageUrl = () =>
  z
    .string()
    .max(2_000)
    .regex(/^(https?:\/\/|\/)[^\s]+$/, 'Must be an http or https address, or a path')

export const rewardFields = {
  title: line(),
  description: text(),
  category: required(RewardCategory, RewardCategory),
  pointCost: required(Points, () => z.number().min(0).max(1_000_000).multipleOf(0.01)),
  icon: shortText(40),
  imageUrl: optional(
    null,
    () => z.string().nullable(),
    () => clearable(imageUrl()),
  ),
  isAutomated: flag(false),
  automationInstructions: text(),
  cooldownHours: optional(
    null,
    () => Points.nullable().describe('Hours from one redemption to the next'),
    () => clearable(z.number().min(0).max(87_600)),
  ),
  maxRedemptionsPerDay: optional(
    null,
    () => z.number().int().nullable().describe('A day begins in the person’s time zone'),
    () => clearable(z.number().int().min(1).max(MAX_PER_DAY)),
  ),
  status: choice('Active', RewardStatus),
}

export const redemptionFields = {
  rewardId: givenText(),
  rewardTitle: described(givenText(), 'What the reward was called then'),
  pointsSpent: given(Points),
  redeemedAt: given(() => z.iso.datetime()),
  notes: madeText(),
  refundedAt: described(madeInstant(), 'When the points were given back'),
}

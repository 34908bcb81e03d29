import * as z from 'zod'
import { line } from '../../common-fields.ts'
import { optional, type StoredOf } from '../../entity-fields.ts'
import { clearable } from '../../fields.ts'

/** Weights of FSRS-6. */
export const WEIGHTS = 21
const MAX_STEPS = 20
const DAYS_OF_WEEK = 7

const Step = z
  .string()
  .regex(/^[1-9]\d{0,4}[mhd]$/, 'Must be a number of minutes, hours or days: 10m, 1h, 1d')
  .transform((step) => step as `${number}${'m' | 'h' | 'd'}`)
const Steps = () => z.array(Step).max(MAX_STEPS)
const count = (value: number) =>
  optional(
    value,
    () => z.number().int(),
    () => z.number().int().min(0).max(9_999),
  )

const NO_STEPS: `${number}${'m' | 'h' | 'd'}`[] = []
const first: typeof NO_STEPS = ['1m', '10m']
const again: typeof NO_STEPS = ['10m']

export const deckFields = {
  name: line(200),
  desiredRetention: optional(
    0.9,
    () => z.number().describe('The share of reviews that shall be known'),
    () => z.number().min(0.7).max(0.97),
  ),
  newPerDay: count(20),
  reviewsPerDay: count(200),
  learningSteps: optional(first, Steps, Steps),
  relearningSteps: optional(again, Steps, Steps),
  maximumInterval: optional(
    36_500,
    () => z.number().int().describe('Days'),
    () => z.number().int().min(1).max(36_500),
  ),
  loadBalancing: optional(
    true,
    () => z.boolean().describe('Days of reviews vary towards days with few; false: by chance'),
    () => z.boolean(),
  ),
  easyDays: optional(
    null,
    () =>
      z.array(z.number()).nullable().describe('The share of the load that each day of the week takes, Monday first'),
    () => clearable(z.array(z.number().min(0).max(1)).length(DAYS_OF_WEEK)),
  ),
  fsrsParameters: optional(
    null,
    () => z.array(z.number()).nullable().describe('The 21 weights of FSRS-6; null: the usual ones'),
    () => clearable(z.array(z.number().min(-100).max(100)).length(WEIGHTS)),
  ),
}

export type Deck = StoredOf<typeof deckFields>

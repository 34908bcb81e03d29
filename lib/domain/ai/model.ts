import type * as z from 'zod'
import type { FeatureConfig } from '../preferences/preferences.schema.ts'
import type { Tier } from './feature.ts'

/** What this domain needs of language models; lib/providers/llm has them. */
export type Models = {
  /** The model that would be asked first: part of what names a cached answer. Null without any. */
  chosen(question: Pick<Question, 'tier' | 'choice'>): Promise<ModelName | null>
  complete: Complete
}

/**
 * One answer of the wanted shape, or why there is none. Never throws for what a provider does, never ends after the
 * budget's deadline, whatever it takes: retries, a repair of an invalid answer, and other providers included.
 */
export type Complete = <A extends object>(
  question: Question,
  schema: z.ZodType<A>,
  prompt: Prompt,
  budget: Budget,
) => Promise<Completion<A>>

export type ModelName = { provider: string; model: string }

export type Question = {
  /** Name of the feature: also names the schema. */
  feature: string
  tier: Tier
  /** What the person chose, or null. */
  choice: FeatureConfig | null
}

/** `instructions` are ours alone. `data` holds what people wrote, inside delimiters. */
export type Prompt = { instructions: string; data: string }

export type Budget = {
  /** Epoch ms. */
  deadline: number
  maxOutputTokens: number
  /** Called before each request with the most it can use; false: it must not be sent. */
  reserve(tokens: number): Promise<boolean>
}

/** Why there is no answer. */
export type Problem =
  | 'not_configured'
  | 'over_budget'
  | 'refused'
  | 'truncated'
  | 'invalid'
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'

/** What all requests of one completion took together. Cost in micro-dollars (millionths). */
export type Spent = { requests: number; inputTokens: number; outputTokens: number; costMicroDollars: number }

export type Completion<A> = { spent: Spent } & (
  | ({ ok: true; value: A } & ModelName)
  | { ok: false; problem: Problem; last: ModelName | null }
)

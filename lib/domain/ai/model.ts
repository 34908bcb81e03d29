import type * as z from 'zod'
import type { FeatureConfig } from '../preferences/preferences.schema.ts'
import type { Tier } from './feature.ts'

/** The interface to language models that this domain needs; lib/providers/llm implements it. */
export type Models = {
  /** The model that would be asked first, which is part of the cache key. Null when none is configured. */
  chosen(question: Pick<Question, 'tier' | 'choice'>): Promise<ModelName | null>
  complete: Complete
}

/**
 * Returns one answer of the wanted shape, or why there is none. Never throws because of a provider and always ends before the
 * budget's deadline, including retries, the repair of an invalid answer, and other providers.
 */
export type Complete = <A extends object>(
  question: Question,
  schema: z.ZodType<A>,
  prompt: Prompt,
  budget: Budget,
) => Promise<Completion<A>>

export type ModelName = { provider: string; model: string }

export type Question = {
  /** Name of the feature, also used for the schema. */
  feature: string
  tier: Tier
  /** The model that the person chose, or null. */
  choice: FeatureConfig | null
}

/** `instructions` are constant text of this code. `data` is what people wrote, inside delimiters. */
export type Prompt = { instructions: string; data: string }

export type Budget = {
  /** Epoch ms. */
  deadline: number
  maxOutputTokens: number
  /** Called before each request with the most tokens it can use. The request must not be sent if this resolves to false. */
  reserve(tokens: number): Promise<boolean>
}

/** Why there is no answer. */
export type Problem =
  | 'not_configured'
  | 'over_budget'
  | 'plan_limit'
  | 'refused'
  | 'truncated'
  | 'invalid'
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'

/** The total usage of all requests of one completion. Cost in micro-dollars (millionths of a dollar). */
export type ModelUsage = { requests: number; inputTokens: number; outputTokens: number; costMicroDollars: number }

export type Completion<A> = { spent: ModelUsage } & (
  | ({ ok: true; value: A } & ModelName)
  | { ok: false; problem: Problem; last: ModelName | null }
)

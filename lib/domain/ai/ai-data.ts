import * as z from 'zod'
import type { ModelName, Problem } from './model.ts'

/** The provider and model that an answer names when it was computed without a model. */
export const COMPUTED_BY = 'lifeos'
export const COMPUTED_MODEL = 'computed'

const PROBLEMS = [
  'not_configured',
  'over_budget',
  'plan_limit',
  'refused',
  'truncated',
  'invalid',
  'rate_limited',
  'unavailable',
  'timeout',
] as const satisfies Problem[]

/** An AI answer. Clients read the result as `data.result` or as `data.data.result`, so it is in both places. */
export const aiData = <S extends z.ZodType>(result: S) => {
  const answer = z.object({
    result,
    confidence: z.number().min(0).max(1).optional(),
    reasoning: z.string().optional(),
    provider: z.string().describe('Who answered; "lifeos" where the answer was computed without a model'),
    model: z.string(),
    cached: z.boolean().describe('The same question was answered before, and nothing has changed since'),
    fallback: z.enum(PROBLEMS).optional().describe('Why a model was not used or gave nothing'),
  })
  return answer.extend({ data: answer })
}

export type AiAnswer<O> = {
  result: O
  confidence?: number
  reasoning?: string
  provider: string
  model: string
  cached: boolean
  fallback?: Problem
  /** Tokens that models used for it. For the log only; the schema drops it from the response. */
  tokens: number
}
export type AiData<O> = AiAnswer<O> & { data: AiAnswer<O> }

type By = ModelName & { cached: boolean; tokens: number }

export const answeredBy = <O>(result: O, by: By): AiData<O> =>
  doubled({ ...confidenceAndReasoning(result), ...by, result })

export const computed = <O>(found: O, fallback: Problem | null, tokens = 0): AiData<O> => {
  const result = rounded(found)
  return doubled({
    ...confidenceAndReasoning(result),
    result,
    provider: COMPUTED_BY,
    model: COMPUTED_MODEL,
    cached: false,
    tokens,
    ...(fallback && { fallback }),
  })
}

/** A computed confidence is no more precise than two decimals. */
const rounded = <O>(result: O): O => {
  const { confidence } = (result ?? {}) as { confidence?: unknown }
  return typeof confidence === 'number' ? { ...result, confidence: Math.round(confidence * 100) / 100 } : result
}

const doubled = <O>(answer: AiAnswer<O>): AiData<O> => ({ ...answer, data: answer })

/** Confidence and reasoning of the result are repeated at the top level. */
const confidenceAndReasoning = (result: unknown): { confidence?: number; reasoning?: string } => {
  const { confidence, reasoning } = (result ?? {}) as { confidence?: unknown; reasoning?: unknown }
  return {
    ...(typeof confidence === 'number' && { confidence }),
    ...(typeof reasoning === 'string' && { reasoning }),
  }
}

/** Joins several answers into one: cached when all of them are, and by a model when any of them is. */
export const joined = <O>(result: O, parts: AiAnswer<unknown>[]): AiData<O> => {
  const asked = parts.find(({ provider }) => provider !== COMPUTED_BY)
  const fallback = parts.find((part) => part.fallback !== undefined)?.fallback
  return doubled({
    ...confidenceAndReasoning(result),
    result,
    provider: asked?.provider ?? COMPUTED_BY,
    model: asked?.model ?? COMPUTED_MODEL,
    cached: parts.every(({ cached }) => cached),
    tokens: parts.reduce((sum, { tokens }) => sum + tokens, 0),
    ...(fallback && { fallback }),
  })
}

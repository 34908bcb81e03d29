import * as z from 'zod'
import type { ModelName, Problem } from './model.ts'

/** Who computes where no model does. */
export const OURSELVES = 'lifeos'
const COMPUTED = 'computed'

const PROBLEMS = [
  'not_configured',
  'over_budget',
  'refused',
  'truncated',
  'invalid',
  'rate_limited',
  'unavailable',
  'timeout',
] as const satisfies Problem[]

/** What clients read of an AI answer, under both names that they read: `data.result` and `data.data.result`. */
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
  /** What a model took for it; for the log, clients do not get it. */
  tokens: number
}
export type AiData<O> = AiAnswer<O> & { data: AiAnswer<O> }

type By = ModelName & { cached: boolean; tokens: number }

export const answeredBy = <O>(result: O, by: By): AiData<O> => doubled({ ...toldIn(result), ...by, result })

export const computed = <O>(found: O, fallback: Problem | null, tokens = 0): AiData<O> => {
  const result = rounded(found)
  return doubled({
    ...toldIn(result),
    result,
    provider: OURSELVES,
    model: COMPUTED,
    cached: false,
    tokens,
    ...(fallback && { fallback }),
  })
}

/** A computed confidence says no more than per cents do. */
const rounded = <O>(result: O): O => {
  const { confidence } = (result ?? {}) as { confidence?: unknown }
  return typeof confidence === 'number' ? { ...result, confidence: Math.round(confidence * 100) / 100 } : result
}

const doubled = <O>(answer: AiAnswer<O>): AiData<O> => ({ ...answer, data: answer })

/** Confidence and reasoning stand beside the result too. */
const toldIn = (result: unknown): { confidence?: number; reasoning?: string } => {
  const { confidence, reasoning } = (result ?? {}) as { confidence?: unknown; reasoning?: unknown }
  return {
    ...(typeof confidence === 'number' && { confidence }),
    ...(typeof reasoning === 'string' && { reasoning }),
  }
}

/** One answer of several: cached when all are, and of a model when any is. */
export const joined = <O>(result: O, parts: AiAnswer<unknown>[]): AiData<O> => {
  const asked = parts.find(({ provider }) => provider !== OURSELVES)
  const fallback = parts.find((part) => part.fallback !== undefined)?.fallback
  return doubled({
    ...toldIn(result),
    result,
    provider: asked?.provider ?? OURSELVES,
    model: asked?.model ?? COMPUTED,
    cached: parts.every(({ cached }) => cached),
    tokens: parts.reduce((sum, { tokens }) => sum + tokens, 0),
    ...(fallback && { fallback }),
  })
}

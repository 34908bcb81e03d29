import type { Entity, Kind } from '../../platform/events/kind.ts'

/** A record of one question to a model and its cost, without the question or the answer. Its event is ai.answered or ai.failed. */
export type AiCall = Entity & {
  feature: string
  provider: string | null
  model: string | null
  /** 'answered', or why there is no answer. */
  outcome: string
  requests: number
  inputTokens: number
  outputTokens: number
  costMicroDollars: number
  ms: number
}

export const AI_CALL: Kind<AiCall> = {
  name: 'ai',
  label: 'AI call',
  title: 'feature',
  defaults: { provider: null, model: null },
}

import type { Entity, Kind } from '../../platform/events/kind.ts'

/** One question to a model and what it took; never what was asked or answered. Its event is ai.answered or ai.failed. */
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

import type { ModelUsage, Problem } from './model.ts'

/** A model that turns texts into vectors. Vectors of different models, or of different lengths, cannot be compared. */
export type EmbeddingModel = { provider: string; model: string; dimensions: number }

/** The interface to embedding models that this domain needs; lib/providers/llm implements it. */
export type Embedder = {
  /** Null when none is configured. @throws when that cannot be found out */
  chosen(): Promise<EmbeddingModel | null>
  /** The vectors of texts, in their order, or why there are none. Never throws because of a provider; ends by `deadline` (epoch ms). */
  embed(model: EmbeddingModel, texts: string[], deadline: number): Promise<Embedded>
}

export type Embedded = { spent: ModelUsage } & ({ ok: true; vectors: number[][] } | { ok: false; problem: Problem })

export const nameOfModel = ({ provider, model, dimensions }: EmbeddingModel): string =>
  `${provider}/${model}/${dimensions}`

import type { Tier } from '../../domain/ai/feature.ts'
import type { FeatureConfig } from '../../domain/preferences/preferences.schema.ts'

export type Provider = FeatureConfig['provider']

/** How a model is made to answer in the wanted form, best first. */
export type Shape = 'schema' | 'tool' | 'json'

export type Model = {
  provider: Provider
  model: string
  shape: Shape
  tier: Tier
  /** Micro-dollars per million tokens. */
  inputPrice: number
  outputPrice: number
  /** Additional fields of its requests. */
  extra?: Record<string, unknown>
}

/** All of them offer OpenAI's chat completions API. `limit`: the field that limits the answer's length. */
export const PROVIDERS: Record<Provider, { baseUrl: string; limit: 'max_tokens' | 'max_completion_tokens' }> = {
  anthropic: { baseUrl: 'https://api.anthropic.com/v1/', limit: 'max_tokens' },
  openai: { baseUrl: 'https://api.openai.com/v1/', limit: 'max_completion_tokens' },
  gemini: { baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai/', limit: 'max_tokens' },
  grok: { baseUrl: 'https://api.x.ai/v1/', limit: 'max_tokens' },
  deepseek: { baseUrl: 'https://api.deepseek.com/', limit: 'max_tokens' },
  groq: { baseUrl: 'https://api.groq.com/openai/v1/', limit: 'max_completion_tokens' },
  cerebras: { baseUrl: 'https://api.cerebras.ai/v1/', limit: 'max_completion_tokens' },
}

const dollars = (input: number, output: number) => ({
  inputPrice: Math.round(input * 1e6),
  outputPrice: Math.round(output * 1e6),
})

const low = { extra: { reasoning_effort: 'low' } }
// Thinking takes longer than people wait, and its tokens count towards the answer's limit.
const direct = { extra: { thinking: { type: 'disabled' } } }

/**
 * Models and list prices from their providers' pages in 2026; docs/decisions/models.md names the sources and what is
 * uncertain. Anthropic's compatible endpoint ignores response_format, so its models are forced to call a tool.
 */
export const MODELS: Model[] = [
  { provider: 'groq', model: 'openai/gpt-oss-20b', shape: 'schema', tier: 'fast', ...dollars(0.075, 0.3), ...low },
  { provider: 'groq', model: 'openai/gpt-oss-120b', shape: 'schema', tier: 'strong', ...dollars(0.15, 0.6), ...low },
  { provider: 'deepseek', model: 'deepseek-flash', shape: 'json', tier: 'fast', ...dollars(0.3, 1.2), ...direct },
  { provider: 'deepseek', model: 'deepseek-v4-pro', shape: 'json', tier: 'strong', ...dollars(1.32, 3.96), ...direct },
  { provider: 'cerebras', model: 'gpt-oss-120b', shape: 'schema', tier: 'strong', ...dollars(0.35, 0.75), ...low },
  { provider: 'openai', model: 'gpt-5.4-nano', shape: 'schema', tier: 'fast', ...dollars(0.2, 1.25), ...low },
  { provider: 'openai', model: 'gpt-5.4-mini', shape: 'schema', tier: 'strong', ...dollars(0.75, 4.5), ...low },
  { provider: 'openai', model: 'gpt-5.4', shape: 'schema', tier: 'strong', ...dollars(2.5, 15), ...low },
  { provider: 'openai', model: 'gpt-5.5', shape: 'schema', tier: 'strong', ...dollars(5, 30), ...low },
  { provider: 'gemini', model: 'gemini-3.5-flash-lite', shape: 'schema', tier: 'fast', ...dollars(0.3, 2.5) },
  { provider: 'gemini', model: 'gemini-3.8-flash', shape: 'schema', tier: 'strong', ...dollars(1.5, 7.5), ...low },
  { provider: 'gemini', model: 'gemini-3.1-pro-preview', shape: 'schema', tier: 'strong', ...dollars(2, 12) },
  { provider: 'anthropic', model: 'claude-haiku-4-5', shape: 'tool', tier: 'fast', ...dollars(1, 5) },
  { provider: 'anthropic', model: 'claude-sonnet-4-6', shape: 'tool', tier: 'strong', ...dollars(3, 15) },
  { provider: 'anthropic', model: 'claude-opus-4-7', shape: 'tool', tier: 'strong', ...dollars(5, 25) },
  { provider: 'grok', model: 'grok-4.3', shape: 'schema', tier: 'strong', ...dollars(1.25, 2.5), ...low },
]

/** Retired models that clients still offer or people chose long ago, and their successors. */
const SUCCESSORS: Record<string, string> = {
  'claude-opus-4-20250514': 'claude-opus-4-7',
  'claude-sonnet-4-20250514': 'claude-sonnet-4-6',
  'claude-3-5-sonnet-20241022': 'claude-sonnet-4-6',
  'claude-3-7-sonnet-20250219': 'claude-sonnet-4-6',
  'claude-3-5-haiku-20241022': 'claude-haiku-4-5',
  'claude-3-haiku-20240307': 'claude-haiku-4-5',
  'gpt-4o': 'gpt-5.4',
  'gpt-4-turbo': 'gpt-5.4',
  'gpt-4o-mini': 'gpt-5.4-nano',
  o1: 'gpt-5.5',
  'o1-mini': 'gpt-5.4-mini',
  'gemini-2.0-flash-exp': 'gemini-3.8-flash',
  'gemini-1.5-flash': 'gemini-3.5-flash-lite',
  'gemini-1.5-pro': 'gemini-3.1-pro-preview',
  'gemini-2.5-flash-lite': 'gemini-3.5-flash-lite',
  'gemini-3.1-flash-lite': 'gemini-3.5-flash-lite',
  'gemini-2.5-flash': 'gemini-3.8-flash',
  'gemini-3-flash-preview': 'gemini-3.8-flash',
  'gemini-3.5-flash': 'gemini-3.8-flash',
  'gemini-2.5-pro': 'gemini-3.1-pro-preview',
  'grok-2-1212': 'grok-4.3',
  'grok-2-vision-1212': 'grok-4.3',
  'grok-3': 'grok-4.3',
  'llama-3.3-70b-versatile': 'openai/gpt-oss-120b',
  'mixtral-8x7b-32768': 'openai/gpt-oss-120b',
  'gemma2-9b-it': 'openai/gpt-oss-20b',
  'deepseek-chat': 'deepseek-flash',
  'deepseek-v4-flash': 'deepseek-flash',
  'deepseek-reasoner': 'deepseek-v4-pro',
  'llama3.1-8b': 'gpt-oss-120b',
  'llama3.1-70b': 'gpt-oss-120b',
}

const cost = ({ inputPrice, outputPrice }: Model): number => inputPrice + outputPrice

/** The cheapest adequate model of a provider. Every provider has one. */
const cheapestOf = (provider: Provider, tier: Tier): Model => {
  const own = MODELS.filter((model) => model.provider === provider).sort((a, b) => cost(a) - cost(b))
  const found = own.find((model) => tier === 'fast' || model.tier === 'strong') ?? own[0]
  if (!found) throw new Error(`The catalog has no model of ${provider}`)
  return found
}

/** A chosen model by name. An unknown one is called and priced like its provider's most expensive model. */
export const modelNamed = ({ provider, model: name }: FeatureConfig): Model => {
  const current = SUCCESSORS[name] ?? name
  const own = MODELS.filter((model) => model.provider === provider)
  const mostExpensive = own.reduce((a, b) => (cost(a) >= cost(b) ? a : b), cheapestOf(provider, 'strong'))
  return own.find(({ model }) => model === current) ?? { ...mostExpensive, model: current }
}

/** The models to try, in order: the person's choice, then the cheapest adequate one of each other provider. */
export const candidates = (available: Provider[], tier: Tier, choice: FeatureConfig | null): Model[] => {
  const first = choice && available.includes(choice.provider) ? [modelNamed(choice)] : []
  const others = available.filter((provider) => provider !== first[0]?.provider)
  const rest = others.map((provider) => cheapestOf(provider, tier)).sort((a, b) => cost(a) - cost(b))
  return [...first, ...rest]
}

/** Micro-dollars, rounded up. */
export const costOf = (model: Model, inputTokens: number, outputTokens: number): number =>
  Math.ceil((inputTokens * model.inputPrice + outputTokens * model.outputPrice) / 1e6)

/** A model behind a provider's `/embeddings`. `price`: micro-dollars per million tokens. */
type EmbeddingEntry = { provider: Provider; model: string; dimensions: number; price: number }

/** In the order in which they are taken. Both give shorter vectors than they could: a third of the memory for little recall. */
export const EMBEDDING_MODELS: EmbeddingEntry[] = [
  { provider: 'openai', model: 'text-embedding-3-small', dimensions: 512, price: 20_000 },
  { provider: 'gemini', model: 'gemini-embedding-001', dimensions: 768, price: 150_000 },
]

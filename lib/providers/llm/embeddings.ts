import { setTimeout as sleep } from 'node:timers/promises'
import OpenAI from 'openai'
import type { CreateEmbeddingResponse } from 'openai/resources/embeddings'
import type { Embedded, Embedder, EmbeddingModel } from '../../domain/ai/embedder.ts'
import type { ModelUsage, Problem } from '../../domain/ai/model.ts'
import { countModelCost } from '../../platform/log/meter.ts'
import type { Outcome } from '../../platform/outbound/circuit-breaker.ts'
import { throughCircuit } from '../../platform/outbound/circuits.ts'
import { type Failure, failureOf } from './call.ts'
import { EMBEDDING_MODELS, PROVIDERS } from './catalog.ts'
import { readKeys } from './keys.ts'
import { estimatedTokens } from './request.ts'

const found = ({ provider, model }: EmbeddingModel) =>
  EMBEDDING_MODELS.find((one) => one.provider === provider && one.model === model)

const PROBLEMS: Record<Failure['kind'], Problem> = {
  ...{ rate_limited: 'rate_limited', timeout: 'timeout' },
  ...{ unavailable: 'unavailable', key: 'unavailable', request: 'unavailable' },
}

type Called = { ok: true; response: CreateEmbeddingResponse } | { ok: false; kind: Failure['kind'] }

/** The embedding model of the first provider in the catalog that has a key. One request each, without a retry: who asks tries again later. */
export const embedder: Embedder = {
  chosen: async () => {
    const keys = await readKeys(Date.now())
    const model = EMBEDDING_MODELS.find(({ provider }) => keys[provider])
    return model ? { provider: model.provider, model: model.model, dimensions: model.dimensions } : null
  },
  embed: async (wanted, texts, deadline) => {
    const spent = { requests: 0, inputTokens: 0, outputTokens: 0, costMicroDollars: 0 }
    const model = found(wanted)
    const ms = deadline - Date.now()
    const keys = await readKeys(Date.now()).catch(() => null)
    const key = model && keys?.[model.provider]
    if (!model || !key || ms <= 0) return { ok: false, problem: 'unavailable', spent }
    const make = () =>
      call({ apiKey: key.apiKey, baseURL: key.baseUrl ?? PROVIDERS[model.provider].baseUrl }, wanted, texts, ms)
    // Chats may work where embeddings do not, so they have a circuit of their own.
    const called = await throughCircuit(`${model.provider} embeddings`, make, outcomeOf)
    if (!called) return { ok: false, problem: 'unavailable', spent }
    spent.requests = 1
    if (!called.ok) return { ok: false, problem: PROBLEMS[called.kind], spent }
    return answerOf(called.response, { texts, spent, dimensions: model.dimensions, price: model.price })
  },
}

const outcomeOf = (called: Called): Outcome =>
  called.ok || (called.kind !== 'timeout' && called.kind !== 'unavailable') ? 'success' : 'failure'

type Where = { apiKey: string; baseURL: string }

const call = async (
  where: Where,
  { model, dimensions }: EmbeddingModel,
  input: string[],
  ms: number,
): Promise<Called> => {
  const abort = new AbortController()
  const late = sleep(ms, { ok: false, kind: 'timeout' } as const, { signal: abort.signal })
  const options = { organization: null, project: null, logLevel: 'off', maxRetries: 0, timeout: ms + 1_000 } as const
  const client = new OpenAI({ ...where, ...options })
  const answered = client.embeddings
    .create({ model, input, dimensions, encoding_format: 'float' }, { signal: abort.signal })
    .then((response): Called => ({ ok: true, response }))
    .catch((error): Called => ({ ok: false, kind: failureOf(error).kind }))
  const first = await Promise.race([answered, late])
  late.catch(() => {})
  abort.abort()
  return first
}

type Asked = { texts: string[]; spent: ModelUsage; dimensions: number; price: number }

/** Only an answer with a vector of the right length for each text is one. */
const answerOf = ({ data, usage }: CreateEmbeddingResponse, { texts, spent, dimensions, price }: Asked): Embedded => {
  spent.inputTokens = usage?.prompt_tokens >= 0 ? usage.prompt_tokens : estimatedTokens(texts.join(''))
  spent.costMicroDollars = Math.ceil((spent.inputTokens * price) / 1e6)
  countModelCost(spent.costMicroDollars)
  const vectors = texts.map((_, i) => data?.find(({ index }) => index === i)?.embedding)
  const isRight = (one: unknown): one is number[] =>
    Array.isArray(one) && one.length === dimensions && one.every((value) => Number.isFinite(value))
  return vectors.every(isRight) ? { ok: true, vectors, spent } : { ok: false, problem: 'invalid', spent }
}

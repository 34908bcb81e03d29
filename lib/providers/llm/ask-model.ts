import { setTimeout as sleep } from 'node:timers/promises'
import type { ChatCompletion, ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import type * as z from 'zod'
import type { Budget, ModelUsage, Problem, Prompt } from '../../domain/ai/model.ts'
import { countModelCost } from '../../platform/log/meter.ts'
import { throughCircuit } from '../../platform/outbound/circuits.ts'
import { call, type Failure, outcomeOf } from './call.ts'
import { costOf, type Model, type Shape } from './catalog.ts'
import { type Key, type Keys, rereadKeys } from './keys.ts'
import { readReply } from './reply.ts'
import { bodyOf, estimatedTokens, maxTokens } from './request.ts'
import type { StrictSchema } from './strict-schema.ts'

/** What all requests of one completion share. `spent` accumulates. */
export type Run<S extends z.ZodType> = {
  name: string
  schema: S
  strict: StrictSchema
  prompt: Prompt
  budget: Budget
  spent: ModelUsage
  keys: Keys
}

type Asked<A> = { ok: true; value: A } | { ok: false; problem: Problem }

const RETRY_MS = 250
/** If a provider asks for a longer pause, the next provider is tried instead. */
const LONGEST_PAUSE_MS = 3_000
const MIN_MS = 100

/** The shape to fall back to when a model rejects one. */
const SIMPLER: Record<Shape, Shape | null> = { schema: 'tool', tool: 'json', json: null }

/** How the model is asked next, and which fallbacks are left: each may be used once. */
type State = {
  shape: Shape
  key: Key
  repair: ChatCompletionMessageParam[]
  left: { retry: boolean; repair: boolean; newKey: boolean }
}

/** Either another request, or the result. */
type Step<A> = { again: State } | { result: Asked<A> }

const ended = (problem: Problem): { result: { ok: false; problem: Problem } } => ({ result: { ok: false, problem } })

/**
 * Asks one model until it answers or there is nothing left to try: one retry of a failure that may pass, one repair of
 * an invalid answer, one new key, and simpler ways to ask where the provider rejects the request. Ends by `until`.
 */
export const askModel = async <A>(run: Run<z.ZodType<A>>, model: Model, until: number): Promise<Asked<A>> => {
  const key = run.keys[model.provider]
  if (!key) return { ok: false, problem: 'unavailable' }
  let state: State = { shape: model.shape, key, repair: [], left: { retry: true, repair: true, newKey: true } }
  for (;;) {
    const step: Step<A> = await askOnce(run, model, state, until)
    if ('result' in step) return step.result
    state = step.again
  }
}

const askOnce = async <A>(run: Run<z.ZodType<A>>, model: Model, state: State, until: number): Promise<Step<A>> => {
  const { name, strict, prompt, budget, spent, schema } = run
  const { shape, repair } = state
  const { maxOutputTokens } = budget
  if (until - Date.now() < MIN_MS) return ended('timeout')
  const body = bodyOf({ model, shape, name, schema: strict, prompt, repair, maxOutputTokens })
  if (!(await budget.reserve(maxTokens(body, maxOutputTokens)))) return ended('over_budget')
  const ms = until - Date.now()
  const make = () => call(model.provider, state.key, body, ms)
  const called = await throughCircuit(model.provider, make, (result) => outcomeOf(result, ms))
  if (!called) return ended('unavailable')
  spent.requests += 1
  if (!called.ok) {
    if (called.kind === 'timeout') charge(spent, model, estimatedTokens(JSON.stringify(body)), 0)
    return afterFailure(called, model, state, until)
  }
  meter(spent, model, called.completion, JSON.stringify(body.messages))
  const reply = readReply(called.completion, schema)
  if (reply.ok) return { result: reply }
  if (reply.problem !== 'invalid' || !state.left.repair) return ended(reply.problem)
  const again = { ...state, repair: repairOf(reply.text, reply.errors), left: { ...state.left, repair: false } }
  return { again }
}

const afterFailure = async ({ kind, retryAfterMs }: Failure, model: Model, state: State, until: number) => {
  const { shape, key, left } = state
  if (kind === 'timeout') return ended('timeout')
  if (kind === 'request') {
    const simpler = SIMPLER[shape]
    return simpler ? { again: { ...state, shape: simpler } } : ended('unavailable')
  }
  if (kind === 'key') {
    const fresh = left.newKey ? await newerKey(model, key) : undefined
    return fresh ? { again: { ...state, key: fresh, left: { ...left, newKey: false } } } : ended('unavailable')
  }
  const pause = retryAfterMs || RETRY_MS
  const canWait = pause <= LONGEST_PAUSE_MS && Date.now() + pause + MIN_MS < until
  if (!left.retry || !canWait) return ended(kind)
  await sleep(pause)
  return { again: { ...state, left: { ...left, retry: false } } }
}

/** The key in the secret now, if it differs from the refused one. */
const newerKey = async ({ provider }: Model, refused: Key): Promise<Key | undefined> => {
  const keys: Keys = await rereadKeys(Date.now()).catch(() => ({}))
  const found = keys[provider]
  return found && found.apiKey !== refused.apiKey ? found : undefined
}

const repairOf = (text: string, errors: string): ChatCompletionMessageParam[] => [
  { role: 'assistant', content: text || '(nothing)' },
  {
    role: 'user',
    content: `That answer is not valid:\n${errors}\nGive the whole answer again in the form that was asked for.`,
  },
]

/** Charges what the provider counted, or an estimate when it did not count. */
const meter = (spent: ModelUsage, model: Model, { usage, choices }: ChatCompletion, asked: string): void => {
  const said = (tokens: number | undefined, text: string) =>
    tokens !== undefined && tokens >= 0 ? tokens : estimatedTokens(text)
  charge(spent, model, said(usage?.prompt_tokens, asked), said(usage?.completion_tokens, JSON.stringify(choices ?? '')))
}

const charge = (spent: ModelUsage, model: Model, inputTokens: number, outputTokens: number): void => {
  spent.inputTokens += inputTokens
  spent.outputTokens += outputTokens
  const cost = costOf(model, inputTokens, outputTokens)
  spent.costMicroDollars += cost
  countModelCost(cost)
}

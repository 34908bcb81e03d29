import { setTimeout as sleep } from 'node:timers/promises'
import type { ChatCompletion, ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import type * as z from 'zod'
import type { Budget, Problem, Prompt, Spent } from '../../domain/ai/model.ts'
import { call } from './call.ts'
import { costOf, type Model, type Shape } from './catalog.ts'
import { type Key, type Keys, rereadKeys } from './keys.ts'
import { readReply } from './reply.ts'
import { bodyOf, mostTokens, roughTokens } from './request.ts'
import type { StrictSchema } from './strict-schema.ts'

/** What stays the same over all requests of one completion; `spent` adds up. */
export type Run<S extends z.ZodType> = {
  name: string
  schema: S
  strict: StrictSchema
  prompt: Prompt
  budget: Budget
  spent: Spent
  keys: Keys
}

type Asked<A> = { ok: true; value: A } | { ok: false; problem: Problem }

const RETRY_MS = 250
/** A provider that asks for a longer pause is left for the next one. */
const LONGEST_PAUSE_MS = 3_000
const LEAST_MS = 100

/** Ways to fall back to when a model does not take the one it should. */
const SIMPLER: Record<Shape, Shape | null> = { schema: 'tool', tool: 'json', json: null }

/** What one model has left to try: each may be used once. */
type Chances = { retry: boolean; repair: boolean; newKey: boolean }

/**
 * Asks one model until it answers or there is nothing left to try: one retry of a failure that may pass, one repair of
 * an invalid answer, one new key, and simpler ways to ask where the provider rejects the request. Ends by `until`.
 */
export const askModel = async <A>(run: Run<z.ZodType<A>>, model: Model, until: number): Promise<Asked<A>> => {
  const chances: Chances = { retry: true, repair: true, newKey: true }
  let shape: Shape = model.shape
  let repair: ChatCompletionMessageParam[] = []
  let key = run.keys[model.provider]
  for (;;) {
    if (!key) return { ok: false, problem: 'unavailable' }
    const left = until - Date.now()
    if (left < LEAST_MS) return { ok: false, problem: 'timeout' }
    const { maxOutputTokens } = run.budget
    const body = bodyOf({
      model,
      shape,
      name: run.name,
      schema: run.strict,
      prompt: run.prompt,
      repair,
      maxOutputTokens,
    })
    if (!(await run.budget.reserve(mostTokens(body, maxOutputTokens)))) return { ok: false, problem: 'over_budget' }
    const called = await call(model.provider, key, body, until - Date.now())
    run.spent.requests += 1
    if (called.ok) {
      meter(run.spent, model, called.completion, JSON.stringify(body.messages))
      const reply = readReply(called.completion, run.schema)
      if (reply.ok) return reply
      if (reply.problem !== 'invalid' || !chances.repair) return { ok: false, problem: reply.problem }
      chances.repair = false
      repair = repairOf(reply.text, reply.errors)
      continue
    }
    if (called.kind === 'request') {
      const simpler = SIMPLER[shape]
      if (!simpler) return { ok: false, problem: 'unavailable' }
      shape = simpler
    } else if (called.kind === 'key') {
      const fresh: Key | undefined = chances.newKey ? await newerKey(model, key) : undefined
      if (!fresh) return { ok: false, problem: 'unavailable' }
      chances.newKey = false
      key = fresh
    } else {
      if (called.kind === 'timeout') charge(run.spent, model, roughTokens(JSON.stringify(body)), 0)
      const pause = called.retryAfterMs || RETRY_MS
      const canWait = pause <= LONGEST_PAUSE_MS && Date.now() + pause + LEAST_MS < until
      if (called.kind === 'timeout' || !chances.retry || !canWait) return { ok: false, problem: called.kind }
      chances.retry = false
      await sleep(pause)
    }
  }
}

/** The key that is in the secret now, when it is another than the one refused. */
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

/** What the provider counted, or a rough figure where it did not count. */
const meter = (spent: Spent, model: Model, { usage, choices }: ChatCompletion, asked: string): void => {
  const said = (tokens: number | undefined, text: string) =>
    tokens !== undefined && tokens >= 0 ? tokens : roughTokens(text)
  charge(spent, model, said(usage?.prompt_tokens, asked), said(usage?.completion_tokens, JSON.stringify(choices ?? '')))
}

const charge = (spent: Spent, model: Model, inputTokens: number, outputTokens: number): void => {
  spent.inputTokens += inputTokens
  spent.outputTokens += outputTokens
  spent.costMicroDollars += costOf(model, inputTokens, outputTokens)
}

import { createHash } from 'node:crypto'
import type * as z from 'zod'
import { type Context, withSource } from '../../platform/context.ts'
import type { AppError } from '../../platform/errors.ts'
import { create } from '../../platform/events/change.ts'
import { commit } from '../../platform/events/commit.ts'
import { putWrite } from '../../platform/events/write.ts'
import { type Claim, IdempotencyReplay } from '../../platform/idempotency.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import { featureConfigFor } from '../preferences/feature-config.service.ts'
import type { AiFeature } from '../preferences/features.ts'
import type { Moment } from '../time/moment.ts'
import { localDateOf } from '../time/zone.ts'
import { AI_CALL } from './ai-call.ts'
import { allowanceFor } from './allowance.ts'
import { type Counting, MonthIsOver, monthOf, settleWrite } from './budget.repository.ts'
import type { Hold } from './budget.ts'
import type { Tier } from './feature.ts'
import type { Completion, ModelName, Models, Problem, Question } from './model.ts'
import { promptOf } from './prompt.ts'
import { countUsage, usageWrite } from './usage.repository.ts'

/** A question to a model, whatever it is about. */
export type Asking<A extends object> = {
  feature: string
  choice: AiFeature
  tier: Tier
  /** Version of the instructions and of the answer's form. */
  version: number
  maxTokens: number
  ttlSeconds: number
  task: string
  answer: z.ZodType<A>
  facts: unknown
  /** The computed answer, which the model gets as one of the facts. */
  computed: unknown
  moment: Moment
}

/** `tokens`: input and output tokens of the question; 0 when the answer comes from the cache. */
export type Asked<A> = { tokens: number } & (
  | ({ ok: true; value: A; cached: boolean } & ModelName)
  /** `refused`: the error, where a limit of the person's plan is reached. */
  | { ok: false; problem: Problem; refused?: AppError }
)

/** The claim of the request and the answer that a repeat of it gets. A failed call settles no claim. */
type Repeat<A> = { claim?: Claim | null | undefined; result: (asked: Extract<Asked<A>, { ok: true }>) => unknown }

/** The longest a model may take, repairs and other providers included. */
const LONGEST_MS = 25_000
/** Time reserved for the writes after the answer. */
export const WRITING_MS = 1_000

/** The latest time by which a model must have answered, epoch ms. */
export const answerBy = ({ deadline }: Context): number => Math.min(Date.now() + LONGEST_MS, deadline - WRITING_MS)

/**
 * Asks a model, or the cache: the same question about the same facts on the same day is not asked again until its TTL ends.
 * Tokens are reserved before the call and settled after it. Only usage and, if it is valid, the answer are written.
 * `result` turns the answer into what a repeat of the request with the same Idempotency-Key gets.
 * @throws 503 when the table does not answer. Failures of a model are returned, not thrown.
 */
export const ask = async <A extends object>(
  ctx: Context,
  models: Models,
  asking: Asking<A>,
  repeat: Repeat<A>,
): Promise<Asked<A>> => {
  const choice = await featureConfigFor(ctx, asking.choice)
  const question: Question = { feature: asking.feature, tier: asking.tier, choice }
  const model = await models.chosen(question).catch(() => 'unavailable' as const)
  if (model === 'unavailable') return { ok: false, problem: 'unavailable', tokens: 0 }
  if (!model) return { ok: false, problem: 'not_configured', tokens: 0 }
  const row = sk.aiAnswer(asking.feature, hashOf(asking, model))
  const known = await cachedAnswer(ctx, asking, row)
  if (known) {
    await countUsage(ctx, monthOf(ctx.now()), asking.feature, { cacheHits: 1 })
    return known
  }
  return askAnew(ctx, models, { asking, question, row }, repeat)
}

/** The cache key: model, version, day, and everything that would be sent to the model. */
const hashOf = <A extends object>({ version, moment, facts, computed }: Asking<A>, model: ModelName): string =>
  createHash('sha256')
    .update(canonical([model, version, localDateOf(moment.now, moment.zone), moment.zone, facts, computed]))
    .digest('base64url')

/** JSON with the keys of every object sorted, because DynamoDB returns attributes in any order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

const cachedAnswer = async <A extends object>(
  ctx: Context,
  { answer }: Asking<A>,
  row: string,
): Promise<Extract<Asked<A>, { ok: true }> | null> => {
  const item = await partition(ctx).get(row)
  if (!item) return null
  const parsed = answer.safeParse(JSON.parse(String(item.answer)))
  if (!parsed.success) return null
  return {
    ok: true,
    value: parsed.data,
    cached: true,
    tokens: 0,
    provider: String(item.provider),
    model: String(item.model),
  }
}

type Anew<A extends object> = { asking: Asking<A>; question: Question; row: string }

const askAnew = async <A extends object>(
  ctx: Context,
  models: Models,
  { asking, question, row }: Anew<A>,
  { claim, result }: Repeat<A>,
): Promise<Asked<A>> => {
  const started = ctx.now()
  const allowance = await allowanceFor(ctx, asking.maxTokens)
  const { counting, holds, maxOutputTokens, reserve } = allowance
  const prompt = promptOf(asking.task, asking.facts, asking.computed, asking.moment)
  const budget = { deadline: answerBy(ctx), maxOutputTokens, reserve }
  const completion = await models.complete(question, asking.answer, prompt, budget)
  const refused = allowance.refused()
  if (refused) return { ok: false, problem: 'plan_limit', refused, tokens: 0 }
  const asked = outcomeOf(completion)
  await record(
    ctx,
    { asking, row, counting, holds, ms: ctx.now() - started, completion },
    asked.ok ? { claim, result: result(asked) } : { claim: null, result: null },
  )
  return asked
}

const outcomeOf = <A>(completion: Completion<A>): Asked<A> => {
  const tokens = completion.spent.inputTokens + completion.spent.outputTokens
  if (!completion.ok) return { ok: false, problem: completion.problem, tokens }
  const { value, provider, model } = completion
  return { ok: true, value, provider, model, cached: false, tokens }
}

type Recorded<A extends object> = {
  asking: Asking<A>
  row: string
  counting: Counting
  holds: Hold[]
  ms: number
  completion: Completion<A>
}

/** Writes the settlement, the sums, the event and the cached answer in one transaction. */
const record = async <A extends object>(
  ctx: Context,
  recorded: Recorded<A>,
  { claim, result }: { claim?: Claim | null | undefined; result: unknown },
): Promise<void> => {
  const { asking, row, counting, holds, ms, completion } = recorded
  const { spent } = completion
  const used = spent.inputTokens + spent.outputTokens
  const by = completion.ok ? { provider: completion.provider, model: completion.model } : completion.last
  const now = ctx.now()
  const call = create(
    AI_CALL,
    {
      id: ctx.newId(now),
      userId: ctx.userId,
      feature: asking.feature,
      provider: by?.provider ?? null,
      model: by?.model ?? null,
      outcome: completion.ok ? 'answered' : completion.problem,
      ...spent,
      ms,
    },
    now,
    completion.ok ? 'answered' : 'failed',
  )
  const counted = {
    calls: 1,
    failed: completion.ok ? 0 : 1,
    inputTokens: spent.inputTokens,
    outputTokens: spent.outputTokens,
    costMicroDollars: spent.costMicroDollars,
    ms,
  }
  const kept = { expiresAt: Math.ceil(now / 1_000) + asking.ttlSeconds, ...by }
  const transaction = (isOver = false) => ({
    changes: [call],
    writes: [
      settleWrite(ctx, counting, { holds, used, answered: completion.ok, isOver }),
      usageWrite(ctx, counting.month, asking.feature, counted),
      ...(completion.ok ? [putWrite(ctx, row, { ...kept, answer: JSON.stringify(completion.value) })] : []),
    ],
    result,
  })
  const byAi = withSource(ctx, 'ai')
  try {
    await commit(byAi, transaction(), claim)
  } catch (error) {
    if (error instanceof MonthIsOver) {
      await commit(byAi, transaction(true), claim)
      return
    }
    // Another request with the same key was first. Its answer counts, but this call still cost tokens.
    if (error instanceof IdempotencyReplay) await commit(byAi, transaction())
    throw error
  }
}

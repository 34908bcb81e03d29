import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { calendarMonth } from '../time/calendar.ts'
import type { Moment } from '../time/moment.ts'
import { type AiData, answeredBy, computed } from './ai-data.ts'
import { type Asked, ask } from './ask.ts'
import { monthOf } from './budget.repository.ts'
import type { Feature } from './feature.ts'
import type { ModelName, Models, Problem } from './model.ts'
import { countUsage } from './usage.repository.ts'

/**
 * A feature's answer: from a model if one is configured and gives a valid answer, else the computed answer if there is one,
 * with the reason in `fallback`. Writes only usage, the cache and an ai.* event; a model's answer settles `claim`.
 * @throws 404, 429 PLAN_LIMIT where the feature does not go on beyond the limits of the plan, or 503 LLM_NOT_CONFIGURED, 502 LLM_ERROR or 429 AI_BUDGET_EXCEEDED when nothing could be computed either.
 */
export const answer = async <I, F, A extends object, O, C extends Context>(
  ctx: C,
  models: Models,
  feature: Feature<I, F, A, O, C>,
  input: I,
  claim?: Claim | null,
): Promise<AiData<O>> => {
  const [facts, { timeZone }] = await Promise.all([feature.read(ctx, input), loadProfile(ctx)])
  const moment = { now: ctx.now(), zone: timeZone }
  const core = feature.core?.(facts, moment) ?? null
  const asked = await askFor(ctx, models, feature, { facts, core, moment, claim })
  if (asked?.ok) return asked.answer
  if (asked?.refused && !(feature.beyondLimits && core !== null)) throw asked.refused
  if (core === null) throw problemOf(asked?.problem ?? 'unavailable', moment.now)
  await countUsage(ctx, monthOf(moment.now), feature.name, { computed: 1 })
  return computed(core, asked?.problem ?? null, asked?.tokens)
}

type Known<F, O> = { facts: F; core: O | null; moment: Moment; claim: Claim | null | undefined }
type AskedFor<O> = { ok: true; answer: AiData<O> } | { ok: false; problem: Problem; tokens: number; refused?: AppError }

const askFor = async <F, A extends object, O>(
  ctx: Context,
  models: Models,
  { name, choice, ttlSeconds, model: part }: Pick<Feature<never, F, A, O>, 'name' | 'choice' | 'ttlSeconds' | 'model'>,
  { facts, core, moment, claim }: Known<F, O>,
): Promise<AskedFor<O> | null> => {
  if (!part) return null
  const asking = { ...part, feature: name, choice, ttlSeconds, facts, computed: core, moment }
  const finished = (asked: { value: A; cached: boolean; tokens: number } & ModelName): AiData<O> => {
    const { provider, model, cached, tokens } = asked
    return answeredBy(part.finish(asked.value, facts, core, moment), { provider, model, cached, tokens })
  }
  const asked: Asked<A> = await ask(ctx, models, asking, { claim, result: finished })
  return asked.ok ? { ok: true, answer: finished(asked) } : asked
}

const WORDS: Record<Exclude<Problem, 'not_configured' | 'over_budget'>, string> = {
  refused: 'The language model refused to answer',
  truncated: 'The answer of the language model was too long',
  invalid: 'The language model gave no usable answer',
  rate_limited: 'The language model is busy, please try again later',
  unavailable: 'The language model is not available',
  plan_limit: 'The plan allows no more requests to a language model',
  timeout: 'The language model did not answer in time',
}

/** The error that a client gets when there is no answer. */
export const problemOf = (problem: Problem, now: number): AppError => {
  if (problem === 'not_configured') return new AppError(503, 'LLM_NOT_CONFIGURED', 'No language model is configured')
  if (problem === 'over_budget')
    return new AppError(429, 'AI_BUDGET_EXCEEDED', 'The AI budget of this month is used up', {
      retryAfterSeconds: Math.ceil((calendarMonth(now).end - now) / 1_000),
    })
  return new AppError(502, 'LLM_ERROR', WORDS[problem])
}

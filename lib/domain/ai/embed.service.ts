import { config } from '../../platform/config/config.ts'
import { type Context, withSource } from '../../platform/context.ts'
import { create } from '../../platform/events/change.ts'
import { commit } from '../../platform/events/commit.ts'
import type { Write } from '../../platform/events/write.ts'
import { entitlementOf } from '../billing/entitlements.ts'
import { AI_CALL } from './ai-call.ts'
import { type Counting, MonthIsOver, monthOf, reserve, settleWrite } from './budget.repository.ts'
import type { Hold } from './budget.ts'
import type { Embedded, Embedder, EmbeddingModel } from './embedder.ts'
import { usageWrite } from './usage.repository.ts'

type Wanted = {
  feature: string
  texts: string[]
  /** Epoch ms. */
  deadline: number
  /** Whether the call is recorded as an event besides its usage. */
  isRecorded: boolean
  /** What is written together with the usage. */
  also?: (vectors: number[][]) => Write[]
}

/**
 * The vectors of texts, paid for from the person's tokens of the month like any question to a model; they are no requests of the plan.
 * Null: no tokens are left, or the provider failed. @throws 503 when the table does not answer
 */
export const embedTexts = async (
  ctx: Context,
  embedder: Embedder,
  model: EmbeddingModel,
  wanted: Wanted,
): Promise<number[][] | null> => {
  const { limits, period } = await entitlementOf(ctx)
  const counting: Counting = { month: monthOf(ctx.now()), period: period.start }
  const caps = {
    tokens: config().AI_TOKENS_PER_MONTH,
    perHour: limits.aiRequestsPerHour,
    perPeriod: limits.aiRequestsPerPeriod,
  }
  // No tokenizer makes more tokens than there are bytes.
  const most = wanted.texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  const reserved = await reserve(ctx, counting, caps, { tokens: most, request: false })
  if (!('hold' in reserved)) return null
  const started = ctx.now()
  const embedded = await embedder.embed(model, wanted.texts, wanted.deadline)
  await record(ctx, { model, wanted, embedded, counting, hold: reserved.hold, ms: ctx.now() - started })
  return embedded.ok ? embedded.vectors : null
}

type Recorded = {
  model: EmbeddingModel
  wanted: Wanted
  embedded: Embedded
  counting: Counting
  hold: Hold
  ms: number
}

const record = async (ctx: Context, { model, wanted, embedded, counting, hold, ms }: Recorded): Promise<void> => {
  const { spent, ok } = embedded
  const { feature, isRecorded, also } = wanted
  const now = ctx.now()
  const { provider, model: name } = model
  const outcome = ok ? 'answered' : embedded.problem
  const by = { userId: ctx.userId, feature, provider, model: name, outcome, ms, ...spent }
  const call = create(AI_CALL, { id: ctx.newId(now), ...by }, now, ok ? 'answered' : 'failed')
  const { requests: _, ...tokens } = spent
  const transaction = (isOver = false) => ({
    changes: isRecorded ? [call] : [],
    writes: [
      settleWrite(ctx, counting, { holds: [hold], used: spent.inputTokens, answered: ok, isOver }),
      usageWrite(ctx, counting.month, feature, { calls: 1, failed: ok ? 0 : 1, ...tokens, ms }),
      ...(ok ? (also?.(embedded.vectors) ?? []) : []),
    ],
    result: null,
  })
  await commit(withSource(ctx, 'ai'), transaction()).catch((error) => {
    if (!(error instanceof MonthIsOver)) throw error
    return commit(withSource(ctx, 'ai'), transaction(true))
  })
}

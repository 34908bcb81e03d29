import { createHash } from 'node:crypto'
import type { Context } from '../../../../platform/context.ts'
import { putWrite } from '../../../../platform/events/write.ts'
import { errorFacts, log } from '../../../../platform/log/log.ts'
import { partition } from '../../../../platform/partition.ts'
import { sk } from '../../../../platform/table/keys.ts'
import { embedTexts } from '../../../ai/embed.service.ts'
import { type Embedder, nameOfModel } from '../../../ai/embedder.ts'
import { unitVector } from './vector-file.ts'

const FEATURE = 'vaultSearch'
const KEPT_S = 30 * 86_400
/** Whoever searches does not wait longer than this for a provider: words alone are found at once. */
const ANSWER_MS = 3_000

/**
 * The vector of a query by the model that the index was made with; null where that is not configured or does not answer. The same query
 * is asked once in 30 days.
 */
export const queryVector = async (
  ctx: Context,
  embedder: Embedder,
  indexModel: string | null,
  query: string,
): Promise<Float32Array | null> => {
  try {
    const model = indexModel === null ? null : await embedder.chosen()
    if (!model || nameOfModel(model) !== indexModel) return null
    const row = sk.aiAnswer(FEATURE, createHash('sha256').update(`${indexModel}\n${query}`).digest('base64url'))
    const known = await partition(ctx).get(row)
    if (known) return floatsIn(String(known.vector))
    const kept = (vector: number[]) => ({
      vector: Buffer.from(unitVector(vector).buffer).toString('base64'),
      expiresAt: Math.ceil(ctx.now() / 1_000) + KEPT_S,
    })
    const vectors = await embedTexts(ctx, embedder, model, {
      feature: FEATURE,
      texts: [query],
      deadline: Math.min(Date.now() + ANSWER_MS, ctx.deadline),
      isRecorded: false,
      also: ([vector = []]) => [putWrite(ctx, row, kept(vector))],
    })
    return vectors?.[0] ? unitVector(vectors[0]) : null
  } catch (error) {
    log('error', 'query not embedded', { requestId: ctx.requestId, ...errorFacts(error) })
    return null
  }
}

/** Copied: numbers must lie at a multiple of their size. */
const floatsIn = (base64: string): Float32Array =>
  new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer)

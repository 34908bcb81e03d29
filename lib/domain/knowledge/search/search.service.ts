import type { Context } from '../../../platform/context.ts'
import { type Found, retrieve, type Sources } from './retrieve.service.ts'
import type { VaultHit, VaultSearchAnswer, VaultSearchQuery } from './search.schema.ts'
import { snippetOf } from './snippet.ts'

/** Chunks that are ranked: several may be of one item. */
const CHUNKS_EACH = 10

/** What of the vault answers a query, each item once, at its best chunk. A change is found by the first search after it. */
export const searchVault = async (
  ctx: Context,
  sources: Sources,
  { q, mode, type, limit }: VaultSearchQuery,
): Promise<VaultSearchAnswer> => {
  const wanted = {
    query: q,
    mode,
    isAskedFor: (document: { type: string }) => !type || document.type === type,
    chunks: limit * CHUNKS_EACH,
  }
  const {
    found,
    mode: used,
    isWhole,
    words,
  } = await retrieve(ctx, sources, wanted, (places) => {
    const best = new Map(places.toReversed().map((place) => [place.id, place]))
    return places.filter((place) => best.get(place.id) === place).slice(0, limit)
  })
  return { data: found.map((one) => viewOf(one, words)), mode: used, isWhole }
}

const viewOf = ({ document, start, end, score, matches }: Found, words: ReadonlySet<string>): VaultHit => {
  const { id, type, title, text } = document
  return { id, type, title, snippet: snippetOf(text, start, end, words), score: Math.round(score * 1e6) / 1e6, matches }
}

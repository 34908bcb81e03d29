import type { Citation, Passage } from '../search/search.schema.ts'

/** What a model says it quotes. `passage`: the number of the passage, from 1. */
export type Quote = { passage: number; quote: string }

/** Fewer letters and digits could stand anywhere. */
const MIN_LETTERS = 4
const MOST = 20
/** What models put around a quote. */
const AROUND = /^[\s"'“”‘’«»„…]+|[\s"'“”‘’«»„…]+$/g

/**
 * Those quotes that stand in their passage, or in another one, as verbatim slices of the item's content; each once. White space may be
 * another one in the quote: the slice has that of the text. What stands nowhere is dropped.
 */
export const verifiedQuotes = (quotes: readonly Quote[], passages: readonly Passage[]): Citation[] => {
  const found = new Map<string, Citation>()
  for (const { passage, quote } of quotes.slice(0, MOST)) {
    const named = passages[passage - 1]
    const citation = [...(named ? [named] : []), ...passages]
      .map((one) => sliceOf(quote, one))
      .find((one) => one !== null)
    if (citation) found.set(`${citation.itemId} ${citation.start} ${citation.end}`, citation)
  }
  return [...found.values()]
}

const sliceOf = (quote: string, { itemId, title, text, start }: Passage): Citation | null => {
  const words = quote.replace(AROUND, '').split(/\s+/).filter(Boolean)
  if ((quote.match(/[\p{L}\p{N}]/gu) ?? []).length < MIN_LETTERS) return null
  const found = new RegExp(words.map(escaped).join('\\s+'), 'u').exec(text)
  if (!found) return null
  const from = start + found.index
  return { itemId, title, quote: found[0], start: from, end: from + found[0].length }
}

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

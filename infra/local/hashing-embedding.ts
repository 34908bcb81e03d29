/**
 * A stand-in for an embedding model: each word and each three letters of it add to a few dimensions that their hash chooses. Texts that
 * share words or parts of words are near each other. It knows nothing of meaning, and its name says what it is.
 */
export const HASHING_MODEL = 'lifeos-hashing-stand-in'

export const hashingEmbedding = (text: string, dimensions: number): number[] => {
  const vector = new Array<number>(dimensions).fill(0)
  const add = (feature: string, weight: number) => {
    const hash = hashOf(feature)
    const at = hash % dimensions
    vector[at] = (vector[at] ?? 0) + (hash & 0x80000000 ? weight : -weight)
  }
  const counts = new Map<string, number>()
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1)
  for (const [word, count] of counts) {
    const weight = (1 + Math.log(count)) * Math.min(1, word.length / 6)
    add(word, weight)
    const framed = `^${word}$`
    for (let i = 0; i + 3 <= framed.length; i++) add(`3${framed.slice(i, i + 3)}`, weight / Math.sqrt(framed.length))
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}

/** FNV-1a, 32 bits, and a final mix so that the highest bit is as good as the others. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

export type EmbeddingsBody = { model: string; input: string | string[]; dimensions?: number; encoding_format?: string }

/** What a provider answers at /embeddings. */
export const embeddingsFor = ({ input, dimensions = 1_536 }: EmbeddingsBody) => {
  const texts = [input].flat()
  const tokens = texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0)
  return {
    object: 'list',
    model: HASHING_MODEL,
    data: texts.map((text, index) => ({ object: 'embedding', index, embedding: hashingEmbedding(text, dimensions) })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
}

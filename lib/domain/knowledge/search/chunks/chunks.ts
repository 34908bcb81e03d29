import { type Section, sectionsOf } from './sections.ts'

/** A piece of a text that is found and quoted by itself: text.slice(start, end). Offsets count UTF-16 units. */
export type Chunk = Section

/** Bytes of UTF-8: about 400 tokens, by the rule of thumb of four bytes a token, which also fits scripts without spaces. */
const TARGET = 1_600
/** A section that is shorter goes together with the next one. */
const LEAST = 400
/** What a chunk repeats of the one before it, so that no sentence is without its context. */
const OVERLAP = 200

/**
 * A text in chunks by its headings; long sections in several chunks, which overlap. The same text gives the same chunks. They cover all
 * of it, none cuts a surrogate pair, and there are at most two more than one for each 400 bytes.
 */
export const chunksOf = (text: string): Chunk[] => {
  const chunks: Chunk[] = []
  for (const block of blocksOf(text)) for (const chunk of pieces(text, block)) chunks.push(chunk)
  return chunks
}

/** Sections, short ones together with what follows: the headings are those of the longest. */
function* blocksOf(text: string): Generator<Section> {
  let block = null as Section | null
  let bytes = 0
  for (const section of sectionsOf(text)) {
    const more = Buffer.byteLength(text.slice(section.start, section.end))
    if (block && bytes < LEAST) {
      const { headings } = more > bytes ? section : block
      block = { start: block.start, end: section.end, headings }
      bytes += more
    } else {
      if (block) yield block
      block = section
      bytes = more
    }
  }
  if (block) yield block
}

function* pieces(text: string, { start, end, headings }: Section): Generator<Chunk> {
  for (let from = start; from < end; ) {
    const limit = reach(text, from, end, TARGET)
    if (limit >= end || reach(text, limit, end, LEAST) >= end) {
      yield { start: from, end, headings }
      return
    }
    const cut = cutBefore(text, reach(text, from, end, TARGET / 2), limit)
    yield { start: from, end: cut, headings }
    from = overlapBefore(text, from, cut)
  }
}

/** How far `bytes` of UTF-8 go from an offset, at the end of a character; at least one. */
const reach = (text: string, from: number, end: number, bytes: number): number => {
  let at = from
  for (let left = bytes; at < end; ) {
    const code = text.codePointAt(at) ?? 0
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (left < 0 && at > from) return at
    at += code > 0xffff ? 2 : 1
  }
  return end
}

/** Where text is cut, best first: between paragraphs, lines, sentences, words. */
const ENDS = [/\n[ \t]*\r?\n/g, /\n/g, /[.!?](?=\s)|[。！？]/g, /\s/g]

/** The last good place to end a chunk in (from, to], or `to`. */
const cutBefore = (text: string, from: number, to: number): number => {
  const part = text.slice(from, to)
  for (const ending of ENDS) {
    let last = 0
    for (const found of part.matchAll(ending)) last = found.index + found[0].length
    if (last > 0) return from + last
  }
  return to
}

/** Where the next chunk begins: at a word or a sentence shortly before the cut, or at the cut where there is none. */
const overlapBefore = (text: string, from: number, cut: number): number => {
  const bytesEach = Buffer.byteLength(text.slice(from, cut)) / (cut - from)
  const earliest = Math.max(from + 1, cut - Math.floor(OVERLAP / bytesEach))
  const found = /[\s。！？]/.exec(text.slice(earliest, cut))
  const start = found ? earliest + found.index + 1 : cut
  return Buffer.byteLength(text.slice(start, cut)) <= 2 * OVERLAP ? start : cut
}

import { CHUNK, chunkCount, PER_CHUNK, type Segment } from '../index/segment.ts'
import type { Hit } from '../rank/text-rank.ts'
import { topOf } from '../rank/top.ts'
import type { Near } from './nearest.ts'

/** The chunks whose vectors are nearest, best first: of one text there may be several. */
export const semanticHits = (
  segments: Segment[],
  near: Near[],
  isWanted: (segment: number, document: number) => boolean,
  limit: number,
): Hit[] => {
  const scores = new Map<number, Near[]>()
  for (const one of near) scores.set(one.a, [...(scores.get(one.a) ?? []), one])
  const top = topOf<Hit>((a, b) => b.score - a.score || b.segment - a.segment || b.chunk - a.chunk, limit)
  for (const [segment, { chunks }] of segments.entries())
    for (let chunk = 0; chunk < chunkCount(segments[segment] as Segment); chunk++) {
      const at = chunk * PER_CHUNK
      const found = scores.get(chunks[at + CHUNK.hash] ?? 0)?.find(({ b }) => b === chunks[at + CHUNK.hash + 1])
      if (found && isWanted(segment, chunks[at + CHUNK.document] ?? 0)) top.add({ segment, chunk, score: found.score })
    }
  return top.sorted()
}

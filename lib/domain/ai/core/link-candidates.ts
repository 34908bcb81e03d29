import { wordsOf } from '../../text/words.ts'
import { rootOfWord, rootSet } from './likeness.ts'

/** An item that a text could link to. */
export type Candidate = { id: string; title: string; type: string }

export type RatedCandidate = Candidate & { relevance: number; isNamed: boolean }

/** Characters of a text that are looked at. */
const MOST_TEXT = 50_000
/** A title of fewer letters says nothing when it stands in a text. */
const SHORTEST = 3

/**
 * Candidates by how much a text has to do with their titles, the likeliest first: those it names word for word, then those
 * most of whose meaningful words it has. Takes time in proportion to the text and the titles.
 */
export const rateCandidates = (text: string, candidates: Candidate[]): RatedCandidate[] => {
  const words = wordsOf(text.slice(0, MOST_TEXT))
  const places = new Map<string, number[]>()
  for (const [at, word] of words.entries()) places.set(word, [...(places.get(word) ?? []).slice(0, MOST_PLACES), at])
  const roots = new Set([...places.keys()].map(rootOfWord))
  return candidates
    .map((candidate) => ({ ...candidate, ...rating(candidate.title, { words, places, roots }) }))
    .sort((a, b) => b.relevance - a.relevance)
}

/** Of one word, in a text that repeats it endlessly. */
const MOST_PLACES = 200

type Text = { words: string[]; places: Map<string, number[]>; roots: Set<string> }

const rating = (title: string, { words, places, roots }: Text): { relevance: number; isNamed: boolean } => {
  const named = wordsOf(title)
  const starts = places.get(named[0] ?? '') ?? []
  const isNamed = title.length >= SHORTEST && starts.some((at) => named.every((word, i) => words[at + i] === word))
  const own = [...rootSet(title)]
  if (own.length === 0) return { relevance: 0, isNamed: false }
  if (isNamed) return { relevance: Math.min(0.95, 0.7 + 0.1 * own.length), isNamed }
  const share = own.filter((root) => roots.has(root)).length / own.length
  return { relevance: own.length === 1 ? 0.4 * share : 0.6 * share, isNamed }
}

import { readFileSync } from 'node:fs'
import { hashingEmbedding } from '../../../infra/local/hashing-embedding.ts'
import { buildSegment } from '../../../lib/domain/knowledge/search/index/build-segment.ts'
import {
  chunkHash,
  chunksWithTitle,
  type Document,
  embeddedText,
} from '../../../lib/domain/knowledge/search/index/document.ts'
import { opened } from '../../../lib/domain/knowledge/search/index/read-segment.ts'
import { CHUNK, PER_CHUNK } from '../../../lib/domain/knowledge/search/index/segment.ts'
import { fuse } from '../../../lib/domain/knowledge/search/rank/fuse.ts'
import { type Hit, searchText, wantedIn } from '../../../lib/domain/knowledge/search/rank/text-rank.ts'
import { inMemory } from '../../../lib/domain/knowledge/search/vectors/nearest.ts'
import { semanticHits } from '../../../lib/domain/knowledge/search/vectors/semantic-rank.ts'
import { packed, quantized, unitVector } from '../../../lib/domain/knowledge/search/vectors/vector-file.ts'

const DIMENSIONS = 512
const TOP = 5

const linesOf = (name: string): [string, string][] =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' | ') as [string, string])

const notes = linesOf('notes.txt')
const questions = linesOf('questions.txt')

const documents = notes.map(
  ([title, text]): Document => ({ id: title, type: 'note', title, text, tags: [], areaId: null }),
)
const built = buildSegment(documents.map((document) => ({ key: document.id, documents: [document] })))
const vectors = documents.flatMap((document) =>
  chunksWithTitle(document).map((chunk) => {
    const text = embeddedText(document, chunk)
    const hash = chunkHash(text)
    return {
      hash: [hash.readUInt32LE(0), hash.readUInt32LE(4)] as [number, number],
      vector: quantized(hashingEmbedding(text, DIMENSIONS)),
    }
  }),
)
const index = inMemory([packed(DIMENSIONS, vectors)])

const titleOf = ({ chunk }: Hit): string =>
  built.segment.documents[built.segment.chunks[chunk * PER_CHUNK + CHUNK.document] ?? 0]?.id ?? ''

const answersTo = async (question: string) => {
  const isWanted = wantedIn([built.segment], () => true)
  const { hits } = await searchText([opened(built)], question, isWanted, 200)
  const near = await index.nearest(unitVector(hashingEmbedding(question, DIMENSIONS)), 1_000, 0.15)
  const [text, semantic] = [hits, semanticHits([built.segment], near, isWanted, 200)].map((some) => some.map(titleOf))
  const hybrid = fuse(
    [
      { by: 'text', items: text ?? [] },
      { by: 'semantic', items: semantic ?? [] },
    ],
    (title) => title,
  ).map(({ item }) => item)
  return { text: text ?? [], semantic: semantic ?? [], hybrid }
}

const MODES = ['text', 'semantic', 'hybrid'] as const

/** The share of questions whose note is among the first five, by mode, and the questions that a mode misses. */
export const measureRetrieval = async () => {
  const missed = { text: [] as string[], semantic: [] as string[], hybrid: [] as string[] }
  for (const [question, title] of questions) {
    if (!notes.some(([known]) => known === title)) throw new Error(`No note ${title}`)
    const answers = await answersTo(question)
    for (const mode of MODES) if (!answers[mode].slice(0, TOP).includes(title)) missed[mode].push(question)
  }
  const share = (mode: (typeof MODES)[number]) => 1 - missed[mode].length / questions.length
  return { notes: notes.length, questions: questions.length, missed, share }
}

export const retrievalSection = ({
  notes: count,
  questions: asked,
  share,
}: Awaited<ReturnType<typeof measureRetrieval>>) =>
  `## Finding notes

${asked} questions to ${count} notes of our own (tests/eval/retrieval), each with one note that answers it: how often that note is among the
first five. Many share few words with their note, three have typing errors. "Semantic" is **no model** here but the stand-in of the local
cloud (hashes of words and of three letters each), which knows nothing of meaning. What a real model adds is not measured, and
joined with the stand-in words may do worse than alone.

| mode | recall@5 |
|-|-|
${MODES.map((mode) => `| ${mode}${mode === 'semantic' ? ' (stand-in)' : ''} | ${(100 * share(mode)).toFixed(1)} % |`).join('\n')}
`

import type { Context } from '../../../../platform/context.ts'
import { embedTexts } from '../../../ai/embed.service.ts'
import { type Embedder, type EmbeddingModel, nameOfModel } from '../../../ai/embedder.ts'
import { chunkHash, chunksWithTitle, embeddedText } from '../index/document.ts'
import type { IndexStores } from '../index/index-store.ts'
import { loadDocuments } from '../index/load-documents.ts'
import { openSegment } from '../index/read-segment.ts'
import { CHUNK, chunkCount, PER_CHUNK, type Segment } from '../index/segment.ts'
import type { StoredVectors, VaultIndex } from '../index/vault-index.repository.ts'
import { openVectors } from './open-vectors.ts'
import { countOf, encodeVectors, mergedFiles, packed, quantized, type VectorFile } from './vector-file.ts'

/** Texts of one request: about 40,000 tokens. */
const BATCH = 96
/** Entities whose texts are read for one request. */
const MAX_ENTITIES = 50
/** Neighbours are merged when the older is not this many times as large. */
const RATIO = 3
/** The longest a provider may take. */
const ANSWER_MS = 12_000
/** No request begins with less time than this, milliseconds. */
const LEAST_MS = 6_000

type Hash = [number, number]
const nameOf = ([a, b]: Hash): string => `${a}.${b}`

export type Embedding = { ctx: Context; stores: IndexStores; embedder: Embedder; keys: () => string }

/** What a step changed: the index to save, the objects that it replaces, and whether there is more to do. */
export type Embedded = { index: VaultIndex; replaced: StoredVectors[]; goesOn: boolean }

/**
 * Vectors for some of the chunks that have none. The same text has one vector, which stays as long as any chunk has the text. Null:
 * nothing is missing, or no model is configured. Where the provider fails, the index says when it was tried.
 */
export const embedMissing = async (job: Embedding, before: VaultIndex): Promise<Embedded | null> => {
  const { ctx, stores } = job
  const model = await job.embedder.chosen().catch(() => null)
  if (!model) return null
  const isSame = before.vectorModel === nameOfModel(model)
  const index = isSame ? before : { ...before, vectors: [], vectorModel: nameOfModel(model) }
  const files = await openVectors(stores, index.vectors)
  const segments = (await Promise.all(index.segments.map((one) => openSegment(stores, one)))).map((one) => one.segment)
  const known = new Set(files.flatMap(hashesOf).map(nameOf))
  const { entities, missing, live } = lackingIn(segments, known)
  if (missing === 0)
    return before.missing === 0 && isSame ? null : { index: { ...index, missing }, replaced: [], goesOn: false }
  const texts = await textsOf(job, entities, known)
  const tried = { ...index, missing, triedAt: ctx.now() }
  // What is missing changed meanwhile: the change is noted, and is taken up with its texts.
  if (texts.length === 0) return { index: tried, replaced: [], goesOn: false }
  const made = await vectorsFor(job, model, texts)
  if (!made) return { index: tried, replaced: [], goesOn: false }
  const { vectors, replaced } = await withFile(job, index.vectors, files, made, live)
  const left = missing - countOf(made)
  const old = isSame ? [] : before.vectors
  return {
    index: { ...tried, vectors, missing: left },
    replaced: [...replaced, ...old],
    goesOn: hasTime(ctx) && left > 0,
  }
}

const hasTime = ({ deadline }: Context): boolean => deadline - Date.now() > LEAST_MS

const hashesOf = ({ hashes, scales }: VectorFile): Hash[] =>
  Array.from(scales, (_, i): Hash => [hashes[2 * i] ?? 0, hashes[2 * i + 1] ?? 0])

/** Chunks without a vector, the entities of the first of them, and the hashes of all chunks. */
const lackingIn = (segments: Segment[], known: Set<string>) => {
  const newest = new Map(segments.flatMap(({ entities }, i) => entities.map(({ key }) => [key, i] as const)))
  const lacking = new Set<string>()
  const live = new Set<string>()
  const entities = new Set<string>()
  for (const [i, segment] of segments.entries())
    for (let chunk = 0; chunk < chunkCount(segment); chunk++) {
      const numbers = segment.chunks.subarray(chunk * PER_CHUNK, (chunk + 1) * PER_CHUNK)
      const document = segment.documents[numbers[CHUNK.document] ?? 0]
      const key = segment.entities[document?.entity ?? 0]?.key ?? ''
      if (newest.get(key) !== i) continue
      const name = nameOf([numbers[CHUNK.hash] ?? 0, numbers[CHUNK.hash + 1] ?? 0])
      live.add(name)
      if (known.has(name)) continue
      lacking.add(name)
      if (lacking.size <= BATCH && entities.size < MAX_ENTITIES) entities.add(key)
    }
  return { entities: [...entities], missing: lacking.size, live }
}

type Text = { hash: Hash; text: string }

const textsOf = async ({ ctx, stores }: Embedding, keys: string[], known: Set<string>): Promise<Text[]> => {
  const loaded = await loadDocuments(ctx, stores, keys)
  const texts = new Map<string, Text>()
  for (const document of loaded.flatMap(({ documents }) => documents))
    for (const chunk of chunksWithTitle(document)) {
      const text = embeddedText(document, chunk)
      const bytes = chunkHash(text)
      const hash: Hash = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)]
      if (texts.size < BATCH && !known.has(nameOf(hash))) texts.set(nameOf(hash), { hash, text })
    }
  return [...texts.values()]
}

const vectorsFor = async (
  { ctx, embedder }: Embedding,
  model: EmbeddingModel,
  texts: Text[],
): Promise<VectorFile | null> => {
  const deadline = Math.min(Date.now() + ANSWER_MS, ctx.deadline - LEAST_MS / 2)
  const asked = { feature: 'vaultIndex', texts: texts.map(({ text }) => text), deadline, isRecorded: true }
  const vectors = await embedTexts(ctx, embedder, model, asked)
  if (!vectors) return null
  return packed(
    model.dimensions,
    texts.map(({ hash }, i) => ({ hash, vector: quantized(vectors[i] ?? []) })),
  )
}

const withFile = async (
  { stores, keys }: Embedding,
  known: StoredVectors[],
  files: VectorFile[],
  made: VectorFile,
  live: Set<string>,
) => {
  const vectors = [...known]
  const replaced: StoredVectors[] = []
  let file = made
  for (let last = vectors.at(-1); last && last.count <= RATIO * countOf(file); last = vectors.at(-1)) {
    const older = files[vectors.length - 1]
    vectors.pop()
    replaced.push(last)
    if (older) file = mergedFiles([older, file], (a, b) => live.has(nameOf([a, b])))
  }
  const bytes = encodeVectors(file)
  const key = keys()
  await stores.putBytes(key, bytes)
  vectors.push({ key, count: countOf(file), bytes: bytes.length })
  return { vectors, replaced }
}

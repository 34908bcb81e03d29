import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { partition } from '../../../platform/partition.ts'
import { personContext, type Run, type Summary } from '../../../platform/schedule/run.ts'
import { LAST } from '../../../platform/table/keys.ts'
import type { Embedder } from '../../ai/embedder.ts'
import { buildSegment, type EntityDocuments } from './index/build-segment.ts'
import { SOURCES } from './index/document.ts'
import { type IndexStores, indexKey } from './index/index-store.ts'
import { loadDocuments, withTexts } from './index/load-documents.ts'
import { mergeSegments } from './index/merge-segments.ts'
import { startIndexing } from './index/note-changes.ts'
import { loadSegment } from './index/read-segment.ts'
import { chunkCount, encodeSegment } from './index/segment.ts'
import {
  endLease,
  forgetUnindexed,
  isWhole,
  loadIndex,
  loadUnindexed,
  type StoredSegment,
  saveIndex,
  takeLease,
  type VaultIndex,
} from './index/vault-index.repository.ts'
import { embedMissing } from './vectors/embed-missing.service.ts'

export const IndexingStart = z.object({ userId: z.string().min(1) })
export type IndexingStart = z.infer<typeof IndexingStart>

/** What one step takes up: what is found of it has to fit into memory, and a crash repeats no more than this. */
const STEP = 100
/** No step begins with less time than this, in milliseconds. */
const STEP_MS = 8_000
/** Neighbours are merged when the older is not this many times as large: about eight are left of 100,000 chunks. */
const RATIO = 3

type Job = { ctx: Context; stores: IndexStores; embedder: Embedder; run: string; keys: () => string }

/**
 * Brings the index of a person's vault up to date: takes up what was there before the index, then what has changed since. One run at a
 * time writes it; what a run does not finish, it starts another one for. May be repeated and may die at any point.
 */
export const indexVault = async (
  run: Run,
  stores: IndexStores,
  embedder: Embedder,
  { userId }: IndexingStart,
): Promise<Summary> => {
  const ctx = personContext(run, userId, 'sync')
  const id = ctx.newId()
  let number = 0
  const job: Job = { ctx, stores, embedder, run: id, keys: () => indexKey(userId, id, number++) }
  const summary = { entities: 0, steps: 0 }
  if (!(await takeLease(ctx, id, ctx.now()))) return summary
  try {
    for (let isOver = false; !isOver; isOver = await endLease(ctx, id))
      for (let entities = await step(job); entities !== null; entities = await step(job)) {
        summary.entities += entities
        summary.steps += 1
        if (ctx.deadline - Date.now() < STEP_MS) return await leaveRest(job, summary)
      }
    return summary
  } catch (error) {
    await endLease(ctx, id)
    throw error
  }
}

const leaveRest = async ({ ctx, run }: Job, summary: Summary): Promise<Summary> => {
  while (!(await endLease(ctx, run)));
  await startIndexing(ctx)
  return { ...summary, goesOn: true }
}

/** How many entities were taken up; null: nothing is left, or another run has taken over. */
const step = async (job: Job): Promise<number | null> => {
  const { ctx } = job
  const { index } = await loadIndex(ctx, ctx.now())
  if (!isWhole(index)) return takeUpOld(job, index)
  return (await takeUpChanges(job, index)) ?? addVectors(job, index)
}

/** Vectors come last: words are found without them. */
const addVectors = async (job: Job, index: VaultIndex): Promise<number | null> => {
  const { ctx, stores, run } = job
  const embedded = await embedMissing(job, index)
  if (!embedded || !(await saveIndex(ctx, run, embedded.index))) return null
  await Promise.all(embedded.replaced.map(({ key }) => stores.deleteBytes(key)))
  return embedded.goesOn ? 0 : null
}

/** What was there before the index. What changes meanwhile is noted as a change, and counts after it. */
const takeUpOld = async (job: Job, index: VaultIndex): Promise<number | null> => {
  const { ctx, stores } = job
  const cursor = index.cursor ?? ''
  const prefix = SOURCES.find((one) => cursor < one + LAST) ?? ''
  const isLast = prefix === SOURCES.at(-1)
  const from = cursor > prefix ? `${cursor} ` : prefix
  const { items, next } = await partition(ctx).page({ from, to: prefix + LAST, limit: STEP }, { consistent: true })
  const read = items.map((row) => ({ key: String(row.SK), row }))
  const entities = await withTexts(ctx, stores, read)
  const isDone = next === undefined && entities.length === items.length
  const after = isDone ? (isLast ? null : prefix + LAST) : (entities.at(-1)?.key ?? null)
  return (await save(job, { ...index, cursor: after }, entities)) ? entities.length : null
}

const takeUpChanges = async (job: Job, index: VaultIndex): Promise<number | null> => {
  const { ctx, stores } = job
  const { rows, entities: keys } = await loadUnindexed(ctx, { limit: STEP })
  if (keys.length === 0) return null
  const entities = await loadDocuments(ctx, stores, keys)
  if (!(await save(job, index, entities))) return null
  const done = new Set(entities.map(({ key }) => key))
  await forgetUnindexed(
    ctx,
    rows.filter((row) => done.has(row.split('#').slice(2).join('#'))),
  )
  return entities.length
}

/** Stores a segment of entities, merges it with others of its size, and only then takes away those. */
const save = async (job: Job, index: VaultIndex, entities: EntityDocuments[]): Promise<boolean> => {
  const { ctx, stores, run } = job
  if (entities.length === 0) return saveIndex(ctx, run, index)
  const { segments, replaced } = await withSegment(job, index.segments, entities)
  const isSaved = await saveIndex(ctx, run, { ...index, segments })
  const useless = isSaved ? replaced : segments.filter((one) => !index.segments.includes(one))
  await Promise.all(useless.map(({ key }) => stores.deleteBytes(key)))
  return isSaved
}

const withSegment = async ({ stores, keys }: Job, known: StoredSegment[], entities: EntityDocuments[]) => {
  const segments = [...known]
  const replaced: StoredSegment[] = []
  let built = buildSegment(entities)
  let encoded = encodeSegment(built.segment, built.postings)
  for (let last = segments.at(-1); last && last.bytes <= RATIO * encoded.bytes.length; last = segments.at(-1)) {
    segments.pop()
    replaced.push(last)
    built = mergeSegments([await loadSegment(stores, last), built], { isOldest: segments.length === 0 })
    encoded = encodeSegment(built.segment, built.postings)
  }
  const { bytes, front } = encoded
  const key = keys()
  await stores.putBytes(key, bytes)
  segments.push({ key, chunks: chunkCount(built.segment), front, bytes: bytes.length })
  return { segments, replaced }
}

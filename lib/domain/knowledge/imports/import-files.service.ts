import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { AppError, invalid } from '../../../platform/errors.ts'
import { jobRunner, type Slice, type Step } from '../../../platform/jobs/job.ts'
import { isReadable, type ZipEntry } from '../../archives/read-zip.ts'
import type { ObjectReader, ObjectWriter } from '../../uploads/object-store.ts'
import { UPLOAD_PURPOSES } from '../../uploads/upload.ts'
import { attachmentKey, type ContentStore } from '../content/content-store.ts'
import { MAX_CONTENT_BYTES } from '../items/item.fields.ts'
import { bulkId } from './bulk-id.ts'
import { attachmentOf, contentTypeOf, type ImportedFile, type ImportFacts, isNote, noteOf } from './file-items.ts'
import { count, FILES_IMPORT, type ImportInput, Outcome, skip } from './import.job.ts'
import { filesOfZip, oneFile, type SourceFiles } from './source-files.ts'
import { type ImportedItem, storeItems } from './store-items.service.ts'

export type ImportStores = { texts: ContentStore; objects: ObjectReader & ObjectWriter }

/** Items that are stored together, in as many transactions as they need. */
const AT_ONCE = 40
const AT_ONCE_BYTES = 4_000_000
/** The text of a note and its frontmatter. */
const MOST_NOTE = MAX_CONTENT_BYTES + 65_536
const MOST_ATTACHMENT = UPLOAD_PURPOSES.attachment
/** What an archive unpacks to: a multiple of its own size, and never more than so many bytes. */
const MOST_RATIO = 100
const FREE_BYTES = 67_108_864
const MOST_UNPACKED = 4_294_967_296

const Place = Outcome.extend({ next: z.number().int(), unpacked: z.number() })
type Place = z.infer<typeof Place>

/** Brings the files of an archive in: those of Markdown as notes, the others as documents. */
export const filesImport = (stores: ImportStores) =>
  jobRunner(FILES_IMPORT, Place, (ctx, slice) => importSlice(ctx, stores, slice))

type FilesSlice = Slice<ImportInput, Place>

const importSlice = async (ctx: Context, stores: ImportStores, slice: FilesSlice): Promise<Step<Place>> => {
  const files = await sourceFiles(stores, slice.input)
  const place = slice.place ?? {
    counts: { notes: 0, attachments: 0 },
    skipped: [],
    skippedCount: 0,
    next: 0,
    unpacked: 0,
  }
  const total = files.entries.length
  while (place.next < total) {
    await importSome(ctx, stores, { files, place, slice })
    if (place.next < total && ctx.now() >= slice.until) return { place, progress: { done: place.next, total } }
  }
  const { next: _, unpacked: __, ...result } = place
  return { result, progress: { done: total, total } }
}

/** @throws 400 for what holds no files */
const sourceFiles = async (
  { objects }: ImportStores,
  { key, bytes, format, fileName }: ImportInput,
): Promise<SourceFiles> => {
  const source = { size: bytes, read: (start: number, length: number) => objects.readRange(key, start, length) }
  const files = bytes > 0 ? await filesOfZip(source) : null
  if (files) return files
  if (format === 'markdown' && isNote(fileName)) return oneFile(source, fileName.replaceAll('/', '-'))
  throw invalid(
    [],
    format === 'markdown' ? 'This is neither a zip archive nor a Markdown file' : 'This is no zip archive',
  )
}

type Work = { files: SourceFiles; place: Place; slice: FilesSlice }

/** Takes the next files, stores what they are, and counts them in `place`. */
const importSome = async (ctx: Context, stores: ImportStores, { files, place, slice }: Work): Promise<void> => {
  const items: ImportedItem[] = []
  const started = place.unpacked
  const { area, timeZone } = slice.input
  const facts = { area, timeZone, at: Date.parse(slice.createdAt) }
  while (place.next < files.entries.length && items.length < AT_ONCE && place.unpacked - started < AT_ONCE_BYTES) {
    const entry = files.entries[place.next] ?? null
    if (entry && isReadable(entry)) {
      const { path, writtenAt } = entry
      const id = bulkId(slice.jobId, facts.at, place.next)
      const bytes = await readWithin(files, entry, place, slice.input.bytes)
      const file = { id, path, place: place.next, writtenAt }
      const item = typeof bytes === 'string' ? bytes : await itemOf(ctx, stores, { bytes, file, facts })
      if (typeof item === 'string') skip(place, path, item)
      else items.push(item)
    } else if (entry) skip(place, entry.name, entry.reason)
    place.next += 1
  }
  for (const { type } of await storeWithin(ctx, stores, items, place))
    count(place, type === 'note' ? 'notes' : 'attachments')
}

/** Those items that the person has room for. */
const storeWithin = async (
  ctx: Context,
  stores: ImportStores,
  items: ImportedItem[],
  place: Place,
): Promise<ImportedItem[]> => {
  try {
    await storeItems(ctx, stores.texts, items)
    return items
  } catch (error) {
    if (!(error instanceof AppError) || error.status !== 403) throw error
    const [only, ...others] = items
    if (only && others.length === 0) {
      skip(place, only.fields.title, error.message)
      return []
    }
  }
  const stored: ImportedItem[] = []
  for (const item of items) stored.push(...(await storeWithin(ctx, stores, [item], place)))
  return stored
}

const readWithin = async (
  files: SourceFiles,
  entry: ZipEntry,
  place: Place,
  packed: number,
): Promise<Buffer | string> => {
  const most = Math.min(MOST_UNPACKED, FREE_BYTES + MOST_RATIO * packed)
  if (place.unpacked + entry.bytes > most) return 'The archive unpacks to too much'
  const bytes = await files.read(entry, isNote(entry.path) ? MOST_NOTE : MOST_ATTACHMENT)
  if (typeof bytes !== 'string') place.unpacked += bytes.length
  return bytes
}

type Read = { bytes: Buffer; file: ImportedFile; facts: ImportFacts }

/** The file of a document is stored before the row that names it. */
const itemOf = async (
  ctx: Context,
  { objects }: ImportStores,
  { bytes, file, facts }: Read,
): Promise<ImportedItem | string> => {
  if (isNote(file.path)) return noteOf(bytes, file, facts)
  const item = attachmentOf(bytes, file, facts)
  if (typeof item === 'string') return item
  const hash = item.fields.attachment?.hash ?? ''
  await objects.putBytes(attachmentKey(ctx.userId, hash), bytes, contentTypeOf(file.path))
  return item
}

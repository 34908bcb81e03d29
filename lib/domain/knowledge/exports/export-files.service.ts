import { gunzipSync, gzipSync } from 'node:zlib'
import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { loadMany } from '../../../platform/events/mutate.ts'
import { jobRunner, type Slice, type Step } from '../../../platform/jobs/job.ts'
import { attachmentKey, type ContentStore } from '../content/content-store.ts'
import { loadContent } from '../content/long-content.ts'
import type { VaultItem } from '../items/item.fields.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import { allTitles } from '../links/title.repository.ts'
import { folderNameOf, uniqueNames } from '../note-files/file-name.ts'
import { writeNoteFile } from '../note-files/note-file.ts'
import { type ExportInput, exportKey, FILES_EXPORT } from './export.job.ts'
import { beginZip, type Objects, ZipPlace, zipWriter } from './zip-parts.service.ts'

type Stores = { texts: ContentStore; objects: Objects }

const AT_ONCE = 50

const Place = z.object({ next: z.number().int(), planBytes: z.number().int(), zip: ZipPlace })
type Place = z.infer<typeof Place>

/** Which items are in the archive, in their order, and what their files are called. */
type Planned = [id: string, name: string][]

/** Writes notes, documents and lessons as Markdown files of a vault that Obsidian opens, and the files of documents. */
export const filesExport = (stores: Stores) =>
  jobRunner(FILES_EXPORT, Place, (ctx, slice) => exportSlice(ctx, stores, slice))

const exportSlice = async (
  ctx: Context,
  stores: Stores,
  { jobId, place: stored, until }: Slice<ExportInput, Place>,
): Promise<Step<Place>> => {
  const key = exportKey(ctx.userId, jobId, 'vault.zip')
  const place = stored ?? (await begin(ctx, stores, jobId, key))
  const { objects } = stores
  const plan = await loadPlan(ctx, objects, jobId, place.planBytes)
  const end = (bytes: number): Step<Place> => ({
    result: { key, bytes, counts: { files: plan.length } },
    progress: { done: plan.length, total: plan.length },
  })
  // Finished by a worker that died before it could say so.
  const finished = stored ? await objects.sizeOf(key) : null
  if (finished !== null) return end(finished)
  const zip = zipWriter(ctx, objects, { jobId, key }, place.zip)
  if (place.zip.files === 0) zip.add({ path: '.obsidian/app.json', bytes: Buffer.from('{}'), writtenAt: 0 })
  for (let next = place.next; next < plan.length; next += AT_ONCE) {
    const some = plan.slice(next, next + AT_ONCE)
    const loaded = await loadMany(
      ctx,
      VAULT_ITEM,
      some.map(([id]) => id),
    )
    const items = new Map(loaded.map((item) => [item.id, item]))
    for (const [i, [id, name]] of some.entries()) {
      const item = items.get(id)
      if (item) await addItem(ctx, stores, zip, item, name)
      if (!(await zip.flushIfFull())) continue
      place.next = next + i + 1
      if (ctx.now() >= until) return { place, progress: { done: place.next, total: plan.length } }
    }
  }
  return end(await zip.finish())
}

/** Names are decided once for the whole archive, so that no two slices give the same one. */
const begin = async (ctx: Context, { objects }: Stores, jobId: string, key: string): Promise<Place> => {
  const { rows } = await allTitles(ctx, Number.POSITIVE_INFINITY)
  const titles = rows.filter(({ alias }) => alias === undefined)
  const items = titles.sort((a, b) => (a.target < b.target ? -1 : 1))
  const names = uniqueNames(items)
  const plan: Planned = items.map(({ target }, i) => [target, names[i] ?? ''])
  const bytes = gzipSync(JSON.stringify(plan))
  await objects.putBytes(exportKey(ctx.userId, jobId, 'plan'), bytes, 'application/gzip')
  return { next: 0, planBytes: bytes.length, zip: await beginZip(objects, key) }
}

const loadPlan = async (ctx: Context, objects: Objects, jobId: string, bytes: number): Promise<Planned> => {
  const plan = await objects.readRange(exportKey(ctx.userId, jobId, 'plan'), 0, bytes)
  return JSON.parse(gunzipSync(plan).toString()) as Planned
}

const addItem = async (
  ctx: Context,
  { texts, objects }: Stores,
  zip: ReturnType<typeof zipWriter>,
  item: VaultItem,
  name: string,
): Promise<void> => {
  const folder = folderNameOf(item.folder)
  const path = folder === '' ? name : `${folder}/${name}`
  const writtenAt = Date.parse(item.updatedAt)
  if (item.attachment) {
    const { hash, bytes } = item.attachment
    const file = await objects.readRange(attachmentKey(ctx.userId, hash), 0, bytes)
    return zip.add({ path, bytes: file, writtenAt }, true)
  }
  const text = writeNoteFile(item, await loadContent(ctx, texts, item), name)
  zip.add({ path: `${path}.md`, bytes: Buffer.from(text), writtenAt })
}

import type { Context } from '../../platform/context.ts'
import { AppError, conflict, entityRef, notFound, payloadTooLarge } from '../../platform/errors.ts'
import { find, mutate, untilCommitted } from '../../platform/events/mutate.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { Id } from '../fields.ts'
import type { ContentStore } from '../knowledge/content/content-store.ts'
import type { UploadStore } from '../uploads/upload.ts'
import { fileContentKey, loadFileContent, storeFileContent } from './file-content.ts'
import { nameOf } from './file-path.ts'
import { fileOfUpload } from './file-upload.service.ts'
import { findVersion, versionsOf, versionWrite } from './file-version.repository.ts'
import type { StoredFile } from './markdown-file.fields.ts'
import { MARKDOWN_FILE } from './markdown-file.kind.ts'
import { fileAt } from './markdown-file.repository.ts'
import type { CreateFile, FileVersion, MarkdownFile, ReplaceFile } from './markdown-file.schema.ts'
import { changeFile, newFile, viewFile } from './markdown-file.ts'

export type FileStore = ContentStore & UploadStore

/** Bytes of a content that one answer can hold, however much of it JSON has to escape. */
const ANSWERED_BYTES = 2_000_000

/** A new file; its content is stored before its row. @throws 400 naming the field, 409 when the path has a file */
export const createFile = async (
  ctx: Context,
  store: ContentStore,
  { content = '', ...fields }: CreateFile,
  claim?: Claim | null,
): Promise<{ file: MarkdownFile }> => {
  const stored = await storeFileContent(ctx, store, content)
  return untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const change = newFile(fields, stored, { userId: ctx.userId, id: ctx.newId(now), now })
      const result = { file: { ...viewFile(change.after), content } }
      return { changes: [change], writes: [versionWrite(ctx, change.after)], result }
    },
    claim,
  ).catch(async (error) => {
    const other = error instanceof AppError && error.status === 409 ? await fileAt(ctx, fields.path) : null
    throw other ? taken(other) : error
  })
}

/** A file by its id or its path. That of an upload is made of what was sent when it is first asked for. @throws 404 */
export const loadFile = async (ctx: Context, store: ContentStore, key: string): Promise<StoredFile> => {
  const isId = Id.safeParse(key).success
  const byId = isId ? await find(ctx, MARKDOWN_FILE, key, { consistent: true }) : null
  const file = byId ?? (await fileAt(ctx, key)) ?? (isId ? await fileOfUpload(ctx, store, key) : null)
  if (!file) throw notFound(MARKDOWN_FILE.label)
  return file
}

/** A file with its content, or with an address of it where that is too long. @throws 404 */
export const readFile = async (ctx: Context, store: FileStore, key: string): Promise<{ file: MarkdownFile }> =>
  withContent(ctx, store, await loadFile(ctx, store, key))

/** @throws 404, 413 for a content that one answer cannot hold */
export const readContent = async (ctx: Context, store: FileStore, key: string): Promise<{ content: string }> => {
  const { contentHash, size } = await loadFile(ctx, store, key)
  return contentOf(ctx, store, contentHash, size)
}

/** What is sent of content, tags and category replaces what was. @throws 404, 412, 400 naming the field */
export const replaceFile = async (
  ctx: Context,
  store: FileStore,
  key: string,
  { content, ...details }: ReplaceFile,
): Promise<{ file: MarkdownFile }> => {
  const { id } = await loadFile(ctx, store, key)
  const stored = content === undefined ? null : await storeFileContent(ctx, store, content)
  const file = await mutate(ctx, MARKDOWN_FILE, id, (before, at) => {
    const change = changeFile(before, details, stored, at)
    if (!change) return null
    const isNewContent = change.after.contentVersion > before.contentVersion
    return { changes: [change], writes: isNewContent ? [versionWrite(ctx, change.after)] : [], result: change.after }
  })
  return withContent(ctx, store, file)
}

/** What the content of a file was, newest first. @throws 404 */
export const listVersions = async (ctx: Context, store: FileStore, key: string): Promise<FileVersion[]> =>
  versionsOf(ctx, (await loadFile(ctx, store, key)).id)

/** The content of a version. @throws 404, 413 */
export const readVersion = async (
  ctx: Context,
  store: FileStore,
  key: string,
  version: number,
): Promise<{ content: string }> => {
  const { id } = await loadFile(ctx, store, key)
  const found = await findVersion(ctx, id, version)
  if (!found) throw notFound('Version')
  return contentOf(ctx, store, found.contentHash, found.size)
}

const contentOf = async (ctx: Context, store: FileStore, hash: string, size: number): Promise<{ content: string }> => {
  if (size > ANSWERED_BYTES) throw payloadTooLarge('The content is larger than one answer: the file has a downloadUrl')
  return { content: await loadFileContent(ctx, store, hash) }
}

const withContent = async (ctx: Context, store: FileStore, file: StoredFile): Promise<{ file: MarkdownFile }> => {
  const view = viewFile(file)
  if (file.size <= ANSWERED_BYTES) {
    return { file: { ...view, content: await loadFileContent(ctx, store, file.contentHash) } }
  }
  const key = fileContentKey(ctx.userId, file.contentHash)
  return { file: { ...view, downloadUrl: await store.downloadUrl(key, nameOf(file.path)) } }
}

const taken = (other: StoredFile) =>
  conflict(`There is a file at ${other.path} already`, {
    type: 'exists',
    loc: ['body', 'path'],
    entity: entityRef(MARKDOWN_FILE, other),
  })

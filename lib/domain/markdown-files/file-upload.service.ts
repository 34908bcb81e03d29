import type { Context } from '../../platform/context.ts'
import { find, untilCommitted } from '../../platform/events/mutate.ts'
import { sent } from '../entity-fields.ts'
import type { ContentStore } from '../knowledge/content/content-store.ts'
import { findUpload, usedWrites } from '../uploads/upload.repository.ts'
import { announceUpload } from '../uploads/upload.service.ts'
import { UPLOAD_PURPOSES, type Upload, type UploadStore } from '../uploads/upload.ts'
import { storeFileContent } from './file-content.ts'
import { numbered } from './file-path.ts'
import { versionWrite } from './file-version.repository.ts'
import type { StoredFile } from './markdown-file.fields.ts'
import { MARKDOWN_FILE } from './markdown-file.kind.ts'
import { fileAt } from './markdown-file.repository.ts'
import type { AnnounceFile, FileUpload } from './markdown-file.schema.ts'
import { newFile } from './markdown-file.ts'

/** A form by which a file of up to 10 MB is sent. It is there under `fileId` once it is sent and asked for. @throws 400 */
export const announceFile = async (ctx: Context, store: UploadStore, input: AnnounceFile): Promise<FileUpload> => {
  const { fileName, folderPath, ...details } = input
  const path = folderPath ? `${folderPath}/${fileName}` : fileName
  const bytes = UPLOAD_PURPOSES.markdown
  const request = { fileName, contentType: 'text/markdown', bytes, purpose: 'markdown' as const }
  const upload = await announceUpload(ctx, store, request, { path, ...sent(details) })
  const { uploadUrl, fields, expiresIn, uploadId, key } = upload
  return { uploadUrl, fields, fileId: uploadId, s3Key: key, expiresIn }
}

/**
 * The file of an announced upload, made of what was sent, or null while nothing was. Where its path is taken it gets a number,
 * so that no file replaces another. @throws 403 PLAN_LIMIT where there is no room for it: it waits in the storage meanwhile
 */
export const fileOfUpload = async (ctx: Context, store: ContentStore, id: string): Promise<StoredFile | null> => {
  const upload = await findUpload(ctx, id)
  if (upload?.purpose !== 'markdown') return null
  const content = await store.get(upload.key)
  if (content === null) return null
  const stored = await storeFileContent(ctx, store, content)
  return untilCommitted(ctx, async () => {
    const made = await find(ctx, MARKDOWN_FILE, id, { consistent: true })
    if (made) return { changes: [], result: made }
    const fields = { ...upload.details, path: await freePath(ctx, pathOf(upload)) }
    const change = newFile(fields, stored, { userId: ctx.userId, id, now: ctx.now() })
    const writes = [versionWrite(ctx, change.after), ...(await usedWrites(ctx, id))]
    return { changes: [change], writes, result: change.after, upsert: true }
  })
}

const pathOf = ({ details, fileName }: Upload): string => String(details.path ?? fileName.replaceAll('/', '-'))

const freePath = async (ctx: Context, path: string): Promise<string> => {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? path : numbered(path, n)
    if (!(await fileAt(ctx, candidate))) return candidate
  }
}

import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import type { ContentStore } from '../knowledge/content/content-store.ts'
import type { StoredFile } from './markdown-file.fields.ts'

/** Objects of this folder are never overwritten: each version of a file names its own by the hash of the content. */
export const fileContentKey = (userId: string, hash: string): string => `markdown/${userId}/${hash}`

/** Stores a content; resolves to how a file names it. */
export const storeFileContent = async (
  ctx: Context,
  store: ContentStore,
  content: string,
): Promise<Pick<StoredFile, 'size' | 'contentHash'>> => {
  const contentHash = createHash('sha256').update(content).digest('hex')
  await store.put(fileContentKey(ctx.userId, contentHash), content)
  return { size: Buffer.byteLength(content), contentHash }
}

/** @throws Error when the object is gone */
export const loadFileContent = async (ctx: Context, store: ContentStore, hash: string): Promise<string> => {
  const content = await store.get(fileContentKey(ctx.userId, hash))
  if (content === null) throw new Error(`The content ${hash} is not in the store`)
  return content
}

import { createHash } from 'node:crypto'
import type { Context } from '../../../platform/context.ts'
import { type ContentStore, contentKey } from './content-store.ts'
import type { LongContent } from './long-content.fields.ts'

/** More bytes than this do not go into a row, nor into its events. */
export const ROW_BYTES = 100_000
/** How much of a longer text its row has: enough for lists and snippets. */
const HEAD_CHARACTERS = 10_000

/** A text as a row holds it: all of it, or its beginning and where the whole is. */
export type StoredContent = { content: string | null; longContent: LongContent | null }

/** Stores a text that is too long for a row; resolves to what the row holds. */
export const storeContent = async (ctx: Context, store: ContentStore, text: string | null): Promise<StoredContent> => {
  const bytes = text === null ? 0 : Buffer.byteLength(text)
  if (text === null || bytes <= ROW_BYTES) return { content: text, longContent: null }
  const hash = createHash('sha256').update(text).digest('hex')
  await store.put(contentKey(ctx.userId, hash), text)
  return { content: text.slice(0, HEAD_CHARACTERS).toWellFormed(), longContent: { hash, bytes } }
}

/** The whole text of a row. @throws Error when the object is gone */
export const loadContent = async (
  ctx: Context,
  store: ContentStore,
  { content, longContent }: StoredContent,
): Promise<string | null> => {
  if (!longContent) return content
  const text = await store.get(contentKey(ctx.userId, longContent.hash))
  if (text === null) throw new Error(`The text ${longContent.hash} is not in the store`)
  return text
}

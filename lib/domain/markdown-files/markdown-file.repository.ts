import type { Context } from '../../platform/context.ts'
import { findAt } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import type { StoredFile } from './markdown-file.fields.ts'
import { MARKDOWN_FILE } from './markdown-file.kind.ts'

/** All files of a folder and those below it, or of the person, by path. */
export const filesIn = async (ctx: Context, folder?: string): Promise<StoredFile[]> => {
  const rows = await partition(ctx).range(sk.markdownFiles(folder))
  return rows.map((row) => fromItem(MARKDOWN_FILE, row))
}

export const fileAt = (ctx: Context, path: string): Promise<StoredFile | null> =>
  findAt(ctx, MARKDOWN_FILE, sk.markdownFile(path), { consistent: true })

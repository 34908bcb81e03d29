import type { Context } from '../../platform/context.ts'
import { putWrite, type Write } from '../../platform/events/write.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import type { StoredFile } from './markdown-file.fields.ts'
import type { FileVersion } from './markdown-file.schema.ts'

/** Keeps what a file's content is from now on; goes with the change. */
export const versionWrite = (ctx: Context, { id, contentVersion, size, contentHash, updatedAt }: StoredFile): Write =>
  putWrite(ctx, sk.markdownVersion(id, contentVersion), { version: contentVersion, size, contentHash, at: updatedAt })

/** Newest first. */
export const versionsOf = async (ctx: Context, id: string): Promise<FileVersion[]> => {
  const rows = await partition(ctx).range(sk.markdownVersions(id))
  return rows.map(toVersion).reverse()
}

export const findVersion = async (ctx: Context, id: string, version: number): Promise<FileVersion | null> => {
  const row = await partition(ctx).get(sk.markdownVersion(id, version))
  return row && toVersion(row)
}

const toVersion = (row: Record<string, unknown>): FileVersion => ({
  version: Number(row.version),
  size: Number(row.size),
  contentHash: String(row.contentHash),
  createdAt: String(row.at),
})

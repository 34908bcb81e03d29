import { DeleteObjectCommand, HeadObjectCommand, ListObjectsV2Command, NotFound } from '@aws-sdk/client-s3'
import type { SweptStore, Written } from '../../domain/file-sweep/swept-store.ts'
import { s3Client } from '../s3-client.ts'
import { filesBucket } from './s3-files.ts'

/**
 * The bucket of people's files, for taking away what nothing names. The bucket keeps versions, and the version that was seen is
 * removed for good: a later one becomes or stays the object. A storage without versions is asked once more just before.
 */
export const s3Sweep = (): SweptStore => ({
  list: async (Prefix, after, MaxKeys) => {
    const StartAfter = after === '' ? undefined : after
    const page = await s3Client().send(
      new ListObjectsV2Command({ Bucket: filesBucket(), Prefix, MaxKeys, ...(StartAfter && { StartAfter }) }),
    )
    const objects = (page.Contents ?? []).flatMap(({ Key, LastModified }) =>
      Key && LastModified ? [{ key: Key, at: LastModified.getTime() }] : [],
    )
    return { objects, next: page.IsTruncated ? (objects.at(-1)?.key ?? null) : null }
  },
  written,
  remove: async (Key, { at, version }) => {
    if (version === null && (await written(Key))?.at !== at) return
    const VersionId = version ?? undefined
    await s3Client().send(new DeleteObjectCommand({ Bucket: filesBucket(), Key, ...(VersionId && { VersionId }) }))
  },
})

const written = async (Key: string): Promise<Written | null> => {
  try {
    const { LastModified, VersionId } = await s3Client().send(new HeadObjectCommand({ Bucket: filesBucket(), Key }))
    return LastModified ? { at: LastModified.getTime(), version: VersionId ?? null } : null
  } catch (error) {
    if (error instanceof NotFound) return null
    throw error
  }
}

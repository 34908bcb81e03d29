import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import type { ArchiveStore } from '../../domain/archive/archive.ts'
import { config } from '../../platform/config/config.ts'
import { s3Client } from '../s3-client.ts'

const bucket = (): string => {
  const name = config().ARCHIVE_BUCKET
  if (!name) throw new Error('The environment is not complete. ARCHIVE_BUCKET: the archive needs it')
  return name
}

/** The archive in S3. Bodies are buffers: their length is known, so nothing is sent in signed chunks. */
export const s3Archive = (): ArchiveStore => ({
  put: async (Key, Body) => {
    // A bucket with Object Lock refuses an object without a checksum.
    const object = { Key, Body, ContentType: 'application/gzip', ChecksumAlgorithm: 'CRC32' as const }
    await s3Client().send(new PutObjectCommand({ Bucket: bucket(), ...object }))
  },
  get: async (Key) => {
    const { Body } = await s3Client().send(new GetObjectCommand({ Bucket: bucket(), Key }))
    return Buffer.from((await Body?.transformToByteArray()) ?? [])
  },
  list: async function* (Prefix) {
    let token: string | undefined
    do {
      const page = await s3Client().send(
        new ListObjectsV2Command({ Bucket: bucket(), Prefix, ContinuationToken: token }),
      )
      for (const { Key } of page.Contents ?? []) if (Key) yield Key
      token = page.NextContinuationToken
    } while (token)
  },
})

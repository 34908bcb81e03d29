import { GetObjectCommand, HeadBucketCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3'
import type { ContentStore } from '../../domain/knowledge/content/content-store.ts'
import { config } from '../../platform/config/config.ts'
import { unavailable } from '../../platform/errors.ts'
import { s3Client } from '../s3-client.ts'

export const filesBucket = (): string => {
  const name = config().FILES_BUCKET
  if (!name) throw new Error('The environment is not complete. FILES_BUCKET: long texts and files need it')
  return name
}

/** Long texts in the bucket of people's files. */
export const s3Files = (): ContentStore => ({
  put: async (Key, text) => {
    const object = { Key, Body: Buffer.from(text), ContentType: 'text/markdown; charset=utf-8' }
    await s3Client().send(new PutObjectCommand({ Bucket: filesBucket(), ...object }))
  },
  get: async (Key) => {
    try {
      const { Body } = await s3Client().send(new GetObjectCommand({ Bucket: filesBucket(), Key }))
      return (await Body?.transformToString('utf-8')) ?? ''
    } catch (error) {
      if (error instanceof NoSuchKey) return null
      throw error
    }
  },
})

/** Whether the bucket is there and answers. @throws 503 */
export const askFilesBucket = async (): Promise<void> => {
  try {
    await s3Client().send(new HeadBucketCommand({ Bucket: filesBucket() }))
  } catch {
    throw unavailable()
  }
}

import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchUpload,
  NotFound,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { ObjectReader, ObjectWriter } from '../../domain/uploads/object-store.ts'
import { s3Client } from '../s3-client.ts'
import { filesBucket } from './s3-files.ts'

const at = (Key: string) => ({ Bucket: filesBucket(), Key })

/** Objects of any size in the bucket of people's files. */
export const s3Objects = (): ObjectReader & ObjectWriter => ({
  sizeOf,
  readRange: async (key, start, length) => {
    const Range = `bytes=${start}-${start + length - 1}`
    const { Body } = await s3Client().send(new GetObjectCommand({ ...at(key), Range }))
    return Buffer.from((await Body?.transformToByteArray()) ?? [])
  },
  putBytes: async (key, Body, ContentType) => {
    await s3Client().send(new PutObjectCommand({ ...at(key), Body, ContentType }))
  },
  beginParts: async (key, ContentType) => {
    const { UploadId } = await s3Client().send(new CreateMultipartUploadCommand({ ...at(key), ContentType }))
    return String(UploadId)
  },
  putPart: async (key, UploadId, PartNumber, Body) => {
    const { ETag } = await s3Client().send(new UploadPartCommand({ ...at(key), UploadId, PartNumber, Body }))
    return String(ETag)
  },
  finishParts: async (key, UploadId, parts) => {
    const Parts = parts.map((ETag, i) => ({ ETag, PartNumber: i + 1 }))
    try {
      await s3Client().send(new CompleteMultipartUploadCommand({ ...at(key), UploadId, MultipartUpload: { Parts } }))
    } catch (error) {
      // Finished by an earlier call whose answer was lost.
      if (!(error instanceof NoSuchUpload) || (await sizeOf(key)) === null) throw error
    }
  },
})

const sizeOf = async (key: string): Promise<number | null> => {
  try {
    const { ContentLength } = await s3Client().send(new HeadObjectCommand(at(key)))
    return ContentLength ?? 0
  } catch (error) {
    if (error instanceof NotFound) return null
    throw error
  }
}

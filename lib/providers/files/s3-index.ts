import { GetObjectCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3'
import type { IndexStore } from '../../domain/knowledge/search/index/index-store.ts'
import { s3Client } from '../s3-client.ts'
import { filesBucket } from './s3-files.ts'

/** What one process keeps of objects it has read: they never change. */
const KEPT_BYTES = 300_000_000
/** Postings of single words are read anew: they are small, and each query asks for others. */
const MIN_KEPT = 10_000

/** What is left of an object that was replaced. Nothing that an index reads is as short. */
const EMPTIED = Uint8Array.of(0)

const kept = new Map<string, Uint8Array>()
let keptBytes = 0

/** Indexes of vaults in the bucket of people's files. */
export const s3Index = (): IndexStore => ({
  putBytes: async (Key, Body) => {
    await s3Client().send(new PutObjectCommand({ Bucket: filesBucket(), Key, Body }))
  },
  getBytes: async (Key, range) => {
    const Range = range && `bytes=${range.from}-${range.to - 1}`
    const known = kept.get(`${Key} ${Range}`)
    if (known) return known
    try {
      const { Body } = await s3Client().send(new GetObjectCommand({ Bucket: filesBucket(), Key, Range }))
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
      if (bytes.length <= EMPTIED.length) return null
      keep(`${Key} ${Range}`, bytes)
      return bytes
    } catch (error) {
      if (error instanceof NoSuchKey || (error as Error).name === 'InvalidRange') return null
      throw error
    }
  },
  deleteBytes: async (Key) => {
    // No function may delete an object. A rule of the bucket expires those that are this short.
    await s3Client().send(new PutObjectCommand({ Bucket: filesBucket(), Key, Body: EMPTIED }))
  },
})

/** Forgets what was read first when there is too much. */
const keep = (name: string, bytes: Uint8Array): void => {
  if (bytes.length < MIN_KEPT) return
  kept.set(name, bytes)
  keptBytes += bytes.length
  for (const [oldest, { length }] of kept) {
    if (keptBytes <= KEPT_BYTES) return
    kept.delete(oldest)
    keptBytes -= length
  }
}

import type { IndexStore } from '../index/index-store.ts'
import { SegmentGone } from '../index/read-segment.ts'
import type { StoredVectors } from '../index/vault-index.repository.ts'
import { decodeVectors, type VectorFile } from './vector-file.ts'

const decoded = new WeakMap<Uint8Array, VectorFile>()

/** Files of vectors, read once as long as the process keeps their bytes. @throws SegmentGone */
export const openVectors = (store: IndexStore, stored: StoredVectors[]): Promise<VectorFile[]> =>
  Promise.all(
    stored.map(async ({ key }) => {
      const bytes = await store.getBytes(key)
      if (!bytes) throw new SegmentGone(key)
      const file = decoded.get(bytes) ?? decodeVectors(bytes)
      decoded.set(bytes, file)
      return file
    }),
  )

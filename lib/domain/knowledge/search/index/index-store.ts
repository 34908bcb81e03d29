import type { ContentStore } from '../../content/content-store.ts'

/** Objects of the index outside the table. None is ever changed: a new one has a new key. */
export type IndexStore = {
  putBytes: (key: string, bytes: Uint8Array) => Promise<void>
  /** All of it, or bytes[from, to). Null: there is none. */
  getBytes: (key: string, range?: { from: number; to: number }) => Promise<Uint8Array | null>
  /** What is read of it from now on is null. */
  deleteBytes: (key: string) => Promise<void>
}

export type IndexStores = ContentStore & IndexStore

/** `run`: of the worker that writes it, so that no two write the same. */
export const indexKey = (userId: string, run: string, number: number): string => `search/${userId}/${run}-${number}`

/** An object as a listing shows it. `at`: when it was last written, epoch ms. */
export type Listed = { key: string; at: number }

/** One writing of an object. `version`: null where the storage keeps one only. */
export type Written = { at: number; version: string | null }

/** Where objects lie that rows name. */
export type SweptStore = {
  /** Objects in the order of their keys, after one of them. `next`: after which to go on; null at the end. */
  list: (prefix: string, after: string, limit: number) => Promise<{ objects: Listed[]; next: string | null }>
  /** How an object was last written; null: there is none. */
  written: (key: string) => Promise<Written | null>
  /** Takes away that writing of an object. One that was written again since then stays. */
  remove: (key: string, written: Written) => Promise<void>
}

import type { DataKey } from './sealed-text.ts'

/** How long a key stays in memory after KMS has decrypted it. */
export const KEPT_MS = 5 * 60_000
/** The most people whose keys are kept at once. */
export const MOST_KEYS = 100

type Entry = { key: Promise<DataKey | null>; until: number }

/** Data keys of the people that a process works for. When it is full, the least recently used one is dropped. */
export type KeyCache = {
  /** The person's key, or what `load` resolves to, called once for all callers that wait for it. Null and errors are not kept. */
  get: (userId: string, load: () => Promise<DataKey | null>) => Promise<DataKey | null>
  forget: (userId: string) => void
}

/** `now`: epoch ms. */
export const keyCache = (now: () => number): KeyCache => {
  const entries = new Map<string, Entry>()
  const forgetEntry = (userId: string, entry: Entry): void => {
    if (entries.get(userId) === entry) entries.delete(userId)
  }
  const get = (userId: string, load: () => Promise<DataKey | null>): Promise<DataKey | null> => {
    const found = entries.get(userId)
    entries.delete(userId)
    if (found && now() < found.until) {
      entries.set(userId, found) // the last of the map is the one that was used last
      return found.key
    }
    const entry = { key: load(), until: now() + KEPT_MS }
    entries.set(userId, entry)
    entry.key.then(
      (key) => key ?? forgetEntry(userId, entry),
      () => forgetEntry(userId, entry),
    )
    for (const oldest of entries.keys()) {
      if (entries.size <= MOST_KEYS) break
      entries.delete(oldest)
    }
    return entry.key
  }
  return { get, forget: (userId) => void entries.delete(userId) }
}

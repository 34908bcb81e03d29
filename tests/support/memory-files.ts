import type { SweptStore } from '../../lib/domain/file-sweep/swept-store.ts'
import type { ContentStore } from '../../lib/domain/knowledge/content/content-store.ts'
import { awaiting } from './crash.ts'

type Version = { text: string; at: number; version: string }

/** A bucket with versions, whose every call is something that a process waits for. `now`: epoch ms. */
export const memoryFiles = (now: () => number) => {
  const objects = new Map<string, Version[]>()
  let count = 0
  const newest = (key: string): Version | undefined => objects.get(key)?.at(-1)
  const store: ContentStore & SweptStore = {
    put: (key, text) =>
      awaiting(async () => {
        objects.set(key, [...(objects.get(key) ?? []), { text, at: now(), version: `v${++count}` }])
      }),
    get: (key) => awaiting(async () => newest(key)?.text ?? null),
    list: (prefix, after, limit) =>
      awaiting(async () => {
        const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after && newest(key)).sort()
        const page = keys.slice(0, limit).map((key) => ({ key, at: newest(key)?.at ?? 0 }))
        return { objects: page, next: keys.length > limit ? (page.at(-1)?.key ?? null) : null }
      }),
    written: (key) => awaiting(async () => newest(key) ?? null),
    remove: (key, { version }) =>
      awaiting(async () => {
        const left = (objects.get(key) ?? []).filter((one) => one.version !== version)
        objects.set(key, left)
      }),
  }
  return { store, keys: () => [...objects.keys()].filter((key) => newest(key) !== undefined).sort() }
}

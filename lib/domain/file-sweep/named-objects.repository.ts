import { checkDeadline } from '../../platform/deadline.ts'
import { ulidsFrom } from '../../platform/ids.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { LAST, sk, startingWith } from '../../platform/table/keys.ts'
import { MINUTE_MS } from '../../platform/units.ts'
import { attachmentKey, contentKey } from '../knowledge/content/content-store.ts'
import { VAULT_ITEM } from '../knowledge/items/item.kind.ts'
import { fileContentKey } from '../markdown-files/file-content.ts'
import { MARKDOWN_FILE } from '../markdown-files/markdown-file.kind.ts'
import { UNDO_MS } from '../undo/undo.service.ts'

type Person = { userId: string; deadline: number }

/** Whose rows name the objects of a folder, and which object a row names. */
export type NamedFolder = { prefix: string; ranges: string[]; keyOf: (userId: string, row: Item) => string | null }

const hashIn = (value: unknown): string | null => {
  const hash = (value as { hash?: unknown } | null | undefined)?.hash
  return typeof hash === 'string' ? hash : null
}
const within = (entities: string): string[] => [entities, sk.trash(entities)]
const vaultItems = within(sk.entities(VAULT_ITEM.name))

/** The folders of the bucket whose objects are named by rows. What lies in no folder of this list is left alone. */
export const NAMED_FOLDERS: readonly NamedFolder[] = [
  {
    prefix: 'attachments/',
    ranges: vaultItems,
    keyOf: (userId, { attachment }) => keyed(hashIn(attachment), (hash) => attachmentKey(userId, hash)),
  },
  {
    prefix: 'markdown/',
    ranges: [...within(sk.entities(MARKDOWN_FILE.name)), sk.markdownVersions()],
    keyOf: (userId, { contentHash }) =>
      keyed(typeof contentHash === 'string' ? contentHash : null, (hash) => fileContentKey(userId, hash)),
  },
  {
    prefix: 'vault/',
    ranges: vaultItems,
    keyOf: (userId, { longContent }) => keyed(hashIn(longContent), (hash) => contentKey(userId, hash)),
  },
]

const keyed = (hash: string | null, keyOf: (hash: string) => string): string | null =>
  hash === null ? null : keyOf(hash)

/** Clocks of other functions may be so much behind. */
const CLOCKS_MS = 2 * MINUTE_MS

const eventsSince = (at: number) => ({ from: sk.event(ulidsFrom(at)), to: sk.events() + LAST })

/** A page is 1 MB. Of a person with more rows nothing is swept. */
const MOST_PAGES = 400
const PAGE = 10_000

/**
 * The objects of a folder that rows of a person name, or that rows would name again when a change is undone; null: there are too
 * many rows to know. `now`: epoch ms. @throws 503 at the deadline
 */
export const namedObjects = async (
  person: Person,
  { ranges, keyOf }: NamedFolder,
  { now, consistent }: { now: number; consistent: boolean },
): Promise<Set<string> | null> => {
  const named = new Set<string>()
  const add = (row: Item) => {
    const key = keyOf(person.userId, row)
    if (key !== null) named.add(key)
  }
  let pages = 0
  for (const range of [...ranges.map(startingWith), eventsSince(now - UNDO_MS - CLOCKS_MS)]) {
    let after: Item | undefined
    do {
      checkDeadline(person.deadline)
      if (++pages > MOST_PAGES) return null
      const page = await partition(person).page({ ...range, limit: PAGE, after }, { consistent })
      for (const row of page.items) for (const state of [row, row.previous, row.data]) add((state ?? {}) as Item)
      after = page.next
    } while (after)
  }
  return named
}

/** Whether anything of a person was changed since shortly before a time, epoch ms. */
export const isAtWork = async (person: Person, since: number): Promise<boolean> => {
  const range = { ...eventsSince(since - CLOCKS_MS), limit: 1 }
  return (await partition(person).page(range, { consistent: true })).items.length > 0
}

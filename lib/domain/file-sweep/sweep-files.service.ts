import type { Run, Summary } from '../../platform/schedule/run.ts'
import { DAY_MS } from '../../platform/units.ts'
import { UPLOAD_DAYS } from '../uploads/upload.ts'
import { isAtWork, NAMED_FOLDERS, type NamedFolder, namedObjects } from './named-objects.repository.ts'
import { loadPlace, savePlace } from './sweep-progress.repository.ts'
import type { Listed, SweptStore, Written } from './swept-store.ts'

/** A younger object may be named by a row that is still to be written: objects are stored first. */
const YOUNGEST_MS = DAY_MS
/** Forms are good for minutes, and what was sent waits for days: then nothing needs it any more. */
const UPLOAD_MS = (UPLOAD_DAYS + 1) * DAY_MS
const UPLOADS = 'uploads/'
const PAGE = 500
/** A run ends this long before its deadline: what the rows of one person may take. */
const PERSON_MS = 20_000

type Counts = { seen: number; removed: number; left: number }

/**
 * Takes away objects that no row names and uploads that nothing was made of, all of them older than a day. A run that runs out of
 * time is continued by the next one. It may run beside other runs and writers: an object that is stored again, or named,
 * meanwhile stays. @throws 503 when table or storage does not answer
 */
export const sweepFiles = async (run: Run, store: SweptStore): Promise<Summary> => {
  const counts: Counts = { seen: 0, removed: 0, left: 0 }
  const place = (await loadPlace(run.deadline)) ?? ''
  for (const folder of [...NAMED_FOLDERS, { prefix: UPLOADS }].sort((a, b) => (a.prefix < b.prefix ? -1 : 1))) {
    if (place > folder.prefix && !place.startsWith(folder.prefix)) continue
    if (!(await sweepFolder(run, store, { folder, counts, place }))) return { finished: false, ...counts }
  }
  await savePlace(null, run.deadline)
  return { finished: true, ...counts }
}

type Folder = NamedFolder | { prefix: string }
type Sweep = { folder: Folder; counts: Counts; place: string }

/** False: the time is over. */
const sweepFolder = async (run: Run, store: SweptStore, { folder, counts, place }: Sweep): Promise<boolean> => {
  let after: string | null = place.startsWith(folder.prefix) ? place : ''
  while (after !== null) {
    if (run.now() + PERSON_MS > run.deadline) return false
    const page = await store.list(folder.prefix, after, PAGE)
    counts.seen += page.objects.length
    for (const [userId, objects] of Map.groupBy(page.objects, ({ key }) => key.split('/')[1] ?? '')) {
      if (run.now() + PERSON_MS > run.deadline) return false
      await sweepPerson(run, store, { userId, folder, objects, counts })
      await savePlace(objects.at(-1)?.key ?? null, run.deadline)
    }
    after = page.next
  }
  return true
}

type Persons = { userId: string; folder: Folder; objects: Listed[]; counts: Counts }

const sweepPerson = async (
  run: Run,
  store: SweptStore,
  { userId, folder, objects, counts }: Persons,
): Promise<void> => {
  const isNamed = 'keyOf' in folder
  const oldest = run.now() - (isNamed ? YOUNGEST_MS : UPLOAD_MS)
  const old = objects.filter(({ at }) => at < oldest)
  const orphans = isNamed
    ? await orphansOf(run, store, { userId, folder, old, oldest })
    : await stillOld(store, old, oldest)
  counts.left += orphans === null ? old.length : 0
  for (const [key, written] of orphans ?? []) {
    await store.remove(key, written)
    counts.removed += 1
  }
}

type Old = { userId: string; folder: NamedFolder; old: Listed[]; oldest: number }

/**
 * Those of a person's old objects that no row names, as they were written before the rows were read: one that is written again
 * after that is not what is removed. Null where it cannot be known now: rows that were moved while they were read, to the trash or
 * back, may have been missed in both places.
 */
const orphansOf = async (
  run: Run,
  store: SweptStore,
  { userId, folder, old, oldest }: Old,
): Promise<Map<string, Written> | null> => {
  if (old.length === 0) return new Map()
  const person = { userId, deadline: run.deadline }
  const first = await namedObjects(person, folder, { now: run.now(), consistent: false })
  const unnamed = first && old.filter(({ key }) => !first.has(key))
  if (!unnamed || unnamed.length === 0) return unnamed && new Map()
  const written = await stillOld(store, unnamed, oldest)
  const since = run.now()
  const named = await namedObjects(person, folder, { now: since, consistent: true })
  if (!named || (await isAtWork(person, since))) return null
  return new Map([...written].filter(([key]) => !named.has(key)))
}

const stillOld = async (store: SweptStore, objects: Listed[], oldest: number): Promise<Map<string, Written>> => {
  const found = new Map<string, Written>()
  for (const { key } of objects) {
    const written = await store.written(key)
    if (written && written.at < oldest) found.set(key, written)
  }
  return found
}

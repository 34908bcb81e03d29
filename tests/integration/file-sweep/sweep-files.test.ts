import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { sweepFiles } from '../../../lib/domain/file-sweep/sweep-files.service.ts'
import type { SweptStore } from '../../../lib/domain/file-sweep/swept-store.ts'
import { VAULT_ITEM } from '../../../lib/domain/knowledge/items/item.kind.ts'
import { changeItem, createItem, readItem } from '../../../lib/domain/knowledge/items/item.service.ts'
import { MARKDOWN_FILE } from '../../../lib/domain/markdown-files/markdown-file.kind.ts'
import * as files from '../../../lib/domain/markdown-files/markdown-file.service.ts'
import { deleteEntity, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import { DAY_MS } from '../../../lib/platform/units.ts'
import { s3Files } from '../../../lib/providers/files/s3-files.ts'
import { s3Sweep } from '../../../lib/providers/files/s3-sweep.ts'
import { signUp } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { crashTable, dyingAt } from '../../support/crash.ts'
import { memoryFiles } from '../../support/memory-files.ts'
import { AMPLE_MS } from '../../support/timing.ts'

let userId: string
/** Never goes back: ids are made in the order of their times. */
let clock = Date.now()
let bucket: ReturnType<typeof memoryFiles>

beforeEach(async () => {
  ;({ userId } = await signUp())
  bucket = memoryFiles(() => clock)
})

const ctx = () => contextFor(userId, { now: () => clock, deadline: clock + DAY_MS })
const sweep = (store: SweptStore = bucket.store) => sweepFiles({ ...ctx(), deadline: clock + DAY_MS }, store)
const long = (name: string) => `${name} `.repeat(60_000)
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const vaultKey = (text: string) => `vault/${userId}/${hashOf(text)}`
const newNote = (text: string) =>
  createItem(ctx(), bucket.store, { type: 'document', title: 'T', content: text, area: 'Love' })

describe('the sweep of files', () => {
  it('takes away what no row names once it is a day old, and uploads once they have expired', async () => {
    const kept = ['current', 'trashed'].map(long)
    const item = await newNote(long('first'))
    await changeItem(ctx(), bucket.store, item.id, { content: kept[0] })
    const { id } = await newNote(kept[1] ?? '')
    await deleteEntity(ctx(), VAULT_ITEM, id)
    const store = { ...bucket.store, form: async () => ({ url: '', fields: {} }), downloadUrl: async () => '' }
    const { file } = await files.createFile(ctx(), store, { path: 'a.md', content: 'one' })
    await files.replaceFile(ctx(), store, file.id, { content: 'two' })
    await deleteEntity(ctx(), MARKDOWN_FILE, file.id)
    const named = [...kept.map(vaultKey), ...['one', 'two'].map((text) => `markdown/${userId}/${hashOf(text)}`)]
    const elsewhere = `vectors/${userId}/model`
    for (const key of [`vault/${userId}/none`, `markdown/${userId}/none`, `attachments/${userId}/none`, elsewhere])
      await bucket.store.put(key, 'orphan')
    await bucket.store.put(`uploads/${userId}/old`, 'sent')
    clock += 2 * DAY_MS
    await changeItem(ctx(), bucket.store, item.id, { content: long('third') })
    clock += DAY_MS / 2
    expect(await sweep(), 'what can be undone keeps its text').toMatchObject({ finished: true, removed: 4 })
    clock += DAY_MS / 2 + 3_600_000
    const young = [`vault/${userId}/young`, `uploads/${userId}/young`]
    for (const key of young) await bucket.store.put(key, 'young')
    kept[0] = long('third')
    named[0] = vaultKey(kept[0])
    expect(await sweep()).toMatchObject({ finished: true, removed: 1 })
    expect(bucket.keys()).toEqual([...named, ...young, elsewhere, `uploads/${userId}/old`].sort())
    clock += 7 * DAY_MS
    expect(await sweep()).toMatchObject({ finished: true, removed: 2 })
    expect(bucket.keys()).toEqual([...named, elsewhere, young[1]].sort())
  })

  it('that is cut off at any point is finished by the next one, and never takes what is named', async () => {
    const back = crashTable()
    try {
      for (let nth = 1, crashed = true; crashed; nth++) {
        const text = long(`named ${nth}`)
        const { id } = await newNote(text)
        for (const name of ['a', 'b']) await bucket.store.put(`vault/${userId}/${name}`, 'orphan')
        clock += 2 * DAY_MS
        ;({ crashed } = await dyingAt(nth, { after: nth % 2 === 0 }, () => sweep()))
        await sweep()
        expect(bucket.keys().filter((key) => !key.endsWith(hashOf(text)))).toEqual([])
        expect((await readItem(ctx(), bucket.store, id)).content).toBe(text)
        await changeItem(ctx(), bucket.store, id, { content: null })
        clock += 2 * DAY_MS
        await sweep()
      }
    } finally {
      back()
    }
  })

  it('never takes a text that somebody stores again meanwhile, whatever comes between its object and its row', async () => {
    const text = long('again')
    /** A bucket whose nth call is preceded by one step of a writer, and another one by the next. */
    const during = (steps: [number, () => Promise<unknown>][]): SweptStore => {
      let calls = 0
      const before = async () => {
        calls += 1
        for (const [at, step] of steps) if (at === calls) await step()
      }
      const wrap =
        <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
        async (...args: A) => {
          await before()
          return call(...args)
        }
      const { list, written, remove } = bucket.store
      return { list: wrap(list), written: wrap(written), remove: wrap(remove) }
    }
    const CALLS = 6
    for (let first = 1; first <= CALLS; first++)
      for (let second = first; second <= CALLS + 1; second++) {
        await bucket.store.put(vaultKey(text), text)
        clock += 2 * DAY_MS
        let release = () => {}
        const committing = new Promise<void>((resolve) => {
          release = resolve
        })
        const slow = {
          ...bucket.store,
          put: async (key: string, body: string) => {
            await bucket.store.put(key, body)
            stored()
            await committing
          },
        }
        let stored = () => {}
        const putDone = new Promise<void>((resolve) => {
          stored = resolve
        })
        let writing: Promise<{ id: string }> | undefined
        const begin = () => {
          writing = createItem(ctx(), slow, { type: 'document', title: 'T', content: text, area: 'Love' })
          return putDone
        }
        const end = () => {
          release()
          return writing ?? Promise.resolve()
        }
        await sweep(
          during([
            [first, begin],
            [second, end],
          ]),
        )
        if (!writing) await begin()
        const { id } = (await end()) as { id: string }
        expect((await readItem(ctx(), bucket.store, id)).content).toBe(text)
        clock += 2 * DAY_MS
        await sweep()
        expect((await readItem(ctx(), bucket.store, id)).content).toBe(text)
        await changeItem(ctx(), bucket.store, id, { content: null })
        clock += 2 * DAY_MS
      }
  })

  it('never takes what is moved to the trash or back while rows are read', async () => {
    const text = long('moved')
    const { id } = await newNote(text)
    await bucket.store.put(`vault/${userId}/orphan`, 'orphan')
    clock += 2 * DAY_MS
    let restored: Promise<unknown> = Promise.resolve()
    const moves = [() => deleteEntity(ctx(), VAULT_ITEM, id), () => restoreEntity(ctx(), VAULT_ITEM.name, id)]
    const store: SweptStore = {
      ...bucket.store,
      written: async (key) => {
        await moves[0]?.()
        const found = await bucket.store.written(key)
        restored = moves[1]?.() ?? restored
        return found
      },
    }
    expect(await sweep(store)).toMatchObject({ left: 2, removed: 0 })
    await restored
    clock += DAY_MS
    expect(await sweep()).toMatchObject({ left: 0, removed: 1 })
    expect(bucket.keys()).toEqual([vaultKey(text)])
  })

  it('that runs out of time goes on where it stopped', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, signUp))
    for (const one of people) await bucket.store.put(`vault/${one.userId}/none`, 'orphan')
    clock += 2 * DAY_MS
    let runs = 0
    for (let finished = false; !finished; runs++) {
      const end = clock + 60_000
      const now = () => (clock += 5_000)
      ;({ finished } = (await sweepFiles({ ...ctx(), now, deadline: end }, bucket.store)) as { finished: boolean })
      expect(clock).toBeLessThan(end)
    }
    expect(runs).toBeGreaterThan(1)
    expect(bucket.keys()).toEqual([])
  })

  it('sweeps the real storage too', async () => {
    const run = contextFor(userId, { now: () => clock + 2 * DAY_MS, deadline: clock + 2 * DAY_MS + AMPLE_MS })
    const text = long('real')
    const { id } = await createItem(contextFor(userId), s3Files(), {
      type: 'document',
      title: 'T',
      content: text,
      area: 'Love',
    })
    await s3Files().put(`vault/${userId}/none`, 'orphan')
    /** Only this person's: others test here as well. */
    const store: SweptStore = {
      ...s3Sweep(),
      list: async (prefix) => s3Sweep().list(`${prefix}${userId}/`, '', 2),
    }
    expect(await sweepFiles(run, store)).toEqual({ finished: true, seen: 2, left: 0, removed: 1 })
    expect(await s3Files().get(`vault/${userId}/none`)).toBeNull()
    expect((await readItem(contextFor(userId), s3Files(), id)).content).toBe(text)
  })
})

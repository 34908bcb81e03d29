import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Embedder } from '../../../lib/domain/ai/embedder.ts'
import { startIndexing } from '../../../lib/domain/knowledge/search/index/note-changes.ts'
import { loadIndex, loadUnindexed } from '../../../lib/domain/knowledge/search/index/vault-index.repository.ts'
import { indexVault } from '../../../lib/domain/knowledge/search/index-vault.service.ts'
import { s3Files } from '../../../lib/providers/files/s3-files.ts'
import { s3Index } from '../../../lib/providers/files/s3-index.ts'
import { many } from '../../support/api.ts'
import { contextFor } from '../../support/context.ts'
import { awaiting, crashTable, dyingAt } from '../../support/crash.ts'
import { partitionOf } from '../../support/partition.ts'
import { startVault, type VaultPerson } from '../../support/vault-search.ts'

let vault: Awaited<ReturnType<typeof startVault>>
let me: VaultPerson
const NO_MODEL: Embedder = { chosen: async () => null, embed: () => Promise.reject(new Error('No model')) }
const stores = { ...s3Files(), ...s3Index() }

beforeAll(async () => {
  vault = await startVault()
})
afterAll(() => vault.stop())
beforeEach(async () => {
  me = await vault.person()
})

const index = (crashing = false) => {
  const ctx = contextFor(me.userId)
  const wrapped = {
    ...stores,
    putBytes: (key: string, bytes: Uint8Array) => awaiting(() => stores.putBytes(key, bytes)),
    deleteBytes: (key: string) => awaiting(() => stores.deleteBytes(key)),
  }
  return indexVault({ ...ctx, agent: 'test' }, crashing ? wrapped : stores, NO_MODEL, { userId: me.userId })
}
const stored = async () => (await loadIndex(contextFor(me.userId), Date.now())).index
const unindexed = async () => (await loadUnindexed(contextFor(me.userId), { limit: 100 })).entities

describe('a search of the vault', () => {
  it('finds a change at once, before the stream has seen it, and still once it is indexed', async () => {
    const note = await me.note('Garden', 'The zebrafinch sings')
    expect(await me.ids('zebrafinch')).toEqual([note.id])
    await me.settle()
    expect(await me.ids('zebrafinch')).toEqual([note.id])
    await me.call('PATCH', `/notes/${note.id}`, { content: 'The robin sings' })
    expect([await me.ids('zebrafinch'), await me.ids('robin')]).toEqual([[], [note.id]])
    await me.settle()
    expect([await me.ids('zebrafinch'), await me.ids('robin')]).toEqual([[], [note.id]])
    await me.call('DELETE', `/notes/${note.id}`)
    expect(await me.ids('robin')).toEqual([])
    await me.settle()
    expect([await me.ids('robin'), await unindexed()]).toEqual([[], []])
  })

  it('sees all of a text that lies in the bucket, and shows the place it found', async () => {
    const note = await me.note('Long', `${'filler words '.repeat(20_000)}\n\nThe heliotrope 🦊 stands here.\n`)
    for (const isIndexed of [false, true]) {
      if (isIndexed) await me.settle()
      const { data } = await me.search('heliotrope')
      expect(data.map(({ id }) => id)).toEqual([note.id])
      expect(data[0]?.snippet).toContain('The heliotrope 🦊 stands here.')
    }
  })

  it('finds flashcards, courses and modules under their own type, and only the asked type', async () => {
    const card = await me.card('What is a quoll?', 'A marsupial')
    const note = await me.note('The quoll')
    const course = (await me.call('POST', '/courses', { title: 'Course of numbats', topic: 'Numbats' })).data
    const module = (await me.call('POST', `/courses/${course.id}/modules`, { title: 'Potoroo' })).data
    for (const isIndexed of [false, true]) {
      if (isIndexed) await me.settle()
      expect((await me.ids('quoll')).sort()).toEqual([card.id, note.id].sort())
      expect(await me.ids('quoll', { type: 'flashcard' })).toEqual([card.id])
      expect((await me.search('numbats')).data).toMatchObject([{ id: course.id, type: 'course' }])
      expect((await me.search('potoroo')).data).toMatchObject([{ id: module.id, type: 'module' }])
    }
  })

  it('says that it is by words where no embedding model is there', async () => {
    await me.note('One', 'quetzal')
    for (const mode of ['semantic', 'hybrid', 'text'])
      expect(await me.search('quetzal', { mode })).toMatchObject({ mode: 'text', data: [{ matches: ['text'] }] })
  })

  it('never reaches another person', async () => {
    const other = await vault.person()
    await other.note('Secret', 'swordfish')
    await other.settle()
    expect(await me.ids('swordfish')).toEqual([])
  })

  it('finds what was there before there was an index, and has it made', async () => {
    const old = await me.note('Old', 'axolotl')
    // Nothing has noted it: only the search itself can start the worker.
    expect(await me.search('axolotl')).toMatchObject({ isWhole: false, data: [{ id: old.id }] })
    await startIndexing(contextFor(me.userId))
    await me.settle()
    expect(await me.search('axolotl')).toMatchObject({ isWhole: true, data: [{ id: old.id }] })
  })
})

describe('the index of a vault', () => {
  it('has every change once it has settled, whatever workers run at the same time', async () => {
    const notes = await many(12, (i) => me.note(`Note ${i}`, `alpha${i}`))
    await Promise.all([me.settle(), ...(await many(4, async () => index()))])
    await Promise.all(notes.slice(0, 6).map(({ id }, i) => me.call('PATCH', `/notes/${id}`, { content: `beta${i}` })))
    await Promise.all([index(), me.settle(), index()])
    await index()
    expect(await unindexed()).toEqual([])
    for (const [i, { id }] of notes.entries()) expect(await me.ids(i < 6 ? `beta${i}` : `alpha${i}`)).toContain(id)
    expect(await me.ids('alpha0')).not.toContain(notes[0].id)
  })

  it('loses nothing when a worker dies at any point, and points at nothing that is not there', async () => {
    const untap = crashTable()
    try {
      for (let n = 1, crashed = true; crashed; n++) {
        const word = `crash${n}x`
        const note = await me.note(`At ${n}`, word)
        const life = await dyingAt(n, { after: n % 2 === 0 }, () => index(true))
        crashed = life.crashed
        await me.settle()
        expect(await me.ids(word)).toEqual([note.id])
        for (const { key } of (await stored()).segments) expect(await stores.getBytes(key)).not.toBeNull()
        await expireLease()
      }
    } finally {
      untap()
    }
  })

  it('stays in few segments, and keeps no object that was replaced', async () => {
    const seen = new Set<string>()
    for (let i = 0; i < 6; i++) {
      await me.note(`Note ${i}`, 'some words of a note '.repeat(30))
      await me.settle()
      for (const { key } of (await stored()).segments) seen.add(key)
    }
    const { segments } = await stored()
    expect(segments.length).toBeLessThanOrEqual(3)
    for (const { key } of segments) seen.delete(key)
    expect(seen.size).toBeGreaterThan(2)
    for (const key of seen) expect(await stores.getBytes(key, { from: 0, to: 10 })).toBeNull()
  })

  it('is not touched by the review of a card', async () => {
    const card = await me.card('Front', 'Back')
    await me.settle()
    const before = await stored()
    await me.call('POST', `/flashcards/${card.id}/reviews`, { rating: 3 })
    await me.settle()
    expect([await unindexed(), await stored()]).toEqual([[], before])
  })
})

/** What time would do. */
const expireLease = async () => {
  const { documentClient, tableName } = await import('../../../lib/platform/table/client.ts')
  const { UpdateCommand } = await import('@aws-sdk/lib-dynamodb')
  if (!(await partitionOf(me.userId)).has('KNOWLEDGEINDEX')) return
  await documentClient().send(
    new UpdateCommand({
      TableName: tableName(),
      Key: { PK: `USER#${me.userId}`, SK: 'KNOWLEDGEINDEX' },
      UpdateExpression: 'REMOVE leaseUntil',
    }),
  )
}

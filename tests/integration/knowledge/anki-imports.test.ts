import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { startVaultApi, type VaultApi } from '../../support/vault-api.ts'
import { zipOf } from '../../support/zip.ts'

let api: VaultApi
beforeAll(async () => {
  api = await startVaultApi()
})
afterAll(() => api.stop())

describe('an Anki package, as Anki itself writes it', () => {
  test.each(['legacy.apkg', 'zstd.apkg'])(
    '%s gives cards of every note type with deck, tags, media, schedule and reviews',
    async (name) => {
      const person = await api.newPerson()
      const job = await person.imported('anki', readFileSync(new URL(`../../support/anki/${name}`, import.meta.url)))
      expect(job).toMatchObject({
        status: 'succeeded',
        counts: { cards: 5, reviews: 2, decks: 1, media: 1 },
        skipped: [],
      })
      const deck = (await person.read('/knowledge/decks')).data.find(
        (one: { name: string }) => one.name === 'Languages::French',
      )
      const cards = (await person.read('/knowledge/flashcards')).data
      const sides: [string, string][] = cards.map(({ front, back }: { front: string; back: string }) => [front, back])
      expect([...sides.slice(0, 3), ...sides.slice(3).sort().reverse()]).toEqual([
        ['chat <img src="dot.png">', 'cat\nanimal'],
        ['chien', 'dog'],
        ['dog', 'chien'],
        ['[...] is the capital of France', 'Paris is the capital of France\n\nSeine'],
        ['Paris is the [role] of France', 'Paris is the capital of France\n\nSeine'],
      ])
      for (const card of cards)
        expect(card).toMatchObject({ deckId: deck.id, tags: expect.arrayContaining(['french', 'a1']) })
      const [reviewed, planned, suspended] = cards
      expect([reviewed.repetitions, planned.interval, suspended.status]).toEqual([2, 5, 'archived'])
      expect((await person.notes()).find(({ type }: { type: string }) => type === 'document')).toMatchObject({
        title: 'dot.png',
        folder: 'Anki',
      })
      const review = await person.call('POST', `/knowledge/flashcards/${planned.id}/reviews`, { body: { rating: 3 } })
      expect(review.status).toBe(201)
      expect(violationsIn(await partitionOf(person.userId))).toEqual([])
    },
  )

  test('that is none, or holds no database, fails and says so', async () => {
    const person = await api.newPerson()
    for (const file of [Buffer.from('no zip'), zipOf([['a.md', 'x']]), zipOf([['collection.anki2', 'no database']])])
      expect((await person.imported('anki', file)).status).toBe('failed')
  })
})

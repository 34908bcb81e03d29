import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANKI_EXPORT } from '../../../lib/domain/knowledge/exports/export.job.ts'
import { ankiExport } from '../../../lib/domain/knowledge/exports/export-anki.service.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { findJob, newJob } from '../../../lib/platform/jobs/job-rows.ts'
import { runJob } from '../../../lib/platform/jobs/run-job.ts'
import { HOUR_MS } from '../../../lib/platform/units.ts'
import { writeAnkiCollection } from '../../../lib/providers/anki/write-collection.ts'
import { contextFor } from '../../support/context.ts'
import { awaiting, dyingAt } from '../../support/crash.ts'
import { partitionOf } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'
import { startVaultApi, type VaultApi } from '../../support/vault-api.ts'

let api: VaultApi
beforeAll(async () => {
  api = await startVaultApi()
})
afterAll(() => api.stop())
type Person = Awaited<ReturnType<VaultApi['newPerson']>>
type Row = Record<string, unknown>

const withCards = async (): Promise<Person> => {
  const person = await api.newPerson()
  const file = readFileSync(new URL('../../support/anki/legacy.apkg', import.meta.url))
  await person.imported('anki', file)
  const card = await person.made('/knowledge/flashcards', {
    front: 'a <b\nc',
    back: 'd\ne',
    area: 'Love',
    tags: ['two words'],
  })
  await person.made('/knowledge/flashcards', { front: 'new', back: '', area: 'Love' })
  for (const rating of [1, 3, 4]) await person.made(`/knowledge/flashcards/${card.id}/reviews`, { rating })
  return person
}

/** What a person has to learn, without ids. */
const learned = async (person: Person) => {
  const rows = [...(await partitionOf(person.userId)).values()] as Row[]
  const decks = new Map((await person.read('/knowledge/decks')).data.map(({ id, name }: Row) => [id, name]))
  const cards: Row[] = (await person.read('/knowledge/flashcards')).data
  const stored = new Map(rows.filter(({ memory }) => memory).map((row) => [row.id, row.memory as Row]))
  return cards.map(({ id, front, back, tags, status, deckId, interval, easeFactor, repetitions }) => {
    const { state, dueOn, stability, difficulty, lapses } = stored.get(id) ?? {}
    const reviews = rows
      .filter(({ SK, cardId }) => String(SK).startsWith('CARDREVIEW#') && cardId === id)
      .map(({ reviewedAt, rating, durationMs }) => [reviewedAt, rating, durationMs ?? 0])
    return {
      ...{ front, back, status, interval, easeFactor, repetitions, reviews, deck: decks.get(deckId) },
      ...{ tags: (tags as string[]).map((tag) => tag.replace(' ', '_')), state, dueOn, stability, difficulty, lapses },
    }
  })
}

describe('cards that are exported to Anki', () => {
  test('come back with the same sides, tags, decks, due days, memory and reviews', async () => {
    const [person, other] = [await withCards(), await api.newPerson()]
    const { id } = await person.made('/knowledge/exports', { format: 'anki' }, 202)
    const found = await person.read(`/knowledge/exports/${id}`)
    expect(found).toMatchObject({ status: 'succeeded', format: 'anki', counts: { cards: 7, reviews: 5, decks: 2 } })
    const file = Buffer.from(await (await fetch(found.url)).arrayBuffer())
    expect(file.length).toBe(found.bytes)
    expect(await other.imported('anki', file)).toMatchObject({ status: 'succeeded', skipped: [] })
    const sorted = (cards: Row[]) => cards.sort((a, b) => (String(a.front) < String(b.front) ? -1 : 1))
    expect(sorted(await learned(other))).toEqual(sorted(await learned(person)))
  })

  test.each([{ after: false }, { after: true }])(
    'by a job that dies at any await are the same package (when it took effect: $after)',
    async ({ after }) => {
      const person = await withCards()
      let whole: Buffer | null = null
      for (let nth = 1, crashed = true; crashed; nth += 1) {
        const files = new Map<string, Buffer>()
        let parts: Buffer[] = []
        const objects = {
          sizeOf: async (key: string) => files.get(key)?.length ?? null,
          readRange: (key: string, start: number, length: number) =>
            awaiting(async () => files.get(key)?.subarray(start, start + length) ?? Buffer.alloc(0)),
          putBytes: (key: string, bytes: Buffer) => awaiting(async () => void files.set(key, bytes)),
          beginParts: () =>
            awaiting(async () => {
              parts = []
              return 'upload'
            }),
          putPart: (_: string, __: string, number: number, bytes: Buffer) =>
            awaiting(async () => {
              parts[number - 1] = bytes
              return `e${number}`
            }),
          finishParts: (key: string) => awaiting(async () => void files.set(key, Buffer.concat(parts))),
        }
        let ahead = 0
        const ctx = () =>
          contextFor(person.userId, { now: () => Date.now() + ahead, deadline: Date.now() + ahead + AMPLE_MS })
        const { job, write } = newJob(ctx(), ANKI_EXPORT, { format: 'anki' })
        await commit(ctx(), { changes: [], writes: [write], result: null })
        const { slice, ...rest } = ankiExport(objects, writeAnkiCollection)
        // Each slice ends after one page, so that the job has several.
        const short = {
          ...rest,
          slice: (one: Parameters<typeof slice>[0], of: Parameters<typeof slice>[1]) => slice(one, { ...of, until: 0 }),
        }
        const run = () => runJob(ctx(), [short], { jobId: job.id, worker: 'job-worker' })
        crashed = (await dyingAt(nth, { after }, run)).crashed
        for (let again = 0; again < 4; again++) {
          ahead += AMPLE_MS + HOUR_MS
          await run()
        }
        const { status, result } = (await findJob(ctx(), job.id)) ?? {}
        const file = files.get(String(result?.key)) ?? Buffer.alloc(0)
        expect([status, result?.bytes]).toEqual(['succeeded', file.length])
        whole ??= file
        expect(file.equals(whole)).toBe(true)
      }
    },
  )
})

import { beforeEach, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/knowledge/handler.ts'
import { defaultDeck } from '../../../lib/domain/knowledge/decks/deck.ts'
import type { VaultItem } from '../../../lib/domain/knowledge/items/item.fields.ts'
import type { Memory } from '../../../lib/domain/knowledge/items/memory.fields.ts'
import { schedule } from '../../../lib/domain/knowledge/reviews/fsrs.ts'
import type { CardReview as StoredReview } from '../../../lib/domain/knowledge/reviews/review.fields.ts'
import { DAY_MS } from '../../../lib/platform/units.ts'
import { many } from '../../support/api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let user: TestUser
const call = (method: string, path: string, request: Request = {}, token = user.accessToken) =>
  invoke(handler, method, `/knowledge${path}`, { token, ...request })
const made = async (path: string, body: object) => {
  const { status, raw, data } = await call('POST', path, { body })
  expect(status, raw).toBe(201)
  return data
}
const card = (body: object = {}) => made('/flashcards', { front: 'Q', back: 'A', tags: [], area: 'Love', ...body })
const review = (id: string, body: object) => made(`/flashcards/${id}/reviews`, body)
const before = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()
const scheduleOf = async (id: string) => {
  const { version: _, updatedAt: __, ...rest } = (await call('GET', `/notes/${id}`)).data
  return rest
}

beforeEach(async () => {
  user = await signUp()
})

describe('reviews', () => {
  it('are undone one by one, newest first, each giving back the card and the day as they were', async () => {
    const one = await card()
    const fresh = await scheduleOf(one.id)
    const first = await review(one.id, { rating: 3, reviewedAt: before(3) })
    const middle = await scheduleOf(one.id)
    const second = await review(one.id, { rating: 1 })
    const undo = (id: string) => call('DELETE', `/flashcards/${one.id}/reviews/${id}`)
    expect((await undo(first.log.id)).status).toBe(409)
    expect((await undo(second.log.id)).status).toBe(200)
    expect(await scheduleOf(one.id)).toEqual(middle)
    expect((await undo(second.log.id)).status).toBe(404)
    expect((await undo(first.log.id)).status).toBe(200)
    expect(await scheduleOf(one.id)).toEqual(fresh)
    expect((await call('GET', '/reviews/stats')).data.reviewsPerDay).toEqual([])
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('of one card side by side all count, each upon the one before', async () => {
    const one = await card()
    await many(5, () => review(one.id, { rating: 3 }))
    expect((await call('GET', '/reviews/stats')).data.reviewsPerDay).toMatchObject([{ count: 5 }])
    expect((await call('GET', `/notes/${one.id}`)).data).toMatchObject({ repetitions: 5, version: 6 })
  })

  it('twice, out of order and from two devices at once count once each, and the card is the fold of its log', async () => {
    const one = await card()
    const given = ([3, 1, 3, 4, 2, 3] as const).map((rating, i) => ({ rating, reviewedAt: before(60 - i * 10) }))
    const send = (i: number) =>
      call('POST', `/flashcards/${one.id}/reviews`, { body: given[i], headers: { 'idempotency-key': `review ${i}` } })
    // One device sends them in order, the other one from the last to the first; both send each of theirs twice.
    const device = async (order: number[]) => {
      const answers: { i: number; status: number; id: string }[] = []
      for (const i of order)
        for (const { status, data } of await many(2, () => send(i))) answers.push({ i, status, id: data?.log.id })
      return answers
    }
    const answers = (await Promise.all([device([0, 1, 2]), device([5, 4, 3])])).flat()
    expect(
      [...new Set(answers.map(({ status }) => status))].filter((status) => status !== 201 && status !== 409),
    ).toEqual([])
    const counted = answers.filter(({ status }) => status === 201)
    const ids = new Set(counted.map(({ id }) => id))
    // A repeat of what counted got the same answer.
    expect(new Set(counted.map(({ i, id }) => `${i} ${id}`)).size).toBe(ids.size)
    const rows = await partitionOf(user.userId)
    const log = [...rows].filter(([key]) => key.startsWith('CARDREVIEW#')).map(([, row]) => row as StoredReview)
    expect(new Set(log.map(({ id }) => id))).toEqual(ids)
    const perDay = (await call('GET', '/reviews/stats')).data.reviewsPerDay
    expect(perDay.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(ids.size)
    const stored = rows.get(`KNOWLEDGEITEM#${one.id}`) as VaultItem
    const deck = defaultDeck(user.userId)
    let memory: Memory | null = null
    for (const [i, { rating, reviewedAt }] of log.entries()) {
      memory = schedule(memory, rating, deck, { cardId: one.id, at: Date.parse(reviewedAt), zone: 'UTC' }).memory
      const after = log[i + 1]?.before.memory ?? stored.memory
      const { scheduledDays: _, dueOn: __, ...known } = memory
      expect(after).toMatchObject(known)
    }
    expect(violationsIn(rows)).toEqual([])
  })

  it('before the newest, and in the future, are refused and change nothing', async () => {
    const one = await card()
    await review(one.id, { rating: 3, reviewedAt: before(2) })
    const was = await scheduleOf(one.id)
    const answer = (reviewedAt: string) =>
      call('POST', `/flashcards/${one.id}/reviews`, { body: { rating: 3, reviewedAt } })
    expect((await answer(before(5))).status).toBe(409)
    expect((await answer(before(-1))).status).toBe(400)
    expect(await scheduleOf(one.id)).toEqual(was)
  })

  it('of a client that computes SM-2 count once, and keep the client’s day', async () => {
    const one = await card()
    const nextReviewDate = before(-6)
    const body = { nextReviewDate, interval: 6, easeFactor: 2.36, repetitions: 2 }
    for (let i = 0; i < 2; i++)
      expect((await call('PATCH', `/flashcards/${one.id}`, { body })).data).toMatchObject(body)
    await call('PATCH', `/flashcards/${one.id}`, { body: { front: 'Another' } })
    const { reviewsPerDay, maturity } = (await call('GET', '/reviews/stats')).data
    expect([reviewsPerDay.map(({ count }: { count: number }) => count), maturity]).toEqual([
      [1],
      { new: 0, learning: 0, young: 1, mature: 0 },
    ])
  })
})

describe('decks', () => {
  it('have one by default, which is stored with its first change and never goes', async () => {
    expect((await call('GET', '/decks')).data.data).toMatchObject([{ id: 'default', version: 0 }])
    await many(3, (i) => call('PATCH', '/decks/default', { body: { newPerDay: i + 1 } }))
    expect((await call('GET', '/decks')).data.data).toMatchObject([{ id: 'default', version: 3 }])
    expect((await call('DELETE', '/decks/default')).status).toBe(409)
  })

  it('go only when no card is in them, and cards go into decks that exist', async () => {
    const deck = await made('/decks', { name: 'Words' })
    const one = await card({ deckId: deck.id })
    expect((await call('DELETE', `/decks/${deck.id}`)).status).toBe(409)
    await call('PATCH', `/flashcards/${one.id}`, { body: { deckId: 'default' } })
    expect((await call('DELETE', `/decks/${deck.id}`)).status).toBe(200)
    expect((await call('PATCH', `/flashcards/${one.id}`, { body: { deckId: deck.id } })).status).toBe(400)
  })

  it('show what is left of today: their limits count what was reviewed before', async () => {
    const deck = await made('/decks', { name: 'Words', newPerDay: 2, reviewsPerDay: 1 })
    const [fresh, ...others] = await many(4, () => card({ deckId: deck.id }))
    for (const one of others.slice(0, 2)) await review(one.id, { rating: 4, reviewedAt: before(100) })
    const counts = async () => (await call('GET', '/reviews/due', { query: { deckId: deck.id } })).data.counts
    expect(await counts()).toEqual({ new: 2, learning: 0, review: 1 })
    await review(fresh.id, { rating: 3 })
    await review(others[0].id, { rating: 3 })
    expect(await counts()).toEqual({ new: 1, learning: 0, review: 0 })
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { handler } from '../../../functions/knowledge/handler.ts'
import { handler as trash } from '../../../functions/trash/handler.ts'
import type { VaultItem } from '../../../lib/domain/knowledge/items/item.fields.ts'
import { VAULT_ITEM } from '../../../lib/domain/knowledge/items/item.kind.ts'
import { newItem } from '../../../lib/domain/knowledge/items/item.ts'
import { dueCards } from '../../../lib/domain/knowledge/reviews/due.service.ts'
import { reviewCard } from '../../../lib/domain/knowledge/reviews/review.service.ts'
import { reviewStats } from '../../../lib/domain/knowledge/reviews/stats.service.ts'
import { create } from '../../../lib/platform/events/change.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { fromItem } from '../../../lib/platform/events/stored.ts'
import { tallyWrites } from '../../../lib/platform/events/tallies.ts'
import { metered } from '../../../lib/platform/log/meter.ts'
import { partition } from '../../../lib/platform/partition.ts'
import { DAY_MS } from '../../../lib/platform/units.ts'
import { newUserId, signUp } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { invoke } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

/** What the rows of due counts should hold, from the cards themselves. */
const recounted = (rows: Map<string, object>) => {
  const counts: Record<string, number> = {}
  const count = (key: string) => {
    counts[key] = (counts[key] ?? 0) + 1
  }
  for (const [key, row] of rows) {
    if (!key.startsWith('KNOWLEDGEITEM#')) continue
    const { type, status, deckId, memory, nextReviewDate, interval } = fromItem(
      VAULT_ITEM,
      row as Record<string, unknown>,
    )
    if (type !== 'flashcard' || status !== 'active') continue
    if (memory === null) {
      count(`${deckId} new`)
      continue
    }
    count(`${deckId} ${memory.dueOn ?? nextReviewDate.slice(0, 10)}`)
    count(`${deckId} ${memory.state !== 'review' ? 'learning' : interval < 21 ? 'young' : 'mature'}`)
  }
  return counts
}

/** What they hold: by deck, summed over quarters, without zeros. */
const counted = (rows: Map<string, object>) => {
  const counts: Record<string, number> = {}
  for (const [key, row] of rows) {
    const [kind, deckId, quarter] = key.split('#')
    if (kind !== 'KNOWLEDGEDUE') continue
    for (const [name, value] of Object.entries(row)) {
      if (name === 'PK' || name === 'SK') continue
      const shown = /^\d/.test(name) ? `${quarter?.slice(0, 4)}-${name}` : name
      const sum = (counts[`${deckId} ${shown}`] ?? 0) + Number(value)
      counts[`${deckId} ${shown}`] = sum
    }
  }
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0))
}

const step = fc.record({
  card: fc.nat(3),
  what: fc.constantFrom(
    'create',
    'review',
    'review',
    'review',
    'undo',
    'sm2',
    'move',
    'archive',
    'activate',
    'delete',
    'restore',
  ),
  rating: fc.constantFrom(1, 2, 3, 4),
  ago: fc.nat(200),
})

describe('the counts of due cards', () => {
  it('are what a recount of the cards gives, after any reviews, undoing, edits, deletions and returns', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 25 }), async (steps) => {
        const { userId, accessToken: token } = await signUp()
        const call = (method: string, path: string, body?: object) =>
          invoke(handler, method, `/knowledge${path}`, { token, ...(body && { body }) })
        const other = (await call('POST', '/decks', { name: 'Other' })).data.id
        const cards: { id: string; logs: string[] }[] = []
        for (const { card, what, rating, ago } of steps) {
          const one = cards[card]
          if (what === 'create' || !one) {
            if (cards.length > 3) continue
            const { data } = await call('POST', '/flashcards', { front: 'Q', back: 'A', tags: [], area: 'Love' })
            cards.push({ id: data.id, logs: [] })
          } else if (what === 'review') {
            const reviewedAt = new Date(Date.now() - ago * DAY_MS).toISOString()
            const { data, status } = await call('POST', `/flashcards/${one.id}/reviews`, { rating, reviewedAt })
            if (status === 201) one.logs.push(data.log.id)
          } else if (what === 'undo') {
            const { status } = await call('DELETE', `/flashcards/${one.id}/reviews/${one.logs.at(-1) ?? 'none'}`)
            if (status === 200) one.logs.pop()
          } else if (what === 'sm2') {
            const nextReviewDate = new Date(Date.now() + ago * DAY_MS).toISOString()
            await call('PATCH', `/flashcards/${one.id}`, {
              nextReviewDate,
              interval: ago,
              easeFactor: 2.4,
              repetitions: 2,
            })
          } else if (what === 'move')
            await call('PATCH', `/flashcards/${one.id}`, { deckId: ago % 2 ? other : 'default' })
          else if (what === 'archive') await call('PATCH', `/flashcards/${one.id}`, { status: 'archived' })
          else if (what === 'activate') await call('PATCH', `/flashcards/${one.id}`, { status: 'active' })
          else if (what === 'delete') await call('DELETE', `/notes/${one.id}`)
          else await invoke(trash, 'POST', `/trash/knowledgeitem/${one.id}/restore`, { token })
        }
        const rows = await partitionOf(userId)
        expect(counted(rows)).toEqual(recounted(rows))
        expect(violationsIn(rows)).toEqual([])
      }),
      { numRuns: 6 },
    )
  })

  it('cost a review one round trip of half a read unit, beside that of its deck', async () => {
    const ctx = contextFor(newUserId())
    const [card] = await storedCards(ctx, 1)
    const usage = await metered(async (used) => {
      await reviewCard(ctx, card?.id ?? '', { rating: 3 })
      return { ...used }
    })
    // Profile, card (consistent), deck, counts, and the transaction.
    expect(usage).toMatchObject({ calls: 5, readUnits: 2.5 })
  })
})

/** Cards that were learned and are all overdue, stored without their events. */
const storedCards = async (ctx: ReturnType<typeof contextFor>, size: number): Promise<VaultItem[]> => {
  const now = ctx.now()
  const due = (i: number) => new Date(now - (1 + (i % 50)) * DAY_MS).toISOString()
  const changes = Array.from({ length: size }, (_, i) => {
    const memory = {
      ...{ state: 'review' as const, stability: 10, difficulty: 5, step: 0, scheduledDays: 10, reps: 3, lapses: 0 },
      ...{ lastReviewedAt: new Date(now - 70 * DAY_MS).toISOString(), dueOn: due(i).slice(0, 10) },
    }
    const text = { front: `Question ${i}`, back: 'Answer', title: `Question ${i}`, area: 'Love' as const }
    const given = { ...text, nextReviewDate: due(i), interval: 10, memory }
    return create(VAULT_ITEM, newItem('flashcard', given, { userId: ctx.userId, id: ctx.newId(now), now }), now)
  })
  await partition(ctx).writeDerived(new Map(changes.map(({ put: { SK, item } }) => [SK, item])))
  await commit(ctx, { changes: [], writes: tallyWrites(ctx, changes), result: null })
  return changes.map(({ after }) => after)
}

describe('10,000 cards that are due', () => {
  it('are listed and counted in few reads, which do not grow with them', async () => {
    const ctx = contextFor(newUserId())
    await storedCards(ctx, 10_000)
    const used = async <T>(work: () => Promise<T>) =>
      metered(async (usage) => ({ result: await work(), usage: { ...usage } }))
    const due = await used(() => dueCards(ctx, { limit: 100 }))
    expect(due.result.counts).toEqual({ new: 0, learning: 0, review: 200 })
    expect(due.result.cards).toHaveLength(100)
    // Decks, profile, today's counts, and a query of each state: 200 cards of half a kilobyte.
    expect(due.usage.calls).toBeLessThanOrEqual(6)
    expect(due.usage.readUnits).toBeLessThanOrEqual(20)
    const stats = await used(() => reviewStats(ctx))
    expect(stats.result.maturity).toEqual({ new: 0, learning: 0, young: 10_000, mature: 0 })
    expect(stats.result.forecast[0]?.count).toBe(10_000)
    expect(stats.usage.calls).toBeLessThanOrEqual(3)
    expect(stats.usage.readUnits).toBeLessThanOrEqual(3)
  })
})
